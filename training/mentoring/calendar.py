"""Which forms are due in a term, and when (mentoring.md §5).

The months come from regulated values, the days of opening from the forms' own versions, everything else from the
effective date and the term. Nothing here touches a posting's rows; ``services`` do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from training.mentoring.models import FormVersion
from training.regulations.queries import value_on
from training.rotation.term import months_after, months_between

SIX_MONTHLY, YEARLY = 6, 12


@dataclass(frozen=True)
class DueForm:
    """One form of a term: in which month, from when it can be filled, until when it is due."""

    code: str
    month: int
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class Phase:
    """A stretch of the term with its own way of guiding; ``first`` and ``last`` are months, counted from 0."""

    code: str
    first: int
    last: int


PHASES = (
    Phase("settling", 0, 3),
    Phase("learning", 4, 12),
    Phase("independent", 13, 24),
    Phase("leading", 25, 36),
)


def phase_on(effective_on: date, day: date) -> Phase | None:
    """The phase on the day; None before the effective date. The last one goes on to the end of an extended term."""
    month = months_between(effective_on, day)
    if month < 0:
        return None
    # Month 0 is the first month; the table counts months that have ended, so day one of month 4 is still "0–3".
    return next((phase for phase in PHASES if month < phase.last), PHASES[-1])


def forms_of_term(effective_on: date, term_months: int | None) -> list[DueForm]:
    """Every form of the term in the order of its due dates.

    A posting without a term (a transfer) is followed for ``mentoring.months_without_term`` months, and has no final
    form. Raises ``NoRegulatedValue`` when a value has no row on the effective date.
    """
    months = term_months or value_on("mentoring.months_without_term", effective_on)
    opening = _opening_days(effective_on)
    found = [_form(code, month, effective_on, opening) for code, month in _milestones(effective_on, months)]
    if term_months is not None:
        found.append(_final_form(effective_on, term_months))
    return sorted(found, key=lambda form: (form.due_on, form.code))


def _milestones(effective_on: date, months: int) -> Iterable[tuple[str, int]]:
    yield "F10", -1
    if months >= 1:
        yield "F0", 1
    for month in _continued("mentoring.f3_months", effective_on, months - 1, SIX_MONTHLY):
        yield "F3", month
    for month in _continued("mentoring.f4_months", effective_on, months, YEARLY):
        yield "F4", month
    for month in value_on("mentoring.f7_months", effective_on):
        if month <= months:
            yield "F7", month
    for month in _yearly_assessments(effective_on, months):
        yield "F5", month


def _yearly_assessments(effective_on: date, months: int) -> Iterable[int]:
    """Months 12 and 24, and each later year only while the term goes on beyond it."""
    regulated = value_on("mentoring.f5_months", effective_on)
    yield from (month for month in regulated if month <= months)
    yield from range(regulated[-1] + YEARLY, months, YEARLY)


def _continued(key: str, day: date, last: int, step: int) -> Iterable[int]:
    """The regulated months up to ``last``; a term longer than they foresee goes on in the same step."""
    regulated = value_on(key, day)
    yield from (month for month in regulated if month <= last)
    yield from range(regulated[-1] + step, last + 1, step)


def _form(code: str, month: int, effective_on: date, opening: dict[str, int]) -> DueForm:
    milestone = months_after(effective_on, month)
    opens_on = milestone - timedelta(days=opening[code])
    due_on = milestone
    if code == "F10":  # the host unit must be ready before the person arrives
        opens_on, due_on = milestone, effective_on - timedelta(days=1)
    elif code == "F0":
        opens_on, due_on = effective_on, effective_on + timedelta(days=value_on("mentoring.f0_due_days", effective_on))
    elif code == "F3":
        due_on = milestone + timedelta(days=value_on("mentoring.f3_due_days", effective_on))
    return DueForm(code, month, max(opens_on, effective_on) if month > 0 else opens_on, due_on)


def _final_form(effective_on: date, term_months: int) -> DueForm:
    """F6, opened a regulated number of days before the end (Decree 170/2025/NĐ-CP Art. 49: three parts, in order)."""
    end = months_after(effective_on, term_months)
    opens_on = end - timedelta(days=value_on("mentoring.f6_open_days", effective_on))
    return DueForm("F6", term_months, max(opens_on, effective_on), end)


def _opening_days(day: date) -> dict[str, int]:
    rows = FormVersion.objects.valid_on(day).order_by("number").values_list("code", "definition")
    return {code: definition["opens_days_before"] for code, definition in rows}
