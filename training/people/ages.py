"""Counting years of age."""

from datetime import date


def age_on(birth_date: date | None, day: date) -> int | None:
    """Completed years on the day; None where the date of birth is missing."""
    if birth_date is None:
        return None
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)
