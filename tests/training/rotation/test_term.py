from datetime import date

import pytest

from training.rotation.term import months_after, months_between


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 7, 1), 36, date(2028, 7, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 31), 3, date(2025, 11, 30)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_after(start, months, end):
    assert months_after(start, months) == end


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        (date(2025, 7, 1), date(2025, 7, 1), 0),
        (date(2025, 7, 1), date(2025, 7, 31), 0),
        (date(2025, 7, 1), date(2025, 8, 1), 1),
        (date(2025, 7, 1), date(2025, 6, 30), -1),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
    ],
)
def test_months_between(start, day, months):
    assert months_between(start, day) == months
