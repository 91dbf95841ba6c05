"""The real units: three maps, districts, mergers, agencies."""

from datetime import date

import pytest

from training.models import Bloc, Unit, UnitLink
from training.units.reference import load_units

pytestmark = pytest.mark.usefixtures("hanoi")


@pytest.mark.parametrize(
    ("day", "communes", "districts"),
    [(date(2024, 12, 31), 579, 30), (date(2025, 3, 1), 526, 30), (date(2025, 7, 1), 126, 0)],
)
def test_map_has_the_official_counts(day, communes, districts):
    assert Unit.objects.valid_on(day).communes().count() == communes
    assert Unit.objects.valid_on(day).districts().count() == districts


def test_map_of_each_day_names_each_unit_once():
    for day in (date(2024, 12, 31), date(2025, 3, 1), date(2025, 7, 1)):
        codes = list(Unit.objects.valid_on(day).values_list("code", flat=True))
        assert len(codes) == len(set(codes))


def test_loading_again_adds_nothing():
    counts = Unit.objects.count(), UnitLink.objects.count(), Bloc.objects.count()
    assert load_units() == 0
    assert (Unit.objects.count(), UnitLink.objects.count(), Bloc.objects.count()) == counts


def test_mergers_are_those_of_the_resolution():
    links = UnitLink.objects.filter(effective_on=date(2025, 7, 1))
    assert links.count() == 795
    assert links.filter(is_default=True).count() == 526
    assert links.filter(extent="whole").count() == 327


def test_code_that_ended_in_2024_has_no_invented_successor():
    ended = Unit.objects.communes().filter(valid_to=date(2024, 12, 31), successor_links__isnull=True)
    assert ended.count() == 53


def test_renamed_code_is_a_new_row_that_follows_whole():
    before = Unit.objects.get(code="00181", valid_to=date(2024, 12, 31))
    link = before.successor_links.get()
    assert (before.name, link.successor.name) == ("Phường Văn Miếu", "Phường Văn Miếu - Quốc Tử Giám")
    assert link.extent == UnitLink.Extent.WHOLE
    assert UnitLink.objects.filter(effective_on=date(2025, 1, 1)).count() == 33


def test_same_name_and_code_across_2025_are_two_rows():
    assert Unit.objects.filter(code="00091", name="Phường Phú Thượng").count() == 2


def test_successor_begins_by_the_day_the_predecessor_has_ended():
    for link in UnitLink.objects.select_related("predecessor", "successor"):
        assert link.predecessor.valid_to < link.effective_on
        assert link.successor.is_valid_on(link.effective_on)


def test_every_unit_hangs_below_the_city():
    city = Unit.objects.get(parent__isnull=True)
    assert city.name == "Thành phố Hà Nội"
    grandparents = set(Unit.objects.exclude(pk=city.pk).values_list("parent__parent_id", flat=True))
    assert grandparents == {None, city.pk}


def test_agencies_stand_in_their_bloc():
    today = Unit.objects.valid_on(date(2026, 11, 23)).agencies()
    blocs = set(today.values_list("bloc__code", flat=True))
    assert blocs == {"party", "front_mass", "government_service"}
    assert today.get(code="TLHP").name == "Trường Đào tạo cán bộ Lê Hồng Phong"


def test_names_are_searched_without_tone_marks():
    found = Unit.objects.valid_on(date(2025, 7, 1)).matching("phuong ba dinh")
    assert [unit.name for unit in found] == ["Phường Ba Đình"]
