"""What of the board is looked at: the day, the zoom, the rows, the filters. All of it stands in the address."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today

ZOOMS = (("week", _("Week")), ("month", _("Month")), ("year", _("Year")))
ROWS = (("room", _("By room")), ("lecturer", _("By lecturer")), ("class", _("By class")), ("unit", _("By unit")))
ONLY = (("", _("All meetings")), ("clashes", _("Only clashes")), ("unplaced", _("Only those not placed")))
FILTERS = ("programme", "class", "lecturer")


@dataclass(frozen=True)
class Looking:
    """Read from the address; whatever is no such thing there counts as not said."""

    asked: QueryDict

    @classmethod
    def of(cls, request: HttpRequest) -> "Looking":
        return cls(request.GET)

    @cached_property
    def day(self) -> date:
        return _day(self.asked.get("day", "")) or today()

    @property
    def year(self) -> int:
        return self.day.year

    @property
    def zoom(self) -> str:
        return self._one_of("zoom", ZOOMS)

    @property
    def rows(self) -> str:
        return self._one_of("rows", ROWS)

    @property
    def only(self) -> str:
        return self._one_of("only", ONLY)

    @property
    def shows_published(self) -> bool:
        return self.asked.get("published") == "1"

    @property
    def shows_evening(self) -> bool:
        return self.asked.get("evening") == "1"

    @cached_property
    def filters(self) -> dict[str, int]:
        asked = {name: self.asked.get(name, "") for name in FILTERS}
        return {name: int(value) for name, value in asked.items() if value.isdecimal()}

    @property
    def monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def link(self, **changes) -> str:
        """The address of the same board with something else looked at."""
        query = self.asked.copy()
        for name, value in changes.items():
            query[name] = value.isoformat() if isinstance(value, date) else str(value)
        return f"?{query.urlencode()}"

    @property
    def here(self) -> str:
        return self.link()

    @property
    def week_before(self) -> str:
        return self.link(day=self.monday - timedelta(days=7))

    @property
    def week_after(self) -> str:
        return self.link(day=self.monday + timedelta(days=7))

    @property
    def now(self) -> str:
        return self.link(day=today())

    def _one_of(self, name: str, choices) -> str:
        asked = self.asked.get(name, "")
        return asked if asked in dict(choices) else choices[0][0]


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
