"""Reading postings for lists: with people, units and mentors, in a constant number of queries."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from curriculum.clock.time import today
from training.people.models import Person
from training.rotation.models import Posting
from training.units.models import Unit


def postings_for_list(user) -> QuerySet[Posting]:
    """The postings the user may see, ready for a table; ``current_mentorships`` holds at most one mentorship."""
    mentorships = Posting.mentorships.rel.related_model.objects  # the subject above is not imported
    current = mentorships.filter(valid_to__isnull=True).select_related("mentor__person")
    return (
        Posting.objects.visible_to(user)
        .select_related("person", "sending_unit", "host_unit", "host_unit_now", "title", "wave")
        .prefetch_related(Prefetch("mentorships", queryset=current, to_attr="current_mentorships"))
    )


def search_postings(postings: QuerySet[Posting], words: str) -> QuerySet[Posting]:
    """Those whose person, or one of whose units, matches the words; tone marks do not matter."""
    units = Unit.objects.matching(words)
    return postings.filter(
        Q(person__in=Person.objects.matching(words)) | Q(host_unit__in=units) | Q(sending_unit__in=units)
    )


def posting_of(user) -> Posting | None:
    """The posting a person is in today, or else the last one that ended."""
    mine = Posting.objects.filter(person__user=user).select_related(
        "person", "host_unit", "host_unit_now", "sending_unit", "title"
    )
    return mine.exclude(status=Posting.Status.ENDED).first() or mine.order_by("-ended_on").first()


def days_left(posting: Posting, day: date | None = None) -> int | None:
    """Days until the term ends (negative when it is over); None for a transfer."""
    return (posting.last_day - (day or today())).days if posting.last_day else None
