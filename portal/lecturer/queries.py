"""What a lecturer's pages show, each list in a constant number of queries."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from curriculum.clock.time import now, today
from curriculum.prepared.questions import Prepared
from training.attendance.absences import Absence, absences_of_class
from training.attendance.queries import attendance_of_class
from training.models import (
    Assessment,
    AttendanceRecord,
    ClassMeeting,
    Enrolment,
    LeaveRequest,
    Lecturer,
    MakeUp,
    Mark,
    RemarkRequest,
    TrainingClass,
)
from training.regulations.queries import value_on
from training.scheduling.make_ups.queries import expected_at

MARKS_EXPECTED = (TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING)


def _enrolled():
    return Coalesce(
        Subquery(
            Enrolment.objects.active()
            .filter(training_class=OuterRef("training_class"))
            .order_by()
            .values("training_class")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        0,
    )


def is_lecturer(user) -> bool:
    """Whether somebody teaches; class supervisors and the office open these pages too."""
    return Lecturer.objects.filter(person__user=user).exists()


def my_meetings(user) -> QuerySet[ClassMeeting]:
    """Published meetings the user gives or supervises, with ``enrolled`` and ``has_roll``, earliest first."""
    mine = Q(lecturer__person__user=user) | Q(training_class__supervisor=user)
    taken = AttendanceRecord.objects.filter(meeting=OuterRef("pk"))
    return (
        ClassMeeting.objects.filter(mine, status=ClassMeeting.Status.PUBLISHED)
        .annotate(enrolled=_enrolled(), has_roll=Exists(taken))
        .select_related("training_class", "room", "lecturer__person")
        .order_by("starts_at", "pk")
    )


def lacking_roll(user) -> QuerySet[ClassMeeting]:
    """Meetings that are over, of classes not closed, whose roll was not taken."""
    closed = [TrainingClass.Status.CLOSED, TrainingClass.Status.CANCELLED]
    over = my_meetings(user).filter(has_roll=False, starts_at__lt=now())
    return over.exclude(training_class__status__in=closed)


def my_classes(user) -> QuerySet[TrainingClass]:
    """Classes taught or supervised, the latest first, with ``enrolled``, ``missing`` and ``is_marking_time``.

    ``missing`` counts the marks that are still to be entered: places times assessments, less the marks there.
    """
    mine = TrainingClass.objects.filter(Q(meetings__lecturer__person__user=user) | Q(supervisor=user)).values("pk")
    people = _count(Enrolment.objects.active().filter(training_class=OuterRef("pk")), "training_class")
    parts = _count(Assessment.objects.filter(training_class=OuterRef("pk")), "training_class")
    marks = _count(
        Mark.objects.standing().filter(
            assessment__training_class=OuterRef("pk"), enrolment__status__in=Enrolment.ACTIVE
        ),
        "assessment__training_class",
    )
    return (
        TrainingClass.objects.filter(pk__in=mine)
        .exclude(status=TrainingClass.Status.CANCELLED)
        .annotate(enrolled=people, parts=parts, marks=marks)
        .order_by("-opens_on", "code")
    )


def leave_waiting(user) -> int:
    """How many requests for leave wait for the user's decision."""
    return LeaveRequest.objects.awaiting_decision().filter(enrolment__training_class__supervisor=user).count()


def marks_to_enter(classes: list[TrainingClass]) -> list[TrainingClass]:
    """Those of the classes in which marks are due: running near their end or under review, with marks missing."""
    due = [row for row in classes if row.status in MARKS_EXPECTED and row.closes_on <= today()]
    for row in due:
        row.missing = row.enrolled * row.parts - row.marks
    return [row for row in due if row.missing > 0]


def open_remarks(training_class: TrainingClass) -> list[RemarkRequest]:
    """The re-mark requests of a class that await an answer. One query."""
    return _open_remarks(training_class.pk)


@Prepared
def _open_remarks(training_class: int) -> QuerySet[RemarkRequest]:
    rows = RemarkRequest.objects.filter(
        status=RemarkRequest.Status.OPEN, mark__assessment__training_class=training_class
    )
    return rows.select_related("mark__assessment", "mark__enrolment__person")


