"""One month of a person's calendar, as a grid and as an agenda."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.http import HttpRequest

from curriculum.clock.time import today
from portal.calendar.entries import Entry, entries_of

VIEWS = ("month", "agenda")
SHOWN_IN_CELL = 3
AHEAD = timedelta(days=30)  # the agenda of the current month looks at least so far
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Day:
    """One day with what stands in it."""

    date: date
    entries: list[Entry] = field(default_factory=list)
    is_outside: bool = False

    @cached_property
    def is_today(self) -> bool:
        return self.date == today()

    @cached_property
    def is_past(self) -> bool:
        return self.date < today()

    @property
    def css(self) -> str:
        marks = ((self.is_outside, " is-outside"), (self.is_today, " is-today"), (self.is_past, " is-past"))
        return "".join(css for holds, css in marks if holds)

    @property
    def key(self) -> str:
        """Names the day within the page."""
        return f"d{self.date:%Y%m%d}"

    @property
    def month(self) -> str:
        return f"{self.date:%Y-%m}"

    @cached_property
    def shown(self) -> list[Entry]:
        return self.entries if len(self.entries) <= SHOWN_IN_CELL else self.entries[: SHOWN_IN_CELL - 1]

    @property
    def more(self) -> int:
        return len(self.entries) - len(self.shown)


class Month:
    """The month asked for in the address (``?month=2026-11``), else this one; ``view`` says which face of it.

    Without a choice the style decides: the agenda on a phone, the grid on a desk.
    """

    def __init__(self, user, first: date, view: str = "") -> None:
        self.first, self.view = first, view
        weeks = Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
        self.is_current = (first.year, first.month) == (today().year, today().month)
        end = max(weeks[-1][-1], today() + AHEAD) if self.is_current else weeks[-1][-1]
        days: dict[date, Day] = {}
        for entry in entries_of(user, weeks[0][0], end):
            days.setdefault(entry.day, Day(entry.day)).entries.append(entry)
        self.weeks = [[self._cell(day, days) for day in week] for week in weeks]
        listed = [days[day] for day in sorted(days) if day >= first]
        self.earlier = [day for day in listed if day.is_past] if self.is_current else []
        last = end if self.is_current else self.last
        self.days = [day for day in listed if day not in self.earlier and day.date <= last]

    @classmethod
    def asked_for(cls, request: HttpRequest) -> "Month":
        view = request.GET.get("view", "")
        return cls(request.user, _month_of(request.GET.get("month", "")), view if view in VIEWS else "")

    @property
    def last(self) -> date:
        return self.next - timedelta(days=1)

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def weekdays(self) -> list[date]:
        return [cell.date for cell in self.weeks[0]]

    def _cell(self, day: date, days: dict[date, Day]) -> Day:
        found = days.get(day)
        outside = (day.year, day.month) != (self.first.year, self.first.month)
        return Day(day, found.entries if found else [], is_outside=outside)


def _month_of(asked: str) -> date:
    """The first day of the month named in the address; of this month where it names none."""
    try:
        year, month = (int(part) for part in asked.split("-"))
        found = date(year, month, 1)
    except ValueError:
        return today().replace(day=1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today().replace(day=1)
