"""The cells of one sheet, as different programs write them."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl.utils.datetime import WINDOWS_EPOCH

from training.spreadsheets.sheets import SheetReader, has_document_type

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def reader(body: str, *, dimension: str = "A1:C3", after: str = "") -> SheetReader:
    xml = f'<worksheet {NS}><dimension ref="{dimension}"/><sheetData>{body}</sheetData>{after}</worksheet>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("sheet.xml", xml)
    return SheetReader(zipfile.ZipFile(target), "sheet.xml", ["không", "một"], {7}, WINDOWS_EPOCH)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="s"><v>1</v></c>', "một"),
        ('<c r="A1" t="inlineStr"><is><t>chữ</t></is></c>', "chữ"),
        ('<c r="A1" t="inlineStr"><is><r><t>hai </t></r><r><t>phần</t></r><rPh><t>x</t></rPh></is></c>', "hai phần"),
        ('<c r="A1"><v>5</v></c>', 5),
        ('<c r="A1"><v>5.25</v></c>', 5.25),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" s="7"><v>45839</v></c>', datetime(2025, 7, 1)),
        ('<c r="A1" t="d"><v>2025-07-01</v></c>', datetime(2025, 7, 1)),
        ('<c r="A1"><f>SUM(1)</f><v>1</v></c>', "="),
        ("<c><v>5</v></c>", 5),
    ],
)
def test_cell_is_read(cell, value):
    assert list(reader(f'<row r="1">{cell}</row>')) == [(1, {0: value})]


def test_rows_and_columns_keep_their_place_and_empty_cells_are_left_out():
    rows = list(reader('<row r="2"><c r="AB2"><v>1</v></c><c r="C2" t="s"/></row><row><c><v>2</v></c></row>'))
    assert rows == [(2, {27: 1}), (3, {0: 2})]


def test_merged_ranges_and_last_row_are_known_at_the_end():
    found = reader("<row/>", dimension="A1:R20001", after='<mergeCells><mergeCell ref="A2:B3"/></mergeCells>')
    list(found)
    assert (found.merged, found.last_row) == (["A2:B3"], 20001)


def test_unsound_xml_is_an_error():
    with pytest.raises(ValueError, match="unsound"):
        list(reader("<row><c>"))


def test_document_type_is_seen_before_the_first_element_only():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("bad.xml", "<!-- " + "x" * 9000 + " --><!DOCTYPE a><a/>")
        out.writestr("good.xml", "<a><b/></a>")
        out.writestr("broken.xml", "no xml")
    with zipfile.ZipFile(target) as archive:
        assert [has_document_type(archive, name) for name in ("bad.xml", "good.xml", "broken.xml")] == [
            True,
            False,
            False,
        ]
