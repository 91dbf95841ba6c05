"""Until when one learner may hand in, and how late a work is."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from training.assignments.models import Assignment, DeadlineExtension

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """``due`` is the moment asked for, ``last`` the moment until which work is taken at all."""

    due: datetime
    last: datetime
    deduction: Decimal = Decimal(0)

    def days_late(self, moment: datetime) -> int:
        """Days begun after the deadline; 0 in time."""
        return max(math.ceil((moment - self.due) / DAY), 0)

    def is_over(self, moment: datetime) -> bool:
        return moment > self.last

    def is_late(self, moment: datetime) -> bool:
        return moment > self.due

    def taken_off(self, days_late: int) -> Decimal:
        """Points off the mark."""
        return self.deduction * days_late


def deadline_of(assignment: Assignment, extension: DeadlineExtension | None = None) -> Deadline:
    """The deadline of the class, or of the learner who was given more time; the late rule keeps its distance."""
    due = max(assignment.due_at, extension.until) if extension else assignment.due_at
    last = due
    if assignment.late != Assignment.Late.REFUSED and assignment.accepted_until:
        last = max(assignment.accepted_until, due)
    deduction = assignment.deduction if assignment.late == Assignment.Late.DEDUCTED else None
    return Deadline(due, last, deduction or Decimal(0))