@dataclass(frozen=True)
class Cell:
    """One learner at one meeting: what the roll says, and where an absence is made up."""

    meeting: ClassMeeting
    record: AttendanceRecord | None = None
    make_up: MakeUp | None = None

    @property
    def is_made_up(self) -> bool:
        return self.make_up is not None and self.make_up.was_there


@dataclass(frozen=True)
class Register:
    """Who was where: meetings across, learners down, with the percentage of each; ``least`` is what is asked of all.

    ``guests`` are those of other classes who made a meeting up here.
    """

    meetings: list[ClassMeeting]
    least: Decimal
    absences: dict[int, Absence]
    rows: list[tuple[Enrolment, list[Cell], Decimal]]
    guests: list[tuple[Enrolment, list[Cell | None]]]

    @property
    def at_risk(self) -> list[tuple[Enrolment, Absence]]:
        """Who has come near the limit of absences, or over it; the most absent first."""
        found = [(row, self.absences[row.pk]) for row, _cells, _percent in self.rows]
        return sorted((one for one in found if one[1].level), key=lambda one: -one[1].missed)


def register_of(training_class: TrainingClass) -> Register:
    """The register of a class in eight queries."""
    meetings = list(
        training_class.meetings.filter(status=ClassMeeting.Status.PUBLISHED, date__lte=today()).order_by("starts_at")
    )
    records = {
        (record.enrolment_id, record.meeting_id): record
        for record in AttendanceRecord.objects.filter(meeting__in=meetings)
    }
    elsewhere = list(_make_ups(training_class, meetings))
    sent = {(row.enrolment_id, row.missed_id): row for row in elsewhere}
    summaries = attendance_of_class(training_class)
    rows = [
        (
            enrolment,
            [
                Cell(meeting, records.get((enrolment.pk, meeting.pk)), sent.get((enrolment.pk, meeting.pk)))
                for meeting in meetings
            ],
            summaries[enrolment.pk].percent,
        )
        for enrolment in learners(training_class)
    ]
    least = Decimal(str(value_on("training.min_attendance_percent", training_class.closes_on)))
    return Register(meetings, least, absences_of_class(training_class), rows, _guests(elsewhere, meetings, records))


def _make_ups(training_class: TrainingClass, meetings: list[ClassMeeting]) -> QuerySet[MakeUp]:
    """Those of the class's own learners elsewhere, and those of guests here, with ``was_there``."""
    there = AttendanceRecord.objects.filter(
        meeting=OuterRef("meeting"), enrolment=OuterRef("enrolment"), status__in=AttendanceRecord.ATTENDED
    )
    rows = MakeUp.objects.standing().filter(
        Q(enrolment__training_class=training_class) | Q(meeting__in=[meeting.pk for meeting in meetings])
    )
    people = ("enrolment__person", "enrolment__training_class", "meeting__training_class")
    return rows.annotate(was_there=Exists(there)).select_related(*people).order_by("enrolment__person__sort_key")


def _guests(
    elsewhere: list[MakeUp], meetings: list[ClassMeeting], records: dict
) -> list[tuple[Enrolment, list[Cell | None]]]:
    here = {meeting.pk for meeting in meetings}
    found: dict[Enrolment, set[int]] = {}
    for row in elsewhere:
        if row.meeting_id in here:
            found.setdefault(row.enrolment, set()).add(row.meeting_id)
    return [
        (guest, [Cell(one, records.get((guest.pk, one.pk))) if one.pk in keys else None for one in meetings])
        for guest, keys in found.items()
    ]


def learners(training_class: TrainingClass) -> list[Enrolment]:
    """Who holds a place and from which unit, by given name. One query."""
    return _learners(training_class.pk)


@Prepared
def _learners(training_class: int) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.active().filter(training_class=training_class).select_related("person", "unit")
    return rows.order_by("person__sort_key", "pk")


def expected(meeting: ClassMeeting) -> list[Enrolment]:
    """The learners of the class and its guests in this meeting, who come last. One query."""
    rows = (
        expected_at(meeting.training_class_id, meeting.pk)
        .select_related("person", "unit", "training_class")
        .order_by("person__sort_key", "pk")
    )
    return sorted(rows, key=lambda row: row.training_class_id != meeting.training_class_id)


def _count(rows: QuerySet, by: str):
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)
