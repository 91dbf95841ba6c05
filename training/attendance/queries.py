"""How much of the teaching each learner took part in, counted in teaching periods (rules.md R2)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Exists, OuterRef, Sum

from curriculum.clock.time import now, today
from training.attendance.models import AttendanceRecord
from training.cohorts.models import TrainingClass
from training.regulations.queries import value_on
from training.scheduling.models import ClassMeeting

Status = AttendanceRecord.Status


@dataclass(frozen=True)
class AttendanceSummary:
    """Teaching periods of one learner: all whose roll was taken, those attended, those excused."""

    held: int
    attended: int
    excused: int
    percent: Decimal


def attendance_of_class(training_class: TrainingClass, day: date | None = None) -> dict[int, AttendanceSummary]:
    """The summary of every enrolment that holds a place, by its key. Three queries.

    Periods count once their meeting is over and its roll was taken; somebody without an entry was absent. An excused
    absence counts as the regulated value ``training.excused_counts_as`` on ``day`` says: ``absent``, ``present``, or
    ``excluded`` (then it is not counted at all). Late is present, and so is what was made up with another class.
    """
    counts_as = value_on("training.excused_counts_as", day or today())
    held = meetings_with_roll(training_class).aggregate(total=Sum("periods"))["total"] or 0
    periods = _periods_by_status(training_class)
    keys = training_class.enrolments.active().values_list("pk", flat=True)
    return {key: _summary(held, periods.get(key, {}), counts_as) for key in keys}


def meetings_with_roll(training_class: TrainingClass):
    """The meetings that are over and whose roll was taken."""
    taken = AttendanceRecord.objects.filter(meeting=OuterRef("pk"))
    return ClassMeeting.objects.held().filter(Exists(taken), training_class=training_class, ends_at__lte=now())


def meetings_lacking_roll(training_class: TrainingClass):
    """The published meetings up to today whose roll was not taken."""
    taken = AttendanceRecord.objects.filter(meeting=OuterRef("pk"))
    return ClassMeeting.objects.filter(
        ~Exists(taken), training_class=training_class, status=ClassMeeting.Status.PUBLISHED, date__lte=today()
    )


def _periods_by_status(training_class: TrainingClass) -> dict[int, dict[str, int]]:
    rows = (
        AttendanceRecord.objects.filter(meeting__training_class=training_class, meeting__ends_at__lte=now())
        .exclude(meeting__status=ClassMeeting.Status.CANCELLED)
        .of_own_class()
        .as_counted()
        .values_list("enrolment", "counted")
        .annotate(total=Sum("meeting__periods"))
        .order_by()
    )
    found: dict[int, dict[str, int]] = {}
    for enrolment, status, total in rows:
        found.setdefault(enrolment, {})[status] = total
    return found


def _summary(held: int, periods: dict[str, int], counts_as: str) -> AttendanceSummary:
    attended = sum(periods.get(status, 0) for status in AttendanceRecord.ATTENDED)
    excused = periods.get(Status.EXCUSED, 0)
    counted_held = held - excused if counts_as == "excluded" else held
    counted = attended + excused if counts_as == "present" else attended
    return AttendanceSummary(held, attended, excused, _percent(counted, counted_held))


def _percent(part: int, whole: int) -> Decimal:
    """In per cent with two decimals; nothing held yet is nothing missed."""
    if whole <= 0:
        return Decimal("100.00")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
