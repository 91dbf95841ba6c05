"""Days on which no class should meet without a thought: public holidays and weekends (rules.md T9)."""

from datetime import date
from functools import cache

import holidays

from django.core.cache import cache as cache_of_days
from django.utils.translation import gettext as _

from training.scheduling.resources.models import CalendarDay

CACHE_KEY = "training.special_days"
CACHE_SECONDS = 60


@cache
def _holidays_of(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language="vi")


def holiday_on(day: date) -> str | None:
    """The name of the holiday on the day, days in lieu included; None on any other day.

    What the office keeps of single days goes before the calendar of the State (rules.md T9).
    """
    special = _special_days(day.year).get(day)
    if special is not None:
        kind, name = special
        return name if kind == CalendarDay.Kind.OFF else None
    return _holidays_of(day.year).get(day)


def is_weekend(day: date) -> bool:
    """A Saturday or Sunday on which nobody works; one that is worked in exchange for another day is none."""
    special = _special_days(day.year).get(day)
    if special is not None and special[0] == CalendarDay.Kind.WORKING:
        return False
    return day.weekday() >= 5 and day not in _holidays_of(day.year).weekend_workdays


def is_working_day(day: date) -> bool:
    return not is_weekend(day) and holiday_on(day) is None


def forget_special_days(year: int) -> None:
    """Let the next question read the office's days anew."""
    cache_of_days.delete(f"{CACHE_KEY}.{year}")


def _special_days(year: int) -> dict[date, tuple[str, str]]:
    days = cache_of_days.get(f"{CACHE_KEY}.{year}")
    if days is None:
        rows = CalendarDay.objects.filter(date__year=year).values_list("date", "kind", "name")
        days = {day: (kind, name) for day, kind, name in rows}
        cache_of_days.set(f"{CACHE_KEY}.{year}", days, CACHE_SECONDS)
    return days


def weekday_names() -> tuple[str, ...]:
    """Thứ Hai … Chủ nhật, or Monday … Sunday."""
    return (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


def weekday_name(day: date) -> str:
    return weekday_names()[day.weekday()]
