"""The chain of changes: extension, interruption, return, the host unit through a merger, the end."""

from datetime import date, timedelta

import pytest

from tests.factories.training import PostingFactory, UnitFactory, UnitTypeFactory, user_with_role
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.models import TermForm
from training.mentoring.queries import postings_hosted_by
from training.mentoring.services import create_calendar
from training.models import Posting, PostingChange, Role
from training.rotation.changes import Interruption, interruptions_of, put_off
from training.rotation.following import continue_in, units_to_choose
from training.rotation.interrupting import interrupt_posting, resume_posting
from training.rotation.rules import capacities_of
from training.rotation.services import end_posting, extend_posting
from training.units.services import NewUnit, merge_units, split_unit

pytestmark = pytest.mark.usefixtures("instruments")

START = date(2026, 1, 5)
REST = {"decision_number": "30-QĐ/BTCTU", "decision_on": date(2026, 6, 1)}


@pytest.fixture
def officer(cast):
    return cast.committee_officer


@pytest.fixture
def posting(officer):
    posting = PostingFactory(effective_on=START, due_on=date(2029, 1, 5))
    create_calendar(posting)
    return posting


def due(posting, code, month):
    return posting.forms.exclude(status="cancelled").get(code=code, month=month).due_on


def test_a_day_is_put_off_by_every_interruption_that_began_before_it():
    rests = [Interruption(date(2026, 3, 1), date(2026, 3, 10)), Interruption(date(2026, 6, 1), date(2026, 6, 30))]
    assert put_off(date(2026, 2, 28), rests) == date(2026, 2, 28)
    assert put_off(date(2026, 3, 1), rests) == date(2026, 3, 11)
    assert put_off(date(2026, 5, 25), rests) == date(2026, 7, 4)  # moved into the second, and over it


def test_interruption_moves_the_end_and_what_is_not_submitted(posting, officer):
    posting.forms.filter(code="F3", month=9).update(status=TermForm.Status.SUBMITTED)
    filed = due(posting, "F3", 9)
    first, last = date(2026, 9, 1), date(2026, 11, 29)  # ninety days
    change = interrupt_posting(posting, first=first, last=last, **REST, by=officer)
    assert interrupt_posting(posting, first=first, last=last, **REST, by=officer) == change
    posting.refresh_from_db()
    assert posting.due_on == date(2029, 1, 5) + timedelta(days=90)
    assert (change.due_on_before, change.due_on_after) == (date(2029, 1, 5), posting.due_on)
    assert due(posting, "F3", 9) == filed
    assert due(posting, "F4", 6) == date(2026, 7, 5)
    assert due(posting, "F4", 18) == date(2027, 7, 5) + timedelta(days=90)
    assert due(posting, "F6", 36) == posting.due_on
    assert posting.is_interrupted
    assert not hasattr(change, "reason")


def test_return_on_another_day_cuts_the_interruption(posting, officer, en):
    interrupt_posting(posting, first=date(2026, 9, 1), last=date(2026, 12, 31), **REST, by=officer)
    with pytest.raises(InvalidInput, match="before he has left"):
        resume_posting(posting, on=date(2026, 8, 1), by=officer)
    row = resume_posting(posting, on=date(2026, 11, 1), by=officer)
    assert resume_posting(posting, on=date(2026, 11, 1), by=officer) == row
    posting.refresh_from_db()
    assert interruptions_of(posting) == [Interruption(date(2026, 9, 1), date(2026, 10, 31))]
    assert posting.due_on == date(2029, 1, 5) + timedelta(days=61)
    assert row.due_on_after == posting.due_on
    assert not posting.is_interrupted
    with pytest.raises(WrongState, match="already recorded"):
        resume_posting(posting, on=date(2026, 11, 2), by=officer)


