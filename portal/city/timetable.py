"""The half-days of five years: which room, which lecturer is free, and the next days on which a class can meet."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from portal.city.days import working_days
from training.models import ClassMeeting, Lecturer, Room
from training.scheduling.services import slot_times

HalfDay = tuple[date, str]
FULL_TIME = (ClassMeeting.Slot.MORNING, ClassMeeting.Slot.AFTERNOON)


@cache
def hours(day: date, slot: str) -> tuple[datetime, datetime]:
    """When a half-day begins and ends."""
    return slot_times(day, slot)


def half_days(start: date, count: int) -> list[HalfDay]:
    """The first ``count`` half-days of the working days from ``start`` on."""
    found: list[HalfDay] = []
    for day in working_days(start):
        for slot in FULL_TIME:
            if len(found) == count:
                return found
            found.append((day, str(slot)))
    return found


class Bookings:
    """Who and what is taken, half-day by half-day."""

    def __init__(self, rooms: list[Room], lecturers: list[Lecturer]):
        self.rooms = sorted(rooms, key=lambda room: (room.capacity, room.code))
        self.lecturers = lecturers
        self.taken: set[tuple[str, int, date, str]] = set()

    def room_for(self, size: int, kinds: tuple[str, ...], times: list[HalfDay]) -> Room | None:
        """The smallest room of one of the kinds that holds the class and is free each time; it is taken now."""
        for room in self.rooms:
            if room.capacity >= size and room.kind in kinds and not self._meets("room", room.pk, times):
                self._take("room", room.pk, times)
                return room
        return None

    def lecturer_for(self, wanted: int, time: HalfDay) -> Lecturer | None:
        """The ``wanted``-th lecturer, or the next one who is free; taken now."""
        count = len(self.lecturers)
        for step in range(count):
            lecturer = self.lecturers[(wanted + step) % count]
            if self.take_lecturer(lecturer, time):
                return lecturer
        return None

    def take_lecturer(self, lecturer: Lecturer, time: HalfDay) -> bool:
        """Take this lecturer, if free."""
        if self._meets("lecturer", lecturer.pk, [time]):
            return False
        self._take("lecturer", lecturer.pk, [time])
        return True

    def _meets(self, kind: str, pk: int, times: list[HalfDay]) -> bool:
        return any((kind, pk, *time) in self.taken for time in times)

    def _take(self, kind: str, pk: int, times: list[HalfDay]) -> None:
        self.taken.update((kind, pk, *time) for time in times)


def spend_periods(modules: list[dict], per_half_day: int) -> Iterator[tuple[dict, int]]:
    """Share the teaching periods of the modules out over half-days: the module that begins each, and its periods."""
    left = [[module, module["periods"]] for module in modules if module["periods"]]
    while left:
        first, room = left[0][0], per_half_day
        while left and room:
            spent = min(room, left[0][1])
            room -= spent
            left[0][1] -= spent
            if not left[0][1]:
                left.pop(0)
        yield first, per_half_day - room
