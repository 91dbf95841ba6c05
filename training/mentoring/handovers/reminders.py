"""What of a handover is past its day: the interim assessment (F8), or the new mentor (mentoring.md F8, M6)."""

from collections import defaultdict
from datetime import date

from curriculum.clock.time import today
from training.mentoring.handovers.models import Handover
from training.mentoring.models import TermForm
from training.regulations.queries import value_on
from training.signals import handovers_late

ASSESSMENT, MENTOR = "assessment", "mentor"


def remind_of_late_handovers(day: date | None = None) -> int:
    """Each morning: tells whose turn it is, on the regulated days after the day that passed. Returns how many.

    A morning that was missed is made up for by the next; who was told of a step is not told of it again.
    """
    day = day or today()
    steps = sorted(value_on("mentoring.f8_remind_days", day))
    late: dict[tuple[str, int], list[Handover]] = defaultdict(list)
    rows = Handover.objects.exclude(form__status=TermForm.Status.CANCELLED)
    rows = rows.select_related("form__version", "posting__person", "posting__host_unit")
    unsigned = rows.exclude(form__status=TermForm.Status.LOCKED)
    for handover in unsigned.filter(form__due_on__lt=day):
        late[ASSESSMENT, _step(steps, (day - handover.form.due_on).days)].append(handover)
    for handover in rows.open().filter(mentor_due_on__lt=day):
        late[MENTOR, _step(steps, (day - handover.mentor_due_on).days)].append(handover)
    told = {key: found for key, found in late.items() if key[1]}
    for (what, days), found in told.items():
        handovers_late.send(Handover, handovers=found, what=what, days=days)
    return sum(map(len, told.values()))


def _step(steps: list[int], days: int) -> int:
    """The latest of the regulated days that has come; 0 before the first."""
    return max((step for step in steps if step <= days), default=0)
