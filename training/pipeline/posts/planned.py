"""Who is in succession planning. Whoever shows anything of this asks ``training.view_succession`` first."""

from datetime import date

from training.rotation.eligibility.models import current_succession


def planned_on(day: date) -> set[int]:
    """The keys of those in succession planning on the day. One query."""
    return set(current_succession(day).order_by().values_list("person", flat=True))
