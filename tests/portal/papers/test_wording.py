from datetime import date

import pytest

from portal.papers.wording import money_in_words, number_in_words, place_and_day, show_cell


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn"),
        (16_000_010, "mười sáu triệu không trăm mười"),
        (2_000_000_000, "hai tỷ"),
        (1_000_500_000, "một tỷ năm trăm nghìn"),
    ],
)
def test_numbers_in_words(number, words):
    assert number_in_words(number) == words


def test_money_begins_with_a_capital():
    assert money_in_words(4_800_000) == "Bốn triệu tám trăm nghìn đồng"


def test_days_below_ten_and_the_first_two_months_take_a_zero():
    assert place_and_day("Hà Nội", date(2026, 2, 5)) == "Hà Nội, ngày 05 tháng 02 năm 2026"
    assert place_and_day("Hà Nội", date(2026, 3, 15)) == "Hà Nội, ngày 15 tháng 3 năm 2026"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1_234_567, "1.234.567"), (8.5, "8,5"), (8.0, "8"), (1234.25, "1.234,25"), (None, ""), ("a", "a")],
)
def test_cells_are_written_as_vietnamese_write_them(value, shown):
    assert show_cell(value) == shown