def test_extension_after_an_interruption_keeps_its_days(posting, officer):
    interrupt_posting(posting, first=date(2026, 9, 1), last=date(2026, 9, 30), **REST, by=officer)
    extended = extend_posting(
        posting, term_months=42, decision_number="31-QĐ/BTCTU", decision_on=date(2026, 11, 2), by=officer
    )
    assert extended.due_on == date(2029, 7, 5) + timedelta(days=30)
    assert due(posting, "F6", 42) == extended.due_on
    end_posting(extended, ended_on=date(2026, 11, 20), reason="terminated", decision_number="32-QĐ/BTCTU", by=officer)
    kinds = list(posting.changes.values_list("kind", flat=True))
    assert kinds == ["interrupted", "extended", "ended_early"]
    with pytest.raises(TypeError):
        posting.changes.first().delete()
    with pytest.raises(TypeError):
        PostingChange.objects.update(decision_number="x")


def test_refusals(posting, officer, cast, en):
    days = {"first": date(2026, 9, 1), "last": date(2026, 9, 30)}
    with pytest.raises(NotAllowed):
        interrupt_posting(posting, **days, **REST, by=cast.host_head)
    with pytest.raises(InvalidInput, match="number of the decision"):
        interrupt_posting(posting, **days, **REST | {"decision_number": " "}, by=officer)
    with pytest.raises(InvalidInput, match="outside the term"):
        interrupt_posting(posting, first=date(2025, 1, 1), last=date(2025, 2, 1), **REST, by=officer)
    interrupt_posting(posting, **days, **REST, by=officer)
    with pytest.raises(InvalidInput, match="already rests"):
        interrupt_posting(posting, first=date(2026, 9, 15), last=date(2026, 10, 5), **REST, by=officer)


@pytest.fixture
def administrator(db):
    return user_with_role(Role.SYSTEM_ADMIN)


def new(code, name):
    return NewUnit(code, name, UnitTypeFactory())


def test_the_head_of_the_successor_sees_the_posting(posting, administrator, officer):
    old, other, day = posting.host_unit, UnitFactory(), date(2026, 11, 1)
    old_head = user_with_role(Role.UNIT_HEAD, unit=old)
    how = {"effective_on": day, "legal_basis": "Nghị quyết 1/NQ-UBTVQH16", "by": administrator}
    merged = merge_units([old, other], new("91000", "Xã Mới"), **how)
    head, stranger = user_with_role(Role.UNIT_HEAD, unit=merged), user_with_role(Role.UNIT_HEAD, unit=UnitFactory())
    found = Posting.objects.select_related("person").get(pk=posting.pk)
    assert (found.host_unit, found.host_unit_now) == (old, merged)
    assert found.host_display == f"{old.name} (cũ), nay là Xã Mới"
    assert capacities_of(head, found) == {"host_head"}
    assert list(postings_hosted_by(head)) == [found]
    assert not Posting.objects.visible_to(stranger).exists()
    assert capacities_of(old_head, found) == {"host_head"}  # until the grant itself is ended
    change = found.changes.get()
    assert (change.kind, change.unit, change.from_on) == ("host_continued", merged, day)


def test_after_a_division_the_committee_says_where_it_goes_on(posting, administrator, officer, en):
    how = {"effective_on": date(2026, 11, 1), "legal_basis": "Nghị quyết 2/NQ", "by": administrator}
    one, two = split_unit(posting.host_unit, [new("91001", "Xã Một"), new("91002", "Xã Hai")], **how)
    found = Posting.objects.select_related("host_unit", "host_unit_now").get(pk=posting.pk)
    assert found.host_unit_now is None
    assert units_to_choose(found) == [one, two]
    with pytest.raises(InvalidInput, match="holds nothing"):
        continue_in(found, UnitFactory(), **REST, by=officer)
    assert continue_in(found, two, **REST, by=officer).host_today == two
    found = Posting.objects.get()
    assert capacities_of(user_with_role(Role.UNIT_HEAD, unit=two), found) == {"host_head"}
    with pytest.raises(WrongState, match="still exists"):
        continue_in(found, one, **REST, by=officer)
