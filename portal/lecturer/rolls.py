"""The roll of one meeting as a form: one answer for each learner, kept as given when something is refused."""

from dataclasses import dataclass

from django.http import QueryDict

from training.models import AttendanceRecord, ClassMeeting, Enrolment

PREFIX = "roll-"
Status = AttendanceRecord.Status


@dataclass(frozen=True)
class RollLine:
    """One learner and what the roll says, or what was just chosen for him."""

    enrolment: Enrolment
    status: str
    note: str = ""

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.enrolment.pk}"


def roll_lines(meeting: ClassMeeting, people: list[Enrolment], chosen: dict[int, str]) -> list[RollLine]:
    """A line for each learner: what was chosen now, else what was saved, else nothing. One query."""
    saved = dict(meeting.attendance.values_list("enrolment", "status"))
    return [RollLine(row, chosen.get(row.pk) or saved.get(row.pk, "")) for row in people]


def chosen_in(data: QueryDict) -> dict[int, str]:
    """The answers of a posted roll, by enrolment."""
    answers = {key.removeprefix(PREFIX): data[key] for key in data if key.startswith(PREFIX)}
    return {int(key): status for key, status in answers.items() if key.isdecimal() and status}


def tally(lines: list[RollLine]) -> list[tuple[str, str, int]]:
    """How many of each, as (state, label, count)."""
    return [(state, Status(state).label, sum(line.status == state for line in lines)) for state in Status.values]
