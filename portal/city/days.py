"""Days of the Vietnamese public calendar: months added, working days counted."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from django.utils import timezone

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no public holiday (rules.md T9)."""
    return day.weekday() < 5 and day not in _holidays()


def working_days(start: date) -> Iterator[date]:
    """The working days from ``start`` on, without end."""
    day = start
    while True:
        if is_working_day(day):
            yield day
        day += ONE_DAY


def working_day_on_or_after(day: date) -> date:
    return next(working_days(day))


def working_day_before(day: date) -> date:
    day -= ONE_DAY
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@cache
def _holidays():
    return holidays.country_holidays("VN")
