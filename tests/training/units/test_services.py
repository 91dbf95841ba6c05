"""Changing the map of units."""

from datetime import date, timedelta

import pytest

from wagtail.models import ModelLogEntry

from tests.factories.training import UnitFactory, UnitTypeFactory, user_with_role
from training.errors import InvalidInput, NotAllowed
from training.models import Role, Unit, UnitLink
from training.units.queries import predecessors, successors
from training.units.services import Flow, NewUnit, merge_units, rename_unit, reorganise, split_unit

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)
EVE = DAY - timedelta(days=1)
BASIS = "Nghị quyết 1/NQ-UBTVQH16"


@pytest.fixture
def administrator():
    return user_with_role(Role.SYSTEM_ADMIN)


@pytest.fixture
def how(administrator):
    return {"effective_on": DAY, "legal_basis": BASIS, "by": administrator}


def new(code="91000", name="Xã Mới"):
    return NewUnit(code, name, UnitTypeFactory())


def test_merger_ends_the_old_and_begins_the_new(how):
    one, two = UnitFactory(), UnitFactory()
    merged = merge_units([one, two], new(), **how)
    one.refresh_from_db()
    assert (one.valid_to, merged.valid_from, merged.legal_basis) == (EVE, DAY, BASIS)
    assert {r.unit for r in predecessors(merged, on=EVE)} == {one, two}
    assert [r.extent for r in successors(one, on=DAY)] == ["whole"]


def test_division_names_each_part_and_one_default(how):
    unit = UnitFactory()
    parts = split_unit(unit, [new("91000", "Xã Một"), new("91001", "Xã Hai")], **how)
    assert {r.extent for r in successors(unit, on=DAY)} == {"partial"}
    assert UnitLink.objects.get(is_default=True).successor == parts[0]


def test_new_name_keeps_the_code_and_the_old_row(how):
    unit = UnitFactory(name="Xã Cũ")
    renamed = rename_unit(unit, "Xã Mới", **how)
    unit.refresh_from_db()
    assert (unit.name, unit.valid_to) == ("Xã Cũ", EVE)
    assert (renamed.code, renamed.name) == (unit.code, "Xã Mới")


def test_unit_may_go_into_one_that_exists(how):
    small, large = UnitFactory(), UnitFactory()
    reorganise(begins=[], flows=[Flow(small, large.code)], **how)
    large.refresh_from_db()
    assert large.valid_to is None
    assert [r.unit for r in successors(small, on=DAY)] == [large]


def test_change_is_logged_for_each_unit(how, administrator):
    merge_units([UnitFactory(), UnitFactory()], new(), **how)
    logged = ModelLogEntry.objects.filter(user=administrator).values_list("action", flat=True)
    assert sorted(logged) == ["training.unit.begin", "training.unit.end", "training.unit.end"]


def test_same_reorganisation_again_changes_nothing(how):
    one, two = UnitFactory(), UnitFactory()
    first = merge_units([one, two], new(), **how)
    again = merge_units([one, two], new(), **how)
    assert (first, Unit.objects.count(), UnitLink.objects.count()) == (again, 3, 2)


def refused(how, *, begins, flows, **change):
    before = list(Unit.objects.values()), UnitLink.objects.count()
    with pytest.raises(InvalidInput):
        reorganise(begins=begins, flows=flows, **(how | change))
    assert (list(Unit.objects.values()), UnitLink.objects.count()) == before


def test_change_without_document_is_refused(how):
    refused(how, begins=[new()], flows=[Flow(UnitFactory(), "91000")], legal_basis=" ")


def test_change_without_flows_is_refused(how):
    refused(how, begins=[new()], flows=[])


def test_new_unit_nothing_goes_into_is_refused(how):
    refused(how, begins=[new(), new("91001")], flows=[Flow(UnitFactory(), "91000")])


def test_two_new_units_of_one_code_are_refused(how):
    refused(how, begins=[new(), new()], flows=[Flow(UnitFactory(), "91000")])


def test_unit_that_has_ended_cannot_end_again(how):
    refused(how, begins=[new()], flows=[Flow(UnitFactory(valid_to=date(2024, 1, 1)), "91000")])


def test_unit_cannot_go_whole_into_two(how):
    unit = UnitFactory()
    refused(how, begins=[new(), new("91001")], flows=[Flow(unit, "91000"), Flow(unit, "91001")])


def test_lone_part_is_refused(how):
    refused(how, begins=[new()], flows=[Flow(UnitFactory(), "91000", "partial")])


def test_two_defaults_are_refused(how):
    unit = UnitFactory()
    flows = [Flow(unit, "91000", "partial", is_default=True), Flow(unit, "91001", "partial", is_default=True)]
    refused(how, begins=[new(), new("91001")], flows=flows)


def test_unit_with_others_below_it_does_not_end(how):
    parent = UnitFactory()
    UnitFactory(parent=parent)
    refused(how, begins=[new()], flows=[Flow(parent, "91000")])


def test_code_in_use_is_refused(how):
    taken = UnitFactory()
    refused(how, begins=[new(taken.code)], flows=[Flow(UnitFactory(), taken.code)])


def test_unknown_successor_is_refused(how):
    refused(how, begins=[], flows=[Flow(UnitFactory(), "99999")])


def test_others_may_not_change_the_map(how):
    with pytest.raises(NotAllowed):
        merge_units([UnitFactory()], new(), **(how | {"by": user_with_role(Role.COMMITTEE_OFFICER)}))
