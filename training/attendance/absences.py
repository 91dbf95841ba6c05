"""Who comes near the limit of absences, while there is still time (rules.md R2).

The limit is what the dated values leave: at least ``training.min_attendance_percent`` of all periods of the class must
be attended, at most ``training.max_excused_percent`` may be excused. Warnings begin at
``training.absence_warning_percent``. Shares are of all periods planned for the class, not only of those held: they can
only grow.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from curriculum.clock.time import now
from curriculum.prepared.questions import Prepared
from training.attendance.models import AttendanceRecord
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment
from training.regulations.queries import values_on
from training.scheduling.models import ClassMeeting

RUNNING = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)
Status = AttendanceRecord.Status


@dataclass(frozen=True)
class Limits:
    """The dated values of one day, in per cent of the periods of a class."""

    most_missed: Decimal
    most_excused: Decimal
    warn_from: Decimal
    excused_counts_as: str

    @classmethod
    def on(cls, day: date | None = None) -> "Limits":
        least, excused, warn_from, counts_as = values_on(
            "training.min_attendance_percent",
            "training.max_excused_percent",
            "training.absence_warning_percent",
            "training.excused_counts_as",
            day=day,
        )
        return cls(100 - Decimal(str(least)), Decimal(str(excused)), Decimal(str(warn_from)), counts_as)


def with_absences(enrolments: QuerySet[Enrolment], excused_counts_as: str) -> QuerySet[Enrolment]:
    """Adds ``total`` periods planned, ``missed`` and ``excused`` so far. One query, however many rows."""
    meetings = ClassMeeting.objects.held().filter(training_class=OuterRef("training_class"))
    taken = AttendanceRecord.objects.filter(meeting=OuterRef("pk"))
    own = AttendanceRecord.objects.filter(
        enrolment=OuterRef("pk"), meeting__training_class=OuterRef("training_class"), meeting__ends_at__lte=now()
    ).exclude(meeting__status=ClassMeeting.Status.CANCELLED)
    there = Q(counted__in=AttendanceRecord.ATTENDED)
    if excused_counts_as != "absent":
        there |= Q(counted=Status.EXCUSED)
    return enrolments.annotate(
        total=_sum(meetings, "training_class", "periods"),
        _held=_sum(meetings.filter(Exists(taken), ends_at__lte=now()), "training_class", "periods"),
        _there=_sum(own.as_counted().filter(there), "enrolment", "meeting__periods"),
        excused=_sum(own.filter(status=Status.EXCUSED).not_made_up(), "enrolment", "meeting__periods"),
    ).annotate(missed=Greatest(F("_held") - F("_there"), Value(0)))


def at_risk(enrolments: QuerySet[Enrolment], limits: Limits) -> QuerySet[Enrolment]:
    """Those of running classes from whom the warning is due, or who are over the limit; the worst first."""
    near = Q(missed__gte=F("total") * limits.warn_from / 100) | Q(excused__gt=F("total") * limits.most_excused / 100)
    rows = with_absences(enrolments.filter(training_class__status__in=RUNNING).studying(), limits.excused_counts_as)
    return rows.filter(near, total__gt=0).order_by("-missed", "pk")


@dataclass(frozen=True)
class Absence:
    """One learner's absences beside the limits; ``level`` is empty, ``near`` or ``over``."""

    missed: int
    excused: int
    total: int
    level: str
    left: int

    @property
    def percent(self) -> int:
        return round(self.missed * 100 / self.total) if self.total else 0


def absence_of(enrolment: Enrolment, limits: Limits) -> Absence:
    """From a row of ``with_absences``. ``left`` is how many periods may still be missed."""
    missed, excused, total = enrolment.missed, enrolment.excused, enrolment.total
    left = int(total * limits.most_missed / 100) - missed
    too_many_excused = excused * 100 > total * limits.most_excused
    if not total:
        level = ""
    elif left < 0 or too_many_excused:
        level = "over"
    else:
        level = "near" if missed * 100 >= total * limits.warn_from else ""
    return Absence(missed, excused, total, level, max(left, 0))


def absences_of_class(training_class: TrainingClass) -> dict[int, Absence]:
    """Of everybody who holds a place, by enrolment. One query."""
    limits = Limits.on()
    rows = with_absences(training_class.enrolments.active(), limits.excused_counts_as).only("training_class")
    return {row.pk: absence_of(row, limits) for row in rows}


def absences_of_learner(user) -> list[tuple[Enrolment, Absence]]:
    """The running classes in which the warning is due to one person, or the limit is passed; the worst first."""
    limits = Limits.on()
    found = [(row, absence_of(row, limits)) for row in _studied_by(user.pk, excused_counts_as=limits.excused_counts_as)]
    return [(row, absence) for row, absence in found if absence.level]


@Prepared
def _studied_by(user: int, *, excused_counts_as: str) -> QuerySet[Enrolment]:
    mine = Enrolment.objects.of_user(user).filter(training_class__status__in=RUNNING).studying()
    rows = with_absences(mine.select_related("training_class"), excused_counts_as).order_by("-missed", "pk")
    return rows.only("training_class__name", "person")


def _sum(rows: QuerySet, by: str, what: str):
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Sum(what)).values("n")), 0)
