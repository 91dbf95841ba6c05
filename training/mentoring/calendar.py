"""Which forms are due in a term, and when (mentoring.md §5).

The months come from regulated values, the days of opening from the forms' own versions, everything else from the
effective date, the term and what interrupted it. The yearly assessments are numbered by their months (12, 24 …) and
fall due with the annual classification at the year's end (mentoring.md F5). Nothing here touches a posting's rows;
``services`` do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from training.mentoring.models import FormVersion
from training.regulations.queries import value_on
from training.rotation.changes import Interruption, put_off
from training.rotation.term import months_after, months_between

SIX_MONTHLY, YEARLY = 6, 12
SURVEYED_TERM = 12  # months from which a term ends with a survey


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


def forms_of_term(
    effective_on: date, term_months: int | None, interruptions: Iterable[Interruption] = ()
) -> list[DueForm]:
    """Every form of the term in the order of its due dates.

    A posting without a term (a transfer) is followed for ``mentoring.months_without_term`` months, and has no final
    form. Raises ``NoRegulatedValue`` when a value has no row on the effective date.
    """
    months = term_months or value_on("mentoring.months_without_term", effective_on)
    term = _Term(effective_on, term_months, list(interruptions), _opening_days(effective_on))
    found = [_form(code, month, term) for code, month in _milestones(effective_on, months)]
    found += _yearly_assessments(term, months)
    if term_months is not None:
        found = [form for form in found if (form.code, form.month) != ("F7", term_months)]
        final = _final_form(term, term_months)
        found.append(final)
        if term_months >= SURVEYED_TERM:
            found.append(_final_survey(final, term))
    return sorted(found, key=lambda form: (form.due_on, form.code))


@dataclass(frozen=True)
class _Term:
    """What every form of one term is reckoned from."""

    effective_on: date
    months: int | None
    interruptions: list[Interruption]
    opening: dict[str, int]

    def day_of(self, month: int) -> date:
        return put_off(months_after(self.effective_on, month), self.interruptions)

    @property
    def end(self) -> date | None:
        return None if self.months is None else self.day_of(self.months)

    def is_counted_on(self, day: date) -> bool:
        """Whether enough months have been served by the day for a first yearly assessment."""
        return self.day_of(value_on("mentoring.f5_min_months", self.effective_on)) <= day


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


def _yearly_assessments(term: _Term, months: int) -> Iterable[DueForm]:
    """Months 12 and 24, and each later year while the term goes on beyond it; due with the annual classification.

    The first falls at the first year's end with the regulated months served, no later one beyond the end of the term.
    Where the posting rests on the day, the assessment is put off like everything else.
    """
    regulated = value_on("mentoring.f5_months", term.effective_on)
    closing = _final_opening(term)
    for number, day in enumerate(_year_ends(term)):
        month = regulated[number] if number < len(regulated) else regulated[-1] + YEARLY * (number - len(regulated) + 1)
        if month > months and number < len(regulated):
            return
        if number >= len(regulated) and (closing is None or day >= closing):
            return
        due_on = put_off(day, [rest for rest in term.interruptions if rest.first <= day <= rest.last])
        due_on = min(due_on, term.end) if term.end else due_on
        opens_on = due_on - timedelta(days=term.opening["F5"])
        yield DueForm("F5", month, max(opens_on, term.effective_on), due_on)


def _year_ends(term: _Term) -> Iterable[date]:
    """The days of the annual classification, from the first on which enough months have been served."""
    month, day = value_on("mentoring.f5_year_end", term.effective_on)
    year = term.effective_on.year
    while not term.is_counted_on(date(year, month, day)):
        year += 1
    while True:
        yield date(year, month, day)
        year += 1


def _continued(key: str, day: date, last: int, step: int) -> Iterable[int]:
    """The regulated months up to ``last``; a term longer than they foresee goes on in the same step."""
    regulated = value_on(key, day)
    yield from (month for month in regulated if month <= last)
    yield from range(regulated[-1] + step, last + 1, step)


def _form(code: str, month: int, term: _Term) -> DueForm:
    milestone, start = term.day_of(month), term.effective_on
    opens_on = milestone - timedelta(days=term.opening[code])
    due_on = milestone
    if code == "F10":  # the host unit must be ready before the person arrives
        opens_on, due_on = milestone, start - timedelta(days=1)
    elif code == "F0":
        agreed_by = start + timedelta(days=value_on("mentoring.f0_due_days", start))
        opens_on, due_on = start, put_off(agreed_by, term.interruptions)
    elif code == "F3":
        due_on = milestone + timedelta(days=value_on("mentoring.f3_due_days", start))
    return DueForm(code, month, max(opens_on, start) if month > 0 else opens_on, due_on)


def _final_form(term: _Term, term_months: int) -> DueForm:
    """F6, opened a regulated number of days before the end (Decree 170/2025/NĐ-CP Art. 49: three parts, in order)."""
    opening = _final_opening(term)
    return DueForm("F6", term_months, max(opening, term.effective_on), term.end)


def _final_opening(term: _Term) -> date | None:
    days = timedelta(days=value_on("mentoring.f6_open_days", term.effective_on))
    return None if term.end is None else term.end - days


def _final_survey(final: DueForm, term: _Term) -> DueForm:
    """F7 at the end: asked while the final form is written, and done in time to lie beside it."""
    return DueForm("F7", final.month, final.opens_on, final.due_on - timedelta(days=term.opening["F7"]))


def _opening_days(day: date) -> dict[str, int]:
    rows = FormVersion.objects.valid_on(day).order_by("number").values_list("code", "definition")
    return {code: definition["opens_days_before"] for code, definition in rows}
