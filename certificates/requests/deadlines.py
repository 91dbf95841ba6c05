"""The clock of a request: working days after it is complete (Circular 03/2023 Art. 5(4))."""

from datetime import date, timedelta
from itertools import islice, takewhile

from training.regulations.queries import value_on
from training.scheduling.year import working_days

KEY = "certificate.reissue_deadline_working_days"
ONE_DAY = timedelta(days=1)


def due_day(complete_on: date) -> date:
    """The last day for the answer: the day of receipt does not count, weekends and holidays do not count."""
    count = int(value_on(KEY, complete_on))
    return next(islice(working_days(complete_on + ONE_DAY), count - 1, None))


def working_days_left(due_on: date, day: date) -> int:
    """How many working days are left after ``day``, the last one included; negative where the day has passed."""
    if day <= due_on:
        return sum(1 for _day in takewhile(lambda found: found <= due_on, working_days(day + ONE_DAY)))
    return -sum(1 for _day in takewhile(lambda found: found <= day, working_days(due_on + ONE_DAY)))
