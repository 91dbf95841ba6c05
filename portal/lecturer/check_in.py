"""The screen of a check-in: the code that changes, who has come, and what a lecturer should look at."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from curriculum.clock.time import now
from training.attendance.codes import STEP, code_for, short_code_for, step_at
from training.attendance.services.check_in import window_of
from training.models import AttendanceRegister, CheckIn, ClassMeeting
from training.scheduling.make_ups.queries import expected_at

LATEST = 8


def codes_of(register: AttendanceRegister, address: str) -> dict:
    """Every code from now to the end of the meeting, so that the screen goes on changing when its network fails.

    Whoever holds this list can check in anywhere: it goes to the page of whoever takes the roll, and is not kept.
    """
    meeting = register.meeting
    opens, closes = window_of(meeting)
    first = step_at(max(opens, now()))
    steps = range(first, max(step_at(closes), first - 1) + 1)
    key = (register.meeting_id, register.secret)
    return {
        "now": now().isoformat(),
        "seconds": STEP.total_seconds(),
        "first": first,
        "address": address,
        "codes": [code_for(*key, step) for step in steps],
        "short": [short_code_for(*key, step) for step in steps],
    }


@dataclass(frozen=True)
class SharedPhone:
    """One installation that checked in more than one person."""

    people: list[str]


class CheckInState:
    """How many have come and what stands out. Three queries."""

    def __init__(self, meeting: ClassMeeting) -> None:
        self.meeting = meeting

    @cached_property
    def check_ins(self) -> list[CheckIn]:
        rows = self.meeting.check_ins.select_related("enrolment__person")
        return list(rows.order_by("-scanned_at", "-pk"))

    @cached_property
    def total(self) -> int:
        return expected_at(self.meeting.training_class_id, self.meeting.pk).count()

    @property
    def latest(self) -> list[CheckIn]:
        return self.check_ins[:LATEST]

    @property
    def offline(self) -> list[CheckIn]:
        return [one for one in self.check_ins if one.is_offline]

    @property
    def waiting(self) -> list[CheckIn]:
        """Those of people whom the roll says absent."""
        return [one for one in self.check_ins if not one.is_counted]

    @property
    def shared_phones(self) -> list[SharedPhone]:
        people = defaultdict(list)
        for one in self.check_ins:
            if one.installation:
                people[one.installation].append(one.enrolment.person.full_name)
        return [SharedPhone(sorted(names)) for names in people.values() if len(names) > 1]
