"""The rows of the timeline that are no forms (mentoring.md §5): arrival, charge of a field, proposal of placement.

Computed, never stored: they follow the term as it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy

from training.regulations.queries import value_on
from training.rotation.changes import Interruption, put_off
from training.rotation.models import Posting
from training.rotation.term import months_after


class Step(models.TextChoices):
    PREPARATION = "preparation", pgettext_lazy("milestone", "preparation class, readiness of the host unit")
    ARRIVAL = "arrival", pgettext_lazy("milestone", "decision handed over, introduction")
    PLAN = "plan", pgettext_lazy("milestone", "100-day plan, baseline self-assessment")
    REVIEW = "review", pgettext_lazy("milestone", "100-day review, area study, development plan")
    WIDER = "wider", pgettext_lazy("milestone", "duties widened")
    CHARGE = "charge", pgettext_lazy("milestone", "independent charge of one field")
    YEAR = "year", pgettext_lazy("milestone", "plan of the second year")
    OUTLOOK = "outlook", pgettext_lazy("milestone", "first talk about the placement")
    PROPOSAL = "proposal", pgettext_lazy("milestone", "placement proposal opened")
    FINAL = "final", pgettext_lazy("milestone", "final assessment opened")
    END = "end", pgettext_lazy("milestone", "end of the term")
    FOLLOW_UP = "follow_up", pgettext_lazy("milestone", "follow-up: placement, usefulness of the mentoring")


FROM_THE_START = (
    (Step.PREPARATION, -1),
    (Step.ARRIVAL, 0),
    (Step.PLAN, 1),
    (Step.REVIEW, 3),
    (Step.WIDER, 6),
    (Step.CHARGE, 7),
    (Step.YEAR, 12),
)


@dataclass(frozen=True)
class Milestone:
    step: Step
    month: int
    day: date

    @property
    def label(self) -> str:
        return str(self.step.label)


def milestones_of_term(
    effective_on: date, term_months: int | None, interruptions: Iterable[Interruption] = ()
) -> list[Milestone]:
    """Every row of the table for the term, in order; what hangs on the end is missing where there is none."""
    rests = list(interruptions)
    months = term_months or value_on("mentoring.months_without_term", effective_on)
    rows = [(step, month) for step, month in FROM_THE_START if month <= months]
    if term_months is not None:
        rows += [(step, month) for step, month in _before_the_end(effective_on, term_months) if month >= 0]
    found = [Milestone(step, month, put_off(months_after(effective_on, month), rests)) for step, month in rows]
    return sorted(found, key=lambda one: (one.month, list(Step).index(one.step)))


def _before_the_end(day: date, months: int) -> Iterable[tuple[Step, int]]:
    yield Step.OUTLOOK, months - value_on("mentoring.placement_outlook_months", day)
    yield Step.PROPOSAL, months - value_on("mentoring.r11_placement_yellow_months", day)
    yield Step.FINAL, months - 3
    yield Step.END, months
    yield Step.FOLLOW_UP, months + value_on("mentoring.follow_up_months", day)


def milestones_of(posting: Posting, interruptions: Iterable[Interruption]) -> list[Milestone]:
    """Those of a posting as its term stands."""
    return milestones_of_term(posting.effective_on, posting.term_months, interruptions)
