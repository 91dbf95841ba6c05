"""The map of units and the picture of a unit's history."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from django.urls import reverse

from portal.organisation.picture import draw
from tests.factories.training import UserFactory
from training.units.queries import history, unit_by_code

pytestmark = pytest.mark.usefixtures("hanoi")
AFTER = date(2025, 7, 1)


@pytest.fixture
def page(client):
    client.force_login(UserFactory())
    return lambda name, *args, **query: client.get(reverse(f"organisation:{name}", args=args), query)


def test_visitor_is_asked_to_sign_in(client):
    for address in (reverse("organisation:map"), reverse("organisation:unit", args=[1]), "/units/export.csv"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("day", "communes", "districts"), [("2024-12-31", 579, 30), ("2025-03-01", 526, 30), ("2025-07-01", 126, 0)]
)
def test_map_counts_the_units_of_the_day(page, day, communes, districts):
    counts = page("map", day=day).context["counts"]
    assert (counts["commune"], counts["district"]) == (communes, districts)


def test_search_without_tone_marks_finds_the_ward_of_the_day(page):
    answer = page("map", day="2025-07-01", q="phuong ba dinh")
    assert [unit.name for group in answer.context["groups"] for unit in group.units] == ["Phường Ba Đình"]
    assert "Phường Ba Đình" in answer.content.decode()


def test_units_stand_under_their_district_in_vietnamese_order(page):
    groups = page("map", day="2024-12-31", type="xa").context["groups"]
    titles = [group.title for group in groups]
    assert titles.index("Huyện Đan Phượng") < titles.index("Huyện Gia Lâm")
    assert sum(len(group.units) for group in groups) == 383


def test_day_that_is_no_day_is_named_and_today_shown(page):
    answer = page("map", day="31/02/2025")
    assert answer.status_code == 200
    assert answer.context["form"].errors["day"]


def test_history_is_drawn_with_every_predecessor(page):
    ward = unit_by_code("00292", AFTER)
    text = page("unit", ward.pk).content.decode()
    for link in ward.predecessor_links.select_related("predecessor"):
        assert text.count(link.predecessor.name) >= 2  # in the picture and in the table
    assert "history__band--whole" in text


def test_picture_has_a_column_for_each_map_and_no_box_over_another():
    picture = draw(history(unit_by_code("00292", AFTER)))
    assert [heading.day for heading in picture.headings] == [None, date(2025, 1, 1), AFTER]
    places = [(box.x, box.y) for box in picture.boxes]
    assert len(places) == len(set(places))
    for one in picture.boxes:
        for other in picture.boxes:
            assert one is other or one.x != other.x or abs(one.y - other.y) >= picture.box_height
    assert all(0 <= box.y <= picture.height - picture.box_height for box in picture.boxes)


def test_unit_that_never_changed_has_no_picture(page):
    school = unit_by_code("TLHP", AFTER)
    assert page("unit", school.pk).context["picture"] is None


def test_closed_unit_is_shown_as_former(page):
    assert "(cũ)" in page("unit", unit_by_code("00004", date(2025, 6, 30)).pk).content.decode()


def test_unknown_unit_is_not_found(page):
    assert page("unit", 999999).status_code == 404


def test_export_holds_what_the_filter_shows(page):
    rows = page("export", "csv", day="2025-07-01", q="ba dinh").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("00004,Phường Ba Đình")
    book = load_workbook(io.BytesIO(page("export", "xlsx", day="2025-03-01", type="xa").content))
    assert book.active.max_row == 346


def test_pages_keep_to_fifteen_queries(page, django_assert_max_num_queries):
    ward = unit_by_code("00292", AFTER)
    with django_assert_max_num_queries(15):
        page("map", day="2024-12-31")
    with django_assert_max_num_queries(15):
        page("unit", ward.pk)
