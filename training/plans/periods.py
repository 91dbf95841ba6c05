"""When a planned class is to open: a half-year, a quarter, a month or a day, as a plan of the year writes it.

Stored as a short word: ``H1``, ``Q3``, ``M05`` or ``2027-03-15``. Plain facts, no database.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_HALF = re.compile(r"h\s*([12])|(?:6 thang|6t|nua nam)\s*(dau|cuoi)(?: nam)?")
_QUARTER = re.compile(r"(?:q|quy)\s*(iv|i{1,3}|[1-4])")
_MONTH = re.compile(r"(?:m|t|thang)?\s*(\d{1,2})")
_DAY = re.compile(r"(?:ngay\s*)?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class UnreadablePeriod(ValueError):
    """The words name no period of the year; ``str()`` of it is a sentence for the screen."""


@dataclass(frozen=True)
class Period:
    """A part of the year of a plan, from ``first`` to ``last``."""

    code: str
    first: date
    last: date

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @property
    def label(self) -> str:
        """Quý II, Tháng 5, 15/03 … in the language of the screen."""
        if self.is_day:
            return self.first.strftime("%d/%m")
        if self.code.startswith("H"):
            return _("first half-year") if self.code == "H1" else _("second half-year")
        if self.code.startswith("Q"):
            return _("quarter %(quarter)s") % {"quarter": ("I", "II", "III", "IV")[int(self.code[1]) - 1]}
        return _("month %(month)d") % {"month": self.first.month}


def period(code: str, year: int) -> Period:
    """The period of a stored word."""
    if code.startswith("H"):
        return _months(code, year, 6 * int(code[1]) - 5, 6 * int(code[1]))
    if code.startswith("Q"):
        return _months(code, year, 3 * int(code[1]) - 2, 3 * int(code[1]))
    if code.startswith("M"):
        return _months(code, year, int(code[1:]), int(code[1:]))
    day = date.fromisoformat(code)
    return Period(code, day, day)


def periods(codes: Iterable[str], year: int) -> list[Period]:
    return [period(code, year) for code in codes]


def read_periods(words: str, year: int) -> list[str]:
    """The stored words of what an officer writes: “quý I, T5, 15/9”. Raises ``UnreadablePeriod``."""
    return [_read(part, year) for part in re.split(r"[,;\n]", words) if part.strip()]


def write_periods(codes: Iterable[str], year: int) -> str:
    """The words an officer reads and may change; ``read_periods`` takes them back."""
    return ", ".join(_word(period(code, year)) for code in codes)


def _word(part: Period) -> str:
    if part.is_day:
        return part.first.strftime("%d/%m/%Y")
    if part.code.startswith("H"):
        return "6 tháng đầu năm" if part.code == "H1" else "6 tháng cuối năm"
    if part.code.startswith("Q"):
        return f"quý {('I', 'II', 'III', 'IV')[int(part.code[1]) - 1]}"
    return f"tháng {part.first.month}"


def _read(words: str, year: int) -> str:
    text = fold(words).strip()
    if found := _HALF.fullmatch(text):
        half = found[1] or ("1" if found[2] == "dau" else "2")
        return f"H{half}"
    if found := _QUARTER.fullmatch(text):
        return f"Q{_ROMAN.get(found[1]) or found[1]}"
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return f"M{int(found[1]):02d}"
    if day := _read_day(text, year):
        if day.year == year:
            return day.isoformat()
        raise UnreadablePeriod(
            _("%(day)s is not in the year %(year)d of the plan.") % {"day": day.strftime("%d/%m/%Y"), "year": year}
        )
    raise UnreadablePeriod(
        _("“%(words)s” is no period. Write a half-year, a quarter, a month or a day: H1, quý II, T5, 15/09.")
        % {"words": words.strip()[:40]}
    )


def _read_day(text: str, year: int) -> date | None:
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(text):
            return date(int(found[3] or year), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def _months(code: str, year: int, first: int, last: int) -> Period:
    return Period(code, date(year, first, 1), date(year, last, monthrange(year, last)[1]))
