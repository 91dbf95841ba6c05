"""Reading sittings: the window of one person, the attempts that belong to a sitting, what waits for a marker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from curriculum.clock.time import now
from curriculum.models import QuizAttempt
from training.examinations.models import Accommodation, QuizSitting


@dataclass(frozen=True)
class Window:
    """When and how long one person may sit, everything granted taken in."""

    opens_at: datetime
    closes_at: datetime
    minutes: int | None

    @property
    def is_open(self) -> bool:
        return self.opens_at <= now() < self.closes_at

    @property
    def is_past(self) -> bool:
        return now() >= self.closes_at


def window_of(sitting: QuizSitting, granted: Accommodation | None) -> Window:
    """The window of the sitting as it holds for whoever was granted this; nothing granted: as for all."""
    minutes = sitting.minutes or sitting.quiz.minutes
    if granted is None:
        return Window(sitting.opens_at, sitting.closes_at, minutes)
    return Window(
        granted.opens_at or sitting.opens_at,
        granted.closes_at or sitting.closes_at,
        minutes + granted.extra_minutes if minutes else None,
    )


def granted_to(user, sittings: Iterable[QuizSitting]) -> dict[int, Accommodation]:
    """What the person was granted, by sitting; the latest of each. One query."""
    rows = Accommodation.objects.filter(sitting__in=list(sittings), enrolment__person__user=user)
    return {row.sitting_id: row for row in rows.order_by("granted_at", "pk")}


def attempts_in(sittings: QuerySet[QuizSitting]) -> QuerySet[QuizAttempt]:
    """Every attempt made in these sittings. One query for the keys of the sittings."""
    return QuizAttempt.objects.filter(occasion__in=[sitting.occasion for sitting in sittings.only("pk")])
