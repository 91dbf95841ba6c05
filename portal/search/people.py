"""People by name or staff code, in the table of people itself: no second copy of names is kept."""

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from portal.search.words import Words
from training.models import Person, Position


def people_found(user, words: Words) -> QuerySet[Person]:
    """Those the user may see in whose name every word begins a word, or whose staff code it is.

    Whoever is called exactly so comes first, then in the order of names.
    """
    found = Person.objects.visible_to(user)
    for word in words.folded:
        begins = Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
        found = found.filter(begins | Q(staff_code__iexact=word))
    name = " ".join(words.folded)
    exactly = Q(search_name=name) | Q(search_name__endswith=f" {name}")
    nearness = Case(When(exactly, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(nearness, "sort_key", "pk")


def with_offices(people: QuerySet[Person]) -> QuerySet[Person]:
    """With the offices held today, as ``offices``."""
    held = Position.objects.current().select_related("title", "unit")
    return people.prefetch_related(Prefetch("positions", held, to_attr="offices"))
