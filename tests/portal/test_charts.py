"""The geometry of the small pictures."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from django.template import Context, Template
from django.utils.translation import override

from portal import charts


def test_numbers_are_written_for_svg_in_every_language():
    with override("vi"):
        assert charts.number(12.55) == "12.6"
        assert charts.number(12) == "12"


def test_spark_runs_from_left_to_right_and_higher_is_up():
    points = charts.spark([1, 2, 3], width=100, height=20, pad=0)
    assert points == [(0, 20), (50, 10), (100, 0)]


def test_spark_skips_unknown_values_and_centres_equal_ones():
    assert charts.spark([None, None]) == []
    assert charts.spark([4, None, 4], width=100, height=20, pad=0) == [(0, 10), (100, 10)]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(sum))
def test_shares_fill_the_bar(values):
    spans = charts.shares(values)
    start, width = spans[-1]
    assert abs(float(start) + float(width) - 100) <= 0.1


def test_shares_of_nothing_are_empty():
    assert charts.shares([0, 0]) == [("0", "0"), ("0", "0")]


def test_radar_begins_at_the_top_and_goes_clockwise():
    web = charts.Radar(axes=4, top=5, centre=100, radius=50)
    assert [tuple(round(c) for c in web.at(axis, 5)) for axis in range(4)] == [
        (100, 50),
        (150, 100),
        (100, 150),
        (50, 100),
    ]


def test_radar_leaves_out_what_was_not_rated():
    web = charts.Radar(axes=3)
    assert web.shape([3, None, 4]).count("L") == 1
    assert web.shape([None, None, None]) == ""


def test_time_line_places_bars_within_its_days():
    span = charts.Span(date(2026, 1, 1), date(2026, 12, 31), width=365)
    assert span.bar(date(2026, 1, 1), date(2026, 1, 31)) == ("0", "31")
    assert span.bar(date(2025, 1, 1), date(2027, 1, 1)) == ("0", "365")
    assert span.bar(date(2026, 12, 1), None) == ("334", "31")


def test_time_line_marks_each_first_of_january_within():
    span = charts.Span(date(2025, 7, 1), date(2027, 6, 30))
    assert [year for year, _ in span.years()] == [2026, 2027]


def test_pictures_are_named_for_those_who_do_not_see_them():
    page = Template(
        "{% load charts %}{% sparkline values 'Tăng trưởng' %}{% radar axes series 'Năng lực' %}"
        "{% stacked_bar parts 'Chuyên cần' %}"
    ).render(
        Context(
            {
                "values": [1, 2.5, 3],
                "axes": ["C1", "C2", "C3"],
                "series": [("Năm 1", [2.5, 3, 4])],
                "parts": [("Có mặt", 1), ("Vắng", 2)],
            }
        )
    )
    assert page.count('role="img"') == 3
    assert "," not in "".join(part.split('"')[0] for part in page.split(' d="')[1:])
