"""Reading sittings: the window of one person, the attempts that belong to a sitting, what waits for a marker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from curriculum.clock.time import now
from curriculum.models import AttemptQuestion, QuestionMark, QuestionVersion, QuizAttempt, QuizPage
from curriculum.prepared.questions import Prepared
from training.examinations.models import OCCASION, Accommodation, QuizSitting, SittingResult
from training.nominations.models import Enrolment


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
    return {row.sitting_id: row for row in _granted(user.pk, *(sitting.pk for sitting in sittings))}


@Prepared
def _granted(user: int, *sittings: int) -> QuerySet[Accommodation]:
    rows = Accommodation.objects.filter(sitting__in=sittings, enrolment__person__user=user)
    return rows.order_by("granted_at", "pk")


def attempts_in(sittings: QuerySet[QuizSitting]) -> QuerySet[QuizAttempt]:
    """Every attempt made in these sittings. One query for the keys of the sittings."""
    return QuizAttempt.objects.filter(occasion__in=[sitting.occasion for sitting in sittings.only("pk")])


def to_sit(user: int) -> QuerySet[QuizSitting]:
    """Sittings of the person's classes that are not past and not handed in, with ``quiz_title`` and ``class_code``."""
    granted = Accommodation.objects.filter(sitting=OuterRef("pk"), enrolment__person__user=user, closes_at__gt=now())
    occasion = Concat(Value(OCCASION), Cast(OuterRef("pk"), CharField()))
    done = QuizAttempt.objects.handed_in().filter(user=user, occasion=occasion)
    ahead = QuizSitting.objects.held().of_learner(user).filter(Q(closes_at__gt=now()) | Exists(granted))
    return (
        ahead.filter(~Exists(done))
        .annotate(quiz_title=F("quiz__title"), class_code=F("training_class__code"))
        .order_by("opens_at", "pk")
    )


def sittings_of(user, quiz: QuizPage) -> list[QuizSitting]:
    """The sittings of one quiz in the person's classes, the latest first."""
    rows = QuizSitting.objects.held().of_learner(user).filter(quiz=quiz).select_related("training_class")
    return list(rows.order_by("-opens_at", "-pk"))


@dataclass
class LearnerLine:
    """One learner of the class in one sitting: what was granted, the attempts, the mark that came of them."""

    enrolment: Enrolment
    granted: Accommodation | None
    attempts: list[QuizAttempt]
    result: SittingResult | None

    @property
    def attempt(self) -> QuizAttempt | None:
        """The attempt that counts, or else the latest."""
        if self.result is not None:
            return next((one for one in self.attempts if one.pk == self.result.attempt_id), None)
        return self.attempts[-1] if self.attempts else None


def lines_of(sitting: QuizSitting, enrolments: Iterable[Enrolment]) -> list[LearnerLine]:
    """The learners of the class in their order. Three queries."""
    granted = {row.enrolment_id: row for row in sitting.accommodations.select_related("granted_by").reverse()}
    results = {row.enrolment_id: row for row in sitting.results.select_related("mark")}
    attempts: dict[int, list[QuizAttempt]] = {}
    for attempt in QuizAttempt.objects.of_occasion(sitting.occasion).order_by("number"):
        attempts.setdefault(attempt.user_id, []).append(attempt)
    return [
        LearnerLine(one, granted.get(one.pk), attempts.get(one.person.user_id, []), results.get(one.pk))
        for one in enrolments
    ]


@dataclass(frozen=True)
class Asked:
    """A question of the bank as a sitting asked it: how often, and what share of its points it brought on average."""

    question: int
    name: str
    kind: str
    times: int
    share: float | None


def asked_in(sitting: QuizSitting) -> list[Asked]:
    """The questions of the attempts handed in, those that brought least first. One query."""
    rows = AttemptQuestion.objects.filter(attempt__occasion=sitting.occasion, attempt__submitted_at__isnull=False)
    standing = QuestionMark.objects.standing().filter(question=OuterRef("pk")).values("points")[:1]
    found = (
        rows.annotate(reached=Subquery(standing))
        .values("version__question", "version__question__current__name", "version__kind")
        .annotate(times=Count("pk"), brought=Sum("reached"), worth=Sum("points", filter=Q(reached__isnull=False)))
        .order_by("version__question")
    )
    names = dict(QuestionVersion.KINDS)
    asked = [
        Asked(
            row["version__question"],
            row["version__question__current__name"],
            str(names[row["version__kind"]]),
            row["times"],
            float(row["brought"] / row["worth"] * 100) if row["worth"] else None,
        )
        for row in found
    ]
    return sorted(asked, key=lambda one: (one.share is None, one.share or 0))
