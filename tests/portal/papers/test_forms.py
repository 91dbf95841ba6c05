"""The same words in the form of the state and of the Party: PDF, DOCX and XLSX read back."""

import json
import re
from dataclasses import replace
from io import BytesIO

import docx
import openpyxl
import pypdf
import pytest

from portal.papers.docx import render_docx
from portal.papers.numbering import number_text
from portal.papers.paper import Column, Paper, Table, from_facts, to_facts
from portal.papers.pdf import render_pdf
from portal.papers.xlsx import render_xlsx
from tests.portal.papers.samples import decision

pytestmark = pytest.mark.django_db
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def pages(paper: Paper) -> list[str]:
    reader = pypdf.PdfReader(BytesIO(render_pdf(paper)))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def written(paper: Paper) -> str:
    """All words of the DOCX, tables included, in one line."""
    body = docx.Document(BytesIO(render_docx(paper))).element.body
    return re.sub(r"\s+", " ", " ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


@pytest.mark.parametrize("read", [lambda paper: pages(paper)[0], written], ids=["pdf", "docx"])
def test_state_form_has_nation_and_motto(read):
    text = read(decision("school"))
    for words in (
        "THÀNH ỦY HÀ NỘI",
        NATION,
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 15/QĐ-TLHP",
        "Hà Nội, ngày 05 tháng 3 năm 2026",
        "QUYẾT ĐỊNH",
        "HIỆU TRƯỞNG TRƯỜNG ĐÀO TẠO CÁN BỘ LÊ HỒNG PHONG",
        "Căn cứ Nghị định số 171/2025/NĐ-CP;",
        "Xét đề nghị của Phòng Quản lý đào tạo.",
        "Điều 1. Mở lớp",
        "- Như Điều 1;",
        "- Lưu: VT, QLĐT.",
        "KT. HIỆU TRƯỞNG",
        "Trần Quốc Việt",
    ):
        assert words in text, words
    assert PARTY not in text


@pytest.mark.parametrize("read", [lambda paper: pages(paper)[0], written], ids=["pdf", "docx"])
def test_party_form_has_neither_nation_nor_motto(read):
    text = read(decision("committee"))
    for words in (
        PARTY,
        "BAN TỔ CHỨC *",
        "Số 15-QĐ/BTCTU",
        "- Căn cứ Nghị định số 171/2025/NĐ-CP;",
        "- Xét đề nghị của Phòng Quản lý đào tạo,",
        "- Như Điều 1,",
        "K/T HIỆU TRƯỞNG",
    ):
        assert words in text, words
    assert NATION not in text
    assert "Độc lập" not in text


def test_decision_and_annexes_count_their_own_pages_and_the_first_of_each_bears_no_number():
    paper = decision(people=40)
    shown = pages(replace(paper, annexes=paper.annexes * 2))
    assert shown[0].endswith("Trần Quốc Việt")
    first = next(place for place, text in enumerate(shown) if "Phụ lục I " in text)
    second = next(place for place, text in enumerate(shown) if "Phụ lục II " in text)
    for annex in (shown[first:second], shown[second:]):
        assert len(annex) >= 2
        assert annex[0].split()[-1] != "1"
        assert [text.split()[-1] for text in annex[1:]] == [str(number) for number in range(2, len(annex) + 1)]


def test_heading_of_a_table_is_repeated_on_each_page_of_a_turned_annex():
    reader = pypdf.PdfReader(BytesIO(render_pdf(decision(people=40))))
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages]
    assert sizes[0] == (595, 842)
    assert set(sizes[1:]) == {(842, 595)}
    assert all("Họ và tên" in page.extract_text() for page in reader.pages[1:])


def test_only_the_own_font_is_embedded_and_the_file_is_pdf_a():
    reader = pypdf.PdfReader(BytesIO(render_pdf(decision())))
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Liberation-Serif" in name or "LiberationSerif" in name for name in fonts), fonts
    assert "pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_same_paper_makes_the_same_bytes():
    assert render_pdf(decision()) == render_pdf(decision())


def test_paper_without_number_and_day_leaves_room_to_write():
    paper = decision()
    open_paper = replace(paper, number=number_text(paper.issuer, "QĐ", None), issued_on=None)
    text = pages(open_paper)[0]
    assert "/QĐ-TLHP" in text
    assert re.search(r"Hà Nội, ngày\s+tháng\s+năm", text)


def test_paper_is_kept_as_json_and_comes_back_the_same():
    paper = decision("committee")
    assert from_facts(json.loads(json.dumps(to_facts(paper)))) == paper


def test_docx_keeps_margins_page_field_and_turned_annex():
    document = docx.Document(BytesIO(render_docx(decision())))
    first, annex = document.sections
    assert (first.left_margin.mm, first.right_margin.mm) == (pytest.approx(30, abs=0.1), pytest.approx(20, abs=0.1))
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert annex.page_width > annex.page_height
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_workbook_holds_numbers_as_numbers_and_typed_text_as_text():
    table = Table((Column("Tên"), Column("Điểm")), (("=1+1", 8.5), ("Hà", 1_250_000)))
    paper = replace(decision(), body=(table,), annexes=())
    sheet = openpyxl.load_workbook(BytesIO(render_xlsx(paper))).active
    rows = list(sheet.iter_rows(min_row=sheet.max_row - 1))
    assert [cell.value for cell in rows[0]] == ["=1+1", 8.5]
    assert rows[0][0].data_type == "s"
    assert rows[1][1].value == 1_250_000
