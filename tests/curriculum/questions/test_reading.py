from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.questions.reading import matches, read_number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3,14", ["3.14"]),
        ("3.14", ["3.14"]),
        (" −2 ", ["-2"]),
        (",5", ["0.5"]),
        ("1.234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]),
        ("1 234,5", ["1234.5"]),
        ("1.234", ["1234", "1.234"]),
        ("1,234", ["1.234", "1234"]),
        ("1.234.567", ["1234567"]),
        ("0.125", ["0.125"]),
        ("1,5e3", ["1500"]),
        ("1.23.4", []),
        ("12 34", []),
        ("hai", []),
        ("", []),
        ("9" * 51, []),
        ("1e999999999", []),
    ],
)
def test_numbers_are_read_in_both_writings(text, numbers):
    assert list(read_number(text)) == [Decimal(number) for number in numbers]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_every_number_is_found_again_in_both_writings(number):
    english = f"{number:,f}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    assert number in read_number(english)
    assert number in read_number(vietnamese)


@pytest.mark.parametrize(
    ("pattern", "text", "settings", "is_match"),
    [
        ("Hà Nội", "  hà   nội ", {}, True),
        ("Hà Nội", "ha noi", {}, False),
        ("Hà Nội", "ha noi", {"folds_tones": True}, True),
        ("Đống Đa", "Dong Da", {"folds_tones": True, "is_case_sensitive": True}, True),
        ("Đống Đa", "dong da", {"folds_tones": True, "is_case_sensitive": True}, False),
        ("Hà Nội", "hà nội", {"is_case_sensitive": True}, False),
        ("hoà giải", "hòa giải", {}, True),
        ("*thăng long*", "Kinh thành Thăng Long xưa", {}, True),
        ("a*b*c", "a xx b yy c", {}, True),
        ("a*b*c", "a c b", {}, False),
        ("ab*ba", "aba", {}, False),
        ("2 \\* 3", "2 * 3", {}, True),
        ("2 \\* 3", "2 và 3", {}, False),
        ("*", "gì cũng được", {}, True),
    ],
)
def test_texts_are_compared_as_a_reader_would(pattern, text, settings, is_match):
    settings = {"folds_tones": False, "is_case_sensitive": False} | settings
    assert matches(pattern, text, **settings) is is_match
