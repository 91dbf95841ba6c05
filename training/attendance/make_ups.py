"""What an absence can be made up with: the meetings of other classes, and what stands against each (rules.md R2)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from training.attendance.models import AttendanceRecord, LeaveRequest
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment
from training.regulations.queries import value_on
from training.scheduling.make_ups.models import MakeUp
from training.scheduling.make_ups.queries import attended_with
from training.scheduling.models import ClassMeeting

MOST_OFFERED = 40
RUNNING = (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)
Status = AttendanceRecord.Status


@dataclass(frozen=True)
class Offer:
    """One meeting of another class; ``against`` says why it cannot be taken, ``left`` how many seats are free."""

    meeting: ClassMeeting
    left: int
    against: str = ""


def offers_for(enrolment: Enrolment, missed: ClassMeeting, *, only: ClassMeeting | None = None) -> list[Offer]:
    """The meetings of the same module in other classes, those that can be taken first. Three queries."""
    rows = _candidates(enrolment, missed)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    found = list(rows[:MOST_OFFERED])
    busy = _busy(enrolment, found)
    offers = [_offer(meeting, busy.get((meeting.date, meeting.slot), "")) for meeting in found]
    return sorted(offers, key=lambda offer: bool(offer.against))


def why_not_made_up(enrolment: Enrolment, missed: ClassMeeting) -> str:
    """Why this absence cannot be made up at all; empty where it can."""
    if enrolment.status != Enrolment.Status.ENROLLED:
        return _("Only who studies in a class makes a meeting up.")
    if enrolment.training_class.status not in RUNNING:
        return _("Class %(code)s is closed; nothing can be made up any more.") % {"code": enrolment.training_class.code}
    if missed.training_class_id != enrolment.training_class_id or missed.status == ClassMeeting.Status.CANCELLED:
        return _("This is no meeting of the learner's class.")
    if missed.module_id is None:
        return _("The meeting names no module; there is nothing to look for in other classes.")
    if value_on("training.makeup_absences", missed.date) == "excused" and not _is_excused(enrolment, missed):
        return _("Only an excused absence may be made up. Approve leave for this meeting first.")
    return _over_the_share(enrolment, missed)


def to_make_up(enrolments: QuerySet[Enrolment]) -> QuerySet[AttendanceRecord]:
    """Absences of running classes that may be made up and for which nobody has been sent elsewhere yet."""
    may = [Status.EXCUSED]
    if value_on("training.makeup_absences") != "excused":
        may.append(Status.UNEXCUSED)
    sent = MakeUp.objects.standing().filter(enrolment=OuterRef("enrolment"), missed=OuterRef("meeting"))
    return (
        AttendanceRecord.objects.of_own_class()
        .filter(
            enrolment__in=enrolments.studying().order_by().values("pk"),
            enrolment__training_class__status__in=RUNNING,
            meeting__module__isnull=False,
            status__in=may,
        )
        .exclude(meeting__status=ClassMeeting.Status.CANCELLED)
        .exclude(Exists(sent))
    )


def _candidates(enrolment: Enrolment, missed: ClassMeeting) -> QuerySet[ClassMeeting]:
    within = timedelta(days=value_on("training.makeup_within_days", missed.date))
    enrolled = Enrolment.objects.active().filter(training_class=OuterRef("training_class"))
    guests = MakeUp.objects.standing().filter(meeting=OuterRef("pk"))
    return (
        ClassMeeting.objects.filter(
            module=missed.module_id,
            status=ClassMeeting.Status.PUBLISHED,
            training_class__programme=enrolment.training_class.programme_id,
            training_class__status__in=RUNNING,
            date__range=(missed.date - within, missed.date + within),
            register__confirmed_at=None,
        )
        .exclude(training_class=enrolment.training_class_id)
        .select_related("training_class", "room", "lecturer__person")
        .annotate(
            enrolled=_count(enrolled, "training_class"),
            guests=_count(guests, "meeting"),
        )
        .order_by("starts_at", "pk")
    )


def _busy(enrolment: Enrolment, meetings: list[ClassMeeting]) -> dict[tuple, str]:
    """The half-days in which the person has something else, each with its class."""
    mine = Enrolment.objects.active().filter(person=enrolment.person_id)
    days = {meeting.date for meeting in meetings}
    rows = ClassMeeting.objects.held().filter(attended_with(mine), date__in=days)
    return {(row.date, row.slot): row.training_class.code for row in rows.select_related("training_class")}


def _offer(meeting: ClassMeeting, busy_with: str) -> Offer:
    seats = meeting.room.capacity if meeting.room else meeting.training_class.capacity
    left = max(seats - meeting.enrolled - meeting.guests, 0)
    against = ""
    if busy_with:
        against = _("has class %(code)s in this half-day") % {"code": busy_with}
    elif not left:
        against = _("no seat is free")
    return Offer(meeting, left, against)


def _is_excused(enrolment: Enrolment, missed: ClassMeeting) -> bool:
    if enrolment.attendance.filter(meeting=missed, status=Status.EXCUSED).exists():
        return True
    return LeaveRequest.objects.approved().filter(enrolment=enrolment, meetings=missed).exists()


def _over_the_share(enrolment: Enrolment, missed: ClassMeeting) -> str:
    most = value_on("training.makeup_max_percent", missed.date)
    held = ClassMeeting.objects.held().filter(training_class=enrolment.training_class_id)
    total = held.aggregate(n=Sum("periods"))["n"] or 0
    others = enrolment.make_ups.standing().exclude(missed=missed)
    periods = (others.aggregate(n=Sum("missed__periods"))["n"] or 0) + missed.periods
    if periods * 100 <= total * most:
        return ""
    return _("With this meeting %(periods)s of %(total)s periods would be made up; the most is %(most)s %%.") % {
        "periods": periods,
        "total": total,
        "most": most,
    }


def _count(rows: QuerySet, by: str):
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)
