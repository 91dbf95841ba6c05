"""Which half-day of a class comes next, as the form of a new meeting is filled in."""

from collections import Counter
from typing import Any

from curriculum.models import ModulePage
from training.cohorts.models import TrainingClass
from training.scheduling.models import ClassMeeting
from training.scheduling.year import working_days

Slot = ClassMeeting.Slot


def next_meeting(training_class: TrainingClass) -> dict[str, Any]:
    """Day and half-day after the last meeting, the first module not fully scheduled, room and lecturer as before.

    The afternoon follows the morning; then comes the next working day. Three queries.
    """
    meetings = list(training_class.meetings.held().order_by("starts_at"))
    proposed: dict[str, Any] = {"date": training_class.opens_on, "slot": Slot.MORNING}
    scheduled: Counter[int | None] = Counter()
    for meeting in meetings:
        scheduled[meeting.module_id] += meeting.periods
    modules = ModulePage.objects.child_of(training_class.programme).live().order_by("path")
    module = next((one for one in modules if scheduled[one.pk] < one.periods), None)
    if module is not None:
        proposed["module"] = module.pk
    if meetings:
        last = meetings[-1]
        proposed["room"] = last.room_id
        if last.slot == Slot.MORNING:
            proposed |= {"date": last.date, "slot": Slot.AFTERNOON}
        else:
            days = working_days(last.date)
            proposed["date"] = next(day for day in days if day > last.date)
        if module is not None and last.module_id == module.pk:
            proposed["lecturer"] = last.lecturer_id
    return proposed
