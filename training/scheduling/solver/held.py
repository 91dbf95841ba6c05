"""The placements of a plan beside what they point at; what ``evaluate.py`` and ``prices.py`` judge."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from .problem import SLOTS, Group, HalfDay, Lecturer, Meeting, Placement, Problem, Room


@dataclass(frozen=True)
class Held:
    """A meeting that is placed, with everything it points at."""

    meeting: Meeting
    group: Group
    half_day: HalfDay
    room: Room | None
    lecturer: Lecturer | None

    @property
    def day(self) -> date:
        return self.half_day.date

    @property
    def order(self) -> tuple[date, int]:
        return self.half_day.date, SLOTS.index(self.half_day.slot)

    @property
    def place(self) -> str | None:
        """Where people go; None when that is not known yet."""
        if self.room is not None:
            return self.room.place
        return None if self.meeting.needs_room else self.group.place

    def as_locked(self) -> "Held":
        """With only what is locked."""
        return replace(
            self,
            room=self.room if self.is_locked("room") else None,
            lecturer=self.lecturer if self.is_locked("lecturer") else None,
        )

    def is_locked(self, *fields: str) -> bool:
        return self.meeting.locked is not None and all(getattr(self.meeting.locked, name) for name in fields)


def hold(problem: Problem, placements: dict[str, Placement]) -> list[Held]:
    groups = {one.key: one for one in problem.groups}
    half_days = {one.key: one for one in problem.half_days}
    rooms = {one.key: one for one in problem.rooms}
    lecturers = {one.key: one for one in problem.lecturers}
    return [
        Held(
            meeting,
            groups[meeting.group],
            half_days.get(place.half_day) or _unknown(place.half_day),
            rooms[place.room] if place.room else None,
            lecturers[place.lecturer] if place.lecturer else None,
        )
        for meeting in problem.meetings
        if (place := placements.get(meeting.key)) is not None and place.half_day
    ]


def _unknown(key: str) -> HalfDay:
    day, slot = key.split()
    return HalfDay(date.fromisoformat(day), slot, "calendar")


def duties_of(problem: Problem) -> dict[str, list]:
    found = defaultdict(list)
    for duty in problem.duties:
        for key in duty.half_days:
            found[key].append(duty)
    return found


def concerns(duty, group: Group) -> bool:
    return not duty.groups or group.key in duty.groups


def by(held, of) -> dict:
    found = defaultdict(list)
    for one in held:
        found[of(one)].append(one)
    return found
