"""Counting a term in months."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The day ``months`` later (earlier when negative); the last of the month where it lacks that day.

    Civil Code 2015, Art. 148: a term of months ends on the corresponding day of the last month, or on that month's
    last day.

    >>> months_after(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, day: date) -> int:
    """How many whole months have passed from ``start`` to ``day``; negative before it."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if months_after(start, months) <= day else months - 1
