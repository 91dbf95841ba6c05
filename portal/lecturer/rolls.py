"""The roll of one meeting as a form: one answer for each learner, kept as given when something is refused."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.http import QueryDict

from curriculum.clock.time import now
from training.attendance.services import RollMark
from training.models import AttendanceRecord, CheckIn, ClassMeeting, Enrolment, LeaveRequest

PREFIX, SHOWN = "roll-", "was-"
Status = AttendanceRecord.Status


@dataclass(frozen=True)
class RollLine:
    """One learner: what the roll says, what stands there until somebody touches it, and what speaks for it."""

    enrolment: Enrolment
    status: str
    saved: str = ""
    preset: str = ""
    check_in: CheckIn | None = None
    guest_of: str = ""

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.enrolment.pk}"

    @property
    def shown_name(self) -> str:
        return f"{SHOWN}{self.enrolment.pk}"

    @property
    def chosen(self) -> str:
        return self.status or self.preset


@dataclass
class Roll:
    """The lines of a meeting. Three queries beside the learners."""

    meeting: ClassMeeting
    people: list[Enrolment]
    chosen: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        saved = dict(self.meeting.attendance.values_list("enrolment", "status"))
        check_ins = {row.enrolment_id: row for row in self.meeting.check_ins.all()}
        excused = set(LeaveRequest.objects.approved().filter(meetings=self.meeting).values_list("enrolment", flat=True))
        # Where people check in by themselves, silence says nothing; elsewhere whoever is not named absent is there.
        otherwise = "" if saved or check_ins else Status.PRESENT
        self.is_taken = bool(saved) and not self.chosen
        self.lines = [
            RollLine(
                row,
                self.chosen.get(row.pk) or saved.get(row.pk, ""),
                saved.get(row.pk, ""),
                Status.EXCUSED if row.pk in excused else otherwise,
                check_ins.get(row.pk),
                row.training_class.code if row.training_class_id != self.meeting.training_class_id else "",
            )
            for row in self.people
        ]
        self.check_ins = list(check_ins.values())

    @property
    def tally(self) -> list[tuple[str, str, int]]:
        """How many of each, as (state, label, count)."""
        return [(state, Status(state).label, sum(line.chosen == state for line in self.lines)) for state in Status]

    @property
    def open_lines(self) -> list[RollLine]:
        return [line for line in self.lines if not line.chosen]

    @property
    def waiting(self) -> list[CheckIn]:
        return [row for row in self.check_ins if not row.is_counted]


def chosen_in(data: QueryDict) -> dict[int, str]:
    """The answers of a posted roll, by enrolment."""
    return _answers(data, PREFIX)


def marks_in(data: QueryDict) -> dict[int, RollMark]:
    """What the posted roll says: marks touched (with their age where the page kept it), and presets left as they were.

    What still says what the page was sent says nothing, so that a page opened before another device saved changes
    nothing it did not mean to.
    """
    shown, ages = _answers(data, SHOWN, keep_empty=True), _ages(data.get("ages", ""))
    moment = now()
    marks = {}
    for key, status in chosen_in(data).items():
        if key in ages:
            marks[key] = RollMark(status, moment - ages[key])
        elif shown.get(key, "").startswith("preset:"):
            is_untouched = shown[key] == f"preset:{status}"
            marks[key] = RollMark(status, None if is_untouched else moment)
        elif shown.get(key) != status:
            marks[key] = RollMark(status, moment)
    return marks


def _answers(data: QueryDict, prefix: str, *, keep_empty: bool = False) -> dict[int, str]:
    answers = {key.removeprefix(prefix): data[key] for key in data if key.startswith(prefix)}
    return {int(key): status for key, status in answers.items() if key.isdecimal() and (status or keep_empty)}


def _ages(text: str) -> dict[int, timedelta]:
    """How long ago each mark was touched, as the script of the page says; nothing where it says nothing sensible."""
    try:
        sent = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(sent, dict):
        return {}
    sensible = {key: age for key, age in sent.items() if key.isdecimal() and type(age) is int and 0 <= age < 10**9}
    return {int(key): timedelta(milliseconds=age) for key, age in sensible.items()}
