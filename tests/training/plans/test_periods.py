"""Periods as officers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.plans.periods import UnreadablePeriod, period, read_periods, write_periods

CODES = st.one_of(
    st.sampled_from(["H1", "H2", "Q1", "Q2", "Q3", "Q4"]),
    st.integers(1, 12).map(lambda month: f"M{month:02d}"),
    st.dates(min_value=date(2027, 1, 1), max_value=date(2027, 12, 31)).map(lambda day: day.isoformat()),
)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("quý I, Quý iv; Q2", ["Q1", "Q4", "Q2"]),
        ("T5, tháng 11, 3", ["M05", "M11", "M03"]),
        ("6 tháng đầu năm, 6T cuối năm, H1", ["H1", "H2", "H1"]),
        ("15/3, ngày 7.9.2027, 2027-10-04", ["2027-03-15", "2027-09-07", "2027-10-04"]),
        (" , ", []),
    ],
)
def test_words_are_read(words, codes):
    assert read_periods(words, 2027) == codes


@pytest.mark.parametrize("words", ["T13", "quý V", "31/2", "15/3/2026", "mùa xuân", "0"])
def test_other_words_are_refused_with_a_sentence(words):
    with pytest.raises(UnreadablePeriod) as refusal:
        read_periods(words, 2027)
    assert str(refusal.value)


@given(st.lists(CODES, max_size=6))
def test_what_is_written_is_read_again(codes):
    assert read_periods(write_periods(codes, 2027), 2027) == codes


@given(CODES)
def test_a_period_lies_in_its_year(code):
    found = period(code, 2027)
    assert found.first <= found.last
    assert {found.first.year, found.last.year} == {2027}
    assert found.is_day == (len(code) == 10)
