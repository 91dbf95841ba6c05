"""Days on which no class should meet without a thought: public holidays and weekends (rules.md T9)."""

from datetime import date
from functools import cache

import holidays

from django.utils.translation import gettext as _


@cache
def _holidays_of(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language="vi")


def holiday_on(day: date) -> str | None:
    """The name of the public holiday on the day, days in lieu included; None on any other day."""
    return _holidays_of(day.year).get(day)


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def weekday_name(day: date) -> str:
    """Thứ Hai … Chủ nhật, or Monday … Sunday."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return names[day.weekday()]
