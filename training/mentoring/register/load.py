"""How many officials a mentor guides, and how many he may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from curriculum.clock.time import today
from training.mentoring.models import Mentorship
from training.mentoring.register.models import Mentor, MentorLimit
from training.regulations.queries import value_on


@dataclass(frozen=True)
class Load:
    """``own`` is the mentor's own figure where he gave one for the day; the smaller of the two counts."""

    guided: int
    regulated: int
    own: int | None = None

    @property
    def most(self) -> int:
        return self.regulated if self.own is None else min(self.own, self.regulated)

    @property
    def free(self) -> int:
        return max(self.most - self.guided, 0)

    @property
    def is_full(self) -> bool:
        return self.free == 0

    @property
    def is_over(self) -> bool:
        return self.guided > self.most


def loads_on(mentors: Iterable[Mentor], day: date) -> dict[int, Load]:
    """Of each mentor, by his key: two queries, however many they are."""
    keys = [mentor.pk for mentor in mentors]
    regulated, guided, own = value_on("mentoring.max_mentees", day), guided_on(day, keys), own_limits(day, keys)
    return {pk: Load(guided.get(pk, 0), regulated, own.get(pk)) for pk in keys}


def load_of(mentor: Mentor, day: date) -> Load:
    return loads_on([mentor], day)[mentor.pk]


def guided_on(day: date, mentors: Iterable[int] | None = None) -> dict[int, int]:
    """How many officials each mentor guides; one who is named for a day to come takes his place already."""
    rows = Mentorship.objects.valid_on(day) if day < today() else Mentorship.objects.current()
    if mentors is not None:
        rows = rows.filter(mentor__in=mentors)
    return dict(rows.order_by().values_list("mentor").annotate(count=Count("pk")))


def own_limits(day: date, mentors: Iterable[int] | None = None) -> dict[int, int]:
    """The mentors' own figures on the day; the row recorded last counts."""
    rows = MentorLimit.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    if mentors is not None:
        rows = rows.filter(mentor__in=mentors)
    return dict(rows.order_by("recorded_at", "pk").values_list("mentor", "most"))
