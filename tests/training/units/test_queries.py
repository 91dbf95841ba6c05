"""Units on any day and through the mergers of Hanoi."""

from datetime import date

import pytest

from training.models import Unit
from training.units.queries import counts_on, descends_from, predecessors, successors, unit_by_code, units_on

pytestmark = pytest.mark.usefixtures("hanoi")
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
IN_2024 = date(2024, 12, 31)


def names(relatives):
    return {relative.unit.name: relative.extent for relative in relatives}


def test_code_names_another_unit_after_the_merger():
    assert unit_by_code("00004", BEFORE).name == "Phường Trúc Bạch"
    assert unit_by_code("00004", AFTER).name == "Phường Ba Đình"
    assert unit_by_code("00004", date(1990, 1, 1)) is None


def test_whole_ward_has_one_successor():
    assert names(successors(unit_by_code("00004", BEFORE), on=AFTER)) == {"Phường Ba Đình": "whole"}


def test_divided_ward_has_each_part_named():
    divided = Unit.objects.filter(successor_links__extent="partial", valid_to=BEFORE).distinct()
    assert divided.count() == 199
    unit = divided.in_name_order().first()
    found = names(successors(unit, on=AFTER))
    assert set(found.values()) == {"partial"}
    assert set(found) == {link.successor.name for link in unit.successor_links.all()}


def test_successor_is_followed_over_two_changes():
    unit = unit_by_code("00292", IN_2024)
    assert unit.name == "Phường Quỳnh Lôi"
    assert names(successors(unit, on=date(2025, 3, 1))) == {"Phường Bạch Mai": "whole"}
    later = successors(unit, on=AFTER)
    assert "Phường Bạch Mai" in names(later)
    assert {r.unit.valid_from for r in later} == {AFTER}


def test_predecessors_of_a_new_ward_on_any_earlier_day():
    ward = unit_by_code("00292", AFTER)
    on_2025 = names(predecessors(ward, on=BEFORE))
    on_2024 = names(predecessors(ward, on=IN_2024))
    assert "Phường Bạch Mai" in on_2025
    assert "Phường Quỳnh Lôi" in on_2024
    assert len(on_2025) == ward.predecessor_links.count()


def test_predecessors_of_the_day_before_are_the_links_of_the_resolution():
    ward = unit_by_code("00004", AFTER)
    links = {link.predecessor: link.extent for link in ward.predecessor_links.select_related("predecessor")}
    assert {relative.unit: relative.extent for relative in predecessors(ward, on=BEFORE)} == links


def test_unit_descends_from_what_was_merged_into_it():
    ward = unit_by_code("00004", AFTER)
    assert descends_from(ward, unit_by_code("00004", BEFORE))
    assert descends_from(ward, ward)
    assert not descends_from(unit_by_code("00004", BEFORE), ward)
    assert not descends_from(ward, unit_by_code("10483", IN_2024))


def test_counts_of_a_day():
    counts = counts_on(IN_2024)
    assert (counts["commune"], counts["district"], counts["city"]) == (579, 30, 1)


def test_query_counts_do_not_grow(django_assert_num_queries):
    ward = unit_by_code("00004", AFTER)
    with django_assert_num_queries(3):
        predecessors(ward, on=IN_2024)
    with django_assert_num_queries(3):
        successors(ward, on=AFTER)
    with django_assert_num_queries(1):
        assert len([(u.type.name_vi, u.parent and u.parent.name) for u in units_on(AFTER)]) > 126
