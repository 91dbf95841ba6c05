"""One class as one of its trainees sees it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from curriculum.clock.time import now
from curriculum.progress.queries import ProgrammeState, progress_in
from portal.trainee.assignments import assignments_of
from training.assignments.models import Assignment
from training.models import (
    AttendanceRecord,
    ClassMeeting,
    Enrolment,
    Lecturer,
    MakeUp,
    Mark,
    Outcome,
    RecognitionDecision,
    RemarkRequest,
    TrainingClass,
)
from training.regulations.queries import value_on
from training.results.marks import show_mark
from training.results.services.remarks import is_too_late_for_remark


@dataclass
class MeetingLine:
    """A meeting of the timetable with one's own attendance, where it is recorded."""

    meeting: ClassMeeting
    record: AttendanceRecord | None
    is_past: bool
    make_up: MakeUp | None = None


@dataclass
class MarkLine:
    """One's own mark as it stands, what was asked about it, and whether one may still ask."""

    mark: Mark
    request: RemarkRequest | None
    may_ask: bool

    @property
    def shown(self) -> str:
        return show_mark(self.mark.value, self.mark.is_passed)


class ClassView:
    """What the page of a class shows; each part is asked for once."""

    def __init__(self, user, enrolment: Enrolment) -> None:
        self.user = user
        self.enrolment = enrolment
        self.training_class = enrolment.training_class

    @cached_property
    def lines(self) -> list[MeetingLine]:
        """The published timetable, cancelled meetings included, for a change must be seen."""
        published = (ClassMeeting.Status.PUBLISHED, ClassMeeting.Status.CANCELLED)
        meetings = ClassMeeting.objects.filter(training_class=self.training_class, status__in=published)
        records = {row.meeting_id: row for row in self.enrolment.attendance.all()}
        made_up = self.enrolment.make_ups.standing().select_related("meeting__training_class", "meeting__room")
        elsewhere = {row.missed_id: row for row in made_up}
        moment = now()
        return [
            MeetingLine(meeting, records.get(meeting.pk), meeting.ends_at < moment, elsewhere.get(meeting.pk))
            for meeting in meetings.select_related("room", "lecturer__person").order_by("starts_at")
        ]

    @property
    def days(self) -> list[tuple]:
        return [(day, list(lines)) for day, lines in groupby(self.lines, key=lambda line: line.meeting.date)]

    @cached_property
    def next_line(self) -> MeetingLine | None:
        coming = (one for one in self.lines if not one.is_past)
        return next((one for one in coming if one.meeting.status == ClassMeeting.Status.PUBLISHED), None)

    @property
    def lecturers(self) -> list[Lecturer]:
        """Those who teach the class, in the order in which they first appear."""
        found = {line.meeting.lecturer_id: line.meeting.lecturer for line in self.lines if line.meeting.lecturer}
        return list(found.values())

    @cached_property
    def progress(self) -> ProgrammeState:
        return progress_in(self.user, self.enrolment.programme_path)

    @property
    def least_attendance(self) -> int:
        """The share of attendance (%) asked for on the day the class opened (rules.md R2)."""
        return value_on("training.min_attendance_percent", self.training_class.opens_on)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """The written work given to the class, each with one's own work."""
        return assignments_of(self.enrolment)

    @cached_property
    def decision(self) -> RecognitionDecision | None:
        return RecognitionDecision.objects.filter(training_class=self.training_class).first()

    @cached_property
    def is_reviewed(self) -> bool:
        """Marks are shown once teaching has ended; until they are recognised they may still change."""
        return self.decision is not None or self.training_class.status == TrainingClass.Status.CLOSING

    @cached_property
    def marks(self) -> list[MarkLine]:
        """One's own standing marks, each with what was asked about it."""
        if not self.is_reviewed:
            return []
        rows = Mark.objects.standing().filter(enrolment=self.enrolment)
        return [
            MarkLine(mark, getattr(mark, "remark_request", None), self._may_ask(mark))
            for mark in rows.select_related("assessment", "remark_request")
        ]

    @cached_property
    def answered(self) -> list[RemarkRequest]:
        """Requests whose mark was replaced, with the answer."""
        if not self.is_reviewed:
            return []
        rows = RemarkRequest.objects.filter(mark__enrolment=self.enrolment, status=RemarkRequest.Status.CHANGED)
        return list(rows.select_related("mark__assessment"))

    @cached_property
    def outcome(self) -> Outcome | None:
        if not self.is_reviewed:
            return None
        return Outcome.objects.filter(enrolment=self.enrolment).first()

    def _may_ask(self, mark: Mark) -> bool:
        has_asked = getattr(mark, "remark_request", None) is not None
        return self.decision is None and not has_asked and not is_too_late_for_remark(mark)
