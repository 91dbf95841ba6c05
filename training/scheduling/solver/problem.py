"""What is to be planned, in words that need no database: meetings, half-days, rooms, lecturers, classes, rules.

Time is counted in half-days (a date and one of ``SLOTS``); a meeting takes exactly one. Everything is known by a key, a
string of the caller's choosing; the key of a half-day is ``half_day_key(date, slot)``. Loads and the length of a day
are counted in teaching periods. Everything is frozen, and goes into JSON and back without loss (``storing.py``).

What is locked was decided by people: the planner never moves it and asks no rule of it alone; the rest gives way.
"""

from dataclasses import dataclass, field
from datetime import date

SLOTS = ("morning", "afternoon", "evening")

# Hard rules are kept by every plan; switched off they are not asked. Unary ones concern one meeting at a time.
HARD = (
    "room",  # a room holds one meeting at a time
    "lecturer",  # a lecturer gives one meeting at a time
    "class",  # a class has one meeting at a time
    "person",  # nobody who sits in several classes has two meetings at a time
    "capacity",  # the room seats the class
    "room_kind",  # the room is of a kind the meeting asks for
    "equipment",  # what the module needs stands in the room
    "module_order",  # the meetings of a class come in the order of its programme
    "availability",  # within the weekly half-days of the lecturer
    "away",  # not on days the lecturer has said to be away
    "room_closed",  # not in a room that is closed
    "holiday",  # not on public holidays (rules.md T9)
    "weekend",  # not on Saturdays and Sundays, but for classes that study then
    "duty",  # not in the half-days of a blocking duty of the City or of a unit whose people sit in the class (A4)
    "cover",  # the leaders of one unit are not away on one day (A3)
    "window",  # between the first and the last day of the class, in its half-days
    "day_min",  # on a day on which it meets, a class has at least so many periods (T8)
    "day_max",  # and at most so many
    "declined",  # not with a lecturer who has declined the meeting (L1)
    "load",  # no more periods a week, a month, a year than the lecturer may give
    "competence",  # a lecturer who may teach the module
    "travel",  # no lecturer in two places in consecutive half-days of one day
)

# Soft rules have a price, counted in the units named here and multiplied by the weight of the rule.
SOFT = {
    "compact": 10,  # days a class meets above the fewest possible, and idle days between its first and last day
    "room_changes": 3,  # consecutive meetings of a class in different rooms
    "preference": 2,  # points of dislike of the lecturer for the half-day
    "balance": 1,  # periods of a lecturer above the fair share
    "spread": 5,  # leaders of one unit beyond the first who are away in one week
    "published": 4,  # half-days, lecturers and rooms that differ from the published ones, each counted
    "soft_duty": 2,  # meetings in the half-days of a duty that does not block
}
CLOSING = ("holiday", "weekend")


def half_day_key(day: date, slot: str) -> str:
    """``2027-03-15 morning``."""
    return f"{day.isoformat()} {slot}"


@dataclass(frozen=True)
class HalfDay:
    """One half-day of the calendar. ``closed`` names the rule that closes it, ``reason`` what people call it.

    Whatever is closed by no rule of ``CLOSING`` is open to nobody and best left out of the calendar.
    """

    date: date
    slot: str
    closed: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        return half_day_key(self.date, self.slot)


@dataclass(frozen=True)
class Room:
    """A room. Rooms of one address are one ``place``. ``equipment``: ``(kind, number)``. ``closed``: half-days."""

    key: str
    capacity: int
    kind: str = "classroom"
    place: str = ""
    equipment: tuple[tuple[str, int], ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lecturer:
    """Somebody who teaches.

    ``modules``: may be taught by them, empty when never asked (then all). ``weekly``: the ``(weekday, slot)`` of each
    week in which they are free, Monday 0, empty for all; ``away`` and ``free``: half-days that differ from it.
    ``dislikes``: half-days with points (0 would be none). ``share``: periods that are their fair part of the plan;
    None: the periods of all meetings that need a lecturer, divided by the number of lecturers, rounded up.
    """

    key: str
    modules: tuple[str, ...] = ()
    weekly: tuple[tuple[int, str], ...] = ()
    away: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    dislikes: tuple[tuple[str, int], ...] = ()
    most_week: int | None = None
    most_month: int | None = None
    most_year: int | None = None
    share: int | None = None


@dataclass(frozen=True)
class Group:
    """A class, as those who sit in it. ``size``: seats it needs. ``place``: where it meets when it needs no room.

    ``first`` and ``last`` are its window, both included; ``slots`` the half-days it may use. ``day_min`` and
    ``day_max`` are periods on a day on which it meets.
    """

    key: str
    size: int
    first: date
    last: date
    slots: tuple[str, ...] = ("morning", "afternoon")
    weekends: bool = False
    day_min: int = 0
    day_max: int = 8
    place: str = ""


@dataclass(frozen=True)
class Placement:
    """When, where and with whom a meeting is. In a lock, what is empty is left to the planner."""

    half_day: str
    room: str = ""
    lecturer: str = ""


@dataclass(frozen=True)
class Meeting:
    """One half-day of a class.

    ``order``: its place in the programme; those of one order may come in any. ``kinds``: kinds of room it may be in,
    empty for all; ``rooms``: narrows further to these, empty for all; ``equipment``: ``(kind, number)`` the room must
    have. ``lecturers``: who is thought of, empty for everybody whose modules allow it. ``declined``: who has said no.
    ``first`` and ``last`` narrow the window of the class.
    """

    key: str
    group: str
    module: str = ""
    order: int = 0
    periods: int = 4
    needs_room: bool = True
    kinds: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    equipment: tuple[tuple[str, int], ...] = ()
    needs_lecturer: bool = True
    lecturers: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    locked: Placement | None = None
    published: Placement | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who sits in several classes; whoever sits in one need not be named."""

    key: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class CoverSet:
    """The leaders of a unit, each with the classes they sit in. On one day at most ``most_away`` of them are away.

    A leader is away on every day on which one of their classes meets, whatever the half-day.
    """

    unit: str
    leaders: tuple[Person, ...]
    most_away: int = 1


@dataclass(frozen=True)
class Duty:
    """Half-days on which people have another duty. ``groups``: the classes concerned, empty for all of the City."""

    key: str
    half_days: tuple[str, ...]
    groups: tuple[str, ...] = ()
    unit: str = ""
    blocks: bool = True


@dataclass(frozen=True)
class Rule:
    """A rule as the office has set it; one that is not named is on, with the weight of ``SOFT``."""

    code: str
    is_on: bool = True
    weight: int = 1


@dataclass(frozen=True)
class Problem:
    """A year, or any part of it."""

    half_days: tuple[HalfDay, ...]
    rooms: tuple[Room, ...]
    lecturers: tuple[Lecturer, ...]
    groups: tuple[Group, ...]
    meetings: tuple[Meeting, ...]
    people: tuple[Person, ...] = ()
    cover: tuple[CoverSet, ...] = ()
    duties: tuple[Duty, ...] = ()
    rules: tuple[Rule, ...] = field(default=())

    def is_on(self, code: str) -> bool:
        return next((rule.is_on for rule in self.rules if rule.code == code), True)

    def weight(self, code: str) -> int:
        """The price of one unit of a soft rule; 0 when it is off."""
        for rule in self.rules:
            if rule.code == code:
                return rule.weight if rule.is_on else 0
        return SOFT[code]
