"""When somebody reaches retirement age: it rises from year to year (Labour Code 2019, Art. 169)."""

from datetime import date
from typing import Any

from training.rotation.term import months_after


def retires_on(birth_date: date, steps: dict[str, Any]) -> date:
    """The day on which the age of its year is reached.

    ``steps``: in ``year`` the age is so many ``months``; each year after it ``step`` more, never above ``most``.

    >>> retires_on(date(1966, 3, 1), {"year": 2021, "months": 723, "step": 3, "most": 744})
    datetime.date(2027, 12, 1)
    """
    year, months = steps["year"], steps["months"]
    while True:
        day = months_after(birth_date, months)
        if day.year <= year or months >= steps["most"]:
            return day
        year, months = year + 1, min(months + steps["step"], steps["most"])
