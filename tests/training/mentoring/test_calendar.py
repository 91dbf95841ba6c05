"""The forms of a term against the table of mentoring.md §5."""

from datetime import date

import pytest

from tests.factories.training import PostingFactory
from training.mentoring.calendar import forms_of_term, phase_on
from training.mentoring.milestones import milestones_of_term
from training.mentoring.models import TermForm
from training.mentoring.services import create_calendar, recompute_calendar

pytestmark = pytest.mark.usefixtures("instruments")

# Month by month as printed in the table; F6 stands in the month in which it is due.
TABLE = {
    24: "-1:F10 1:F0 3:F3 6:F4,F7 9:F3 12:F5 15:F3 18:F4,F7 21:F3 24:F5,F6,F7",
    30: "-1:F10 1:F0 3:F3 6:F4,F7 9:F3 12:F5 15:F3 18:F4,F7 21:F3 24:F5 27:F3 30:F4,F6,F7",
    36: "-1:F10 1:F0 3:F3 6:F4,F7 9:F3 12:F5 15:F3 18:F4,F7 21:F3 24:F5 27:F3 30:F4 33:F3 36:F6,F7",
    48: "-1:F10 1:F0 3:F3 6:F4,F7 9:F3 12:F5 15:F3 18:F4,F7 21:F3 24:F5 27:F3 30:F4 33:F3 36:F5 39:F3 42:F4 45:F3"
    " 48:F6,F7",
    None: "-1:F10 1:F0 3:F3 6:F4,F7 9:F3 12:F5 15:F3 18:F4,F7 21:F3 24:F5",
}
START = date(2025, 7, 1)


@pytest.mark.parametrize("term", TABLE, ids=str)
def test_months_and_forms_are_those_of_the_table(term):
    months: dict[int, list[str]] = {}
    for form in forms_of_term(START, term):
        months.setdefault(form.month, []).append(form.code)
    assert " ".join(f"{month}:{','.join(sorted(codes))}" for month, codes in sorted(months.items())) == TABLE[term]


@pytest.mark.parametrize(
    ("code", "month", "opens_on", "due_on"),
    [
        ("F10", -1, date(2025, 6, 1), date(2025, 6, 30)),
        ("F0", 1, date(2025, 7, 1), date(2025, 7, 31)),
        ("F3", 3, date(2025, 9, 17), date(2025, 10, 11)),
        ("F4", 6, date(2025, 12, 2), date(2026, 1, 1)),
        ("F5", 12, date(2026, 10, 31), date(2026, 12, 15)),
        ("F6", 36, date(2028, 4, 2), date(2028, 7, 1)),
    ],
)
def test_days_of_opening_and_of_duty(code, month, opens_on, due_on):
    found = {(form.code, form.month): form for form in forms_of_term(START, 36)}[code, month]
    assert (found.opens_on, found.due_on) == (opens_on, due_on)


@pytest.mark.parametrize(
    ("start", "term", "days"),
    [
        (date(2025, 4, 1), 36, {12: "2025-12-15", 24: "2026-12-15", 36: "2027-12-15"}),  # eight months by the first
        (date(2025, 6, 15), 36, {12: "2025-12-15", 24: "2026-12-15", 36: "2027-12-15"}),
        (date(2025, 6, 16), 36, {12: "2026-12-15", 24: "2027-12-15"}),  # a day short of six months
        (date(2025, 10, 1), 36, {12: "2026-12-15", 24: "2027-12-15"}),  # then the final form is open
        (date(2025, 10, 1), 24, {12: "2026-12-15", 24: "2027-10-01"}),  # never beyond the end
        (date(2025, 1, 6), 36, {12: "2025-12-15", 24: "2026-12-15"}),
        (date(2025, 4, 1), None, {12: "2025-12-15", 24: "2026-12-15"}),
    ],
)
def test_yearly_assessments_fall_with_the_classification_of_the_year(start, term, days):
    found = {form.month: form.due_on.isoformat() for form in forms_of_term(start, term) if form.code == "F5"}
    assert found == days


# The rows of the table that are no forms, with the months of the three terms.
ROWS = {
    24: "-1:preparation 0:arrival 1:plan 3:review 6:wider 7:charge 12:year 15:outlook 18:proposal 21:final 24:end"
    " 27:follow_up",
    30: "-1:preparation 0:arrival 1:plan 3:review 6:wider 7:charge 12:year 21:outlook 24:proposal 27:final 30:end"
    " 33:follow_up",
    36: "-1:preparation 0:arrival 1:plan 3:review 6:wider 7:charge 12:year 27:outlook 30:proposal 33:final 36:end"
    " 39:follow_up",
    None: "-1:preparation 0:arrival 1:plan 3:review 6:wider 7:charge 12:year",
}


@pytest.mark.parametrize("term", ROWS, ids=str)
def test_rows_that_are_no_forms(term):
    found = milestones_of_term(START, term)
    assert " ".join(f"{one.month}:{one.step.value}" for one in found) == ROWS[term]


def test_a_term_from_a_last_day_of_a_month():
    due = {(form.code, form.month): form.due_on for form in forms_of_term(date(2025, 1, 31), 24)}
    assert due["F3", 3] == date(2025, 5, 10)  # ten days after 30 April
    assert due["F7", 6] == date(2025, 7, 31)
    assert due["F6", 24] == date(2027, 1, 31)
    assert {(form.code, form.month): form.due_on for form in forms_of_term(date(2025, 8, 31), 36)}["F4", 6] == date(
        2026, 2, 28
    )


def test_no_form_of_a_short_term_opens_before_it_begins():
    forms = forms_of_term(START, 2)
    assert [(form.code, form.month) for form in forms] == [("F10", -1), ("F0", 1), ("F6", 2)]
    assert forms[-1].opens_on == START


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2025, 6, 30), None),
        (date(2025, 7, 1), "settling"),
        (date(2025, 9, 30), "settling"),
        (date(2025, 10, 1), "learning"),
        (date(2026, 6, 30), "learning"),
        (date(2026, 7, 1), "independent"),
        (date(2027, 7, 1), "leading"),
        (date(2029, 7, 1), "leading"),
    ],
)
def test_phase(day, phase):
    found = phase_on(START, day)
    assert (found.code if found else None) == phase


def test_calendar_is_made_once():
    posting = PostingFactory(effective_on=START)
    assert len(create_calendar(posting)) == 17
    assert create_calendar(posting) == []
    assert posting.forms.count() == 17


def test_shorter_term_cancels_what_is_unfiled_and_moves_the_final_form():
    posting = PostingFactory(effective_on=START, term_months=36)
    create_calendar(posting)
    posting.forms.filter(code="F3", month=33).update(status=TermForm.Status.SUBMITTED)
    posting.term_months = 30
    recompute_calendar(posting)
    assert posting.forms.get(code="F6").month == 30
    assert posting.forms.get(code="F3", month=33).status == TermForm.Status.SUBMITTED
    recompute_calendar(posting)
    assert posting.forms.exclude(status=TermForm.Status.CANCELLED).count() == 17


def test_longer_term_brings_back_what_was_cancelled_as_a_new_row():
    posting = PostingFactory(effective_on=START, term_months=36)
    create_calendar(posting)
    for months in (24, 36):
        posting.term_months = months
        recompute_calendar(posting)
    live = posting.forms.exclude(status=TermForm.Status.CANCELLED)
    assert live.filter(code="F4", month=30).count() == 1
    assert live.count() == 17
