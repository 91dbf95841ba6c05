"""The PDF read back: its words, its fonts, its QR code, and that it asks nobody for anything."""

import json
import re
import unicodedata
from io import BytesIO
from urllib.parse import urlparse

import cv2
import numpy
import pypdf
import pypdfium2
import pytest
from defusedxml.ElementTree import fromstring
from weasyprint import HTML

from django.conf import settings
from django.utils.translation import override

from certificates.models import Certificate
from certificates.register.measures import measure_drawing, measure_issuing
from certificates.register.services import replace_certificate
from certificates.rendering import printer
from certificates.rendering.codes import code_of
from certificates.rendering.printer import FOLDER, HomeFetcher, printer_for
from certificates.rendering.services import (
    FACTS_FILE,
    QR_WORDS,
    grouped,
    in_words,
    render_certificate,
    signing_lines,
    verify_url,
)
from tests.certificates.register.test_changes import DECISION

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(certificate) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(render_certificate(certificate)))


def words(reader: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", reader.pages[0].extract_text())


def test_document_says_its_facts(certificate, pdf):
    text, facts = words(pdf), certificate.facts
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "TRƯỜNG ĐÀO TẠO CÁN BỘ LÊ HỒNG PHONG",
        "CHỨNG CHỈ",
        facts["holder"]["name"],
        "Sinh ngày 20 tháng 5 năm 1985",
        facts["holder"]["position"],
        facts["holder"]["unit"],
        facts["course"]["programme"],
        "Từ ngày 09/03/2026 đến ngày 20/03/2026, thời lượng 80 tiết, xếp loại Giỏi",
        facts["decision"]["number"],
        "KT. HIỆU TRƯỞNG",
        "Trần Quốc Việt",
        "Hà Nội, ngày 20 tháng 3 năm 2026",
        certificate.register_number,
        grouped(certificate.verification_code),
    ):
        assert expected in text, expected


def test_document_is_in_vietnamese_whatever_the_screen_speaks(certificate):
    with override("en"):
        english_screen = render_certificate(certificate)
    assert english_screen == render_certificate(certificate)
    assert pypdf.PdfReader(BytesIO(english_screen)).trailer["/Root"]["/Lang"] == "vi"


def test_document_is_the_same_whatever_was_printed_before(certificate):
    """Styles and drawings are remembered from page to page: what the first printer prints, the hundredth prints."""
    facts = certificate.facts
    printed = render_certificate(certificate)
    facts["holder"]["name"], facts["design"]["frame"] = "Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc", "plain"
    other = render_certificate(certificate)
    assert other != printed
    printer_for.cache_clear()
    assert render_certificate(certificate) == other
    facts.update(Certificate.objects.get(pk=certificate.pk).facts)
    assert render_certificate(certificate) == printed


def test_document_is_the_same_by_the_parser_that_mends(certificate, monkeypatch):
    """The page is XML as well, and read as such; a browser would see the same page."""
    printed, pages = render_certificate(certificate), []
    monkeypatch.setattr(printer, "read", lambda text, **made: pages.append(text) or HTML(string=text, **made))
    assert render_certificate(certificate) == printed
    assert fromstring(pages[0]).tag == "html"


def test_control_character_in_a_name_does_not_stop_the_issue(certificate):
    certificate.facts["holder"]["name"] = "Nguyễn\x0bVăn An"
    assert certificate.register_number in words(pypdf.PdfReader(BytesIO(render_certificate(certificate))))


def test_document_is_one_page_of_a4_landscape(pdf):
    assert len(pdf.pages) == 1
    width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 595)


def test_document_claims_pdf_a_3u_and_is_tagged(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean)
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"<(?:\w+:)?part>3<|pdfaid:part=\"3\"", metadata)
    assert re.search(r"conformance>U<|conformance=\"U\"", metadata)
    assert pdf.metadata.title.startswith("CHỨNG CHỈ")
    assert pdf.metadata.author == "Trường Đào tạo cán bộ Lê Hồng Phong"


def test_document_claims_pdf_ua_1_too_and_says_what_pdf_a_must_know_of_it(pdf):
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfuaid:part="1"' in metadata
    assert "PDF/UA identification schema" in metadata
    assert metadata.count("</rdf:RDF>") == 1
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 (a PDF boolean)
    assert pdf.pages[0]["/Tabs"] == "/S"


def test_structure_reads_in_order_with_words_for_the_qr_code(pdf):
    seen = list(structure(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    kinds = [element["/S"] for element in seen]
    assert kinds.count("/H1") == 1
    [figure] = [element for element in seen if element["/S"] == "/Figure"]
    assert figure["/Alt"] == QR_WORDS


def structure(elements):
    for element in elements if isinstance(elements, list) else [elements]:
        element = element.get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from structure(element.get("/K", []))


def test_facts_for_machines_travel_inside(certificate, pdf):
    [inside] = pdf.attachments[FACTS_FILE]
    said = json.loads(inside)
    assert said["holder"] == certificate.facts["holder"]
    assert said["register_number"] == certificate.register_number
    assert said["verify_url"] == verify_url(certificate.verification_code)
    assert inside.decode() == unicodedata.normalize("NFC", inside.decode())
    [specification] = [reference.get_object() for reference in pdf.trailer["/Root"]["/AF"]]
    assert specification["/AFRelationship"] == "/Data"


def test_words_come_back_in_one_normal_form(pdf):
    assert words(pdf) == unicodedata.normalize("NFC", words(pdf))


def test_all_fonts_are_embedded_and_ours(pdf):
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert names
    for name in names:
        assert "Be-Vietnam-Pro" in name or "Playfair-Display" in name, name
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))


def test_file_is_small(certificate):
    assert len(render_certificate(certificate)) < 120_000


def test_qr_code_leads_to_the_public_check(certificate):
    page = pypdfium2.PdfDocument(render_certificate(certificate))[0]
    picture = numpy.array(page.render(scale=3).to_pil().convert("RGB"))
    corner = picture[picture.shape[0] // 2 :, : picture.shape[1] // 3]
    text, _points, _straight = cv2.QRCodeDetector().detectAndDecode(corner)
    assert text == verify_url(certificate.verification_code)
    assert urlparse(text).path == f"/verify/{certificate.verification_code}/"


def test_qr_code_drawn_by_hand_decodes():
    """Each module of the path as pixels: the code is right whoever draws it."""
    svg = code_of("https://example.vn/verify/7K3M9QXW2ZB5D8F4H6J1/").as_svg("Mã QR")
    side = int(re.search(r'viewBox="-2 -2 (\d+)', svg)[1])
    picture = numpy.full((side + 4, side + 4), 255, numpy.uint8)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        picture[int(y) + 4, int(x) + 4 : int(x) + 4 + int(length)] = 0
    large = cv2.resize(picture, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == "https://example.vn/verify/7K3M9QXW2ZB5D8F4H6J1/"


def test_attestation_names_what_it_stands_for(certificate, cast):
    successor = replace_certificate(certificate, ground="loss", by=cast.registrar, **DECISION)
    text = words(pypdf.PdfReader(BytesIO(render_certificate(successor))))
    assert "GIẤY CHỨNG NHẬN" in text
    assert f"Cấp thay số {certificate.register_number}" in text
    assert "xếp loại" not in text


@pytest.mark.parametrize("frame", ["lotus", "plain"])
@pytest.mark.parametrize(
    ("name", "programme"),
    [
        ("An", "Kỹ năng"),
        ("Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc", "Bồi dưỡng " + "lãnh đạo, quản lý cấp phòng và tương đương " * 3),
    ],
)
def test_short_and_long_names_stay_on_one_page(certificate, frame, name, programme):
    facts = certificate.facts
    facts["holder"]["name"], facts["course"]["programme"] = name, programme.strip()
    facts["design"]["frame"] = frame
    reader = pypdf.PdfReader(BytesIO(render_certificate(Certificate.objects.get(pk=certificate.pk))))
    assert len(reader.pages) == 1
    drawn = pypdf.PdfReader(BytesIO(render_certificate(certificate)))
    assert len(drawn.pages) == 1
    assert name in words(drawn)


def test_markup_in_a_name_is_printed_and_not_obeyed(certificate):
    certificate.facts["holder"]["name"] = "<b>An</b> & <img src=x>"
    assert "<b>An</b> & <img src=x>" in words(pypdf.PdfReader(BytesIO(render_certificate(certificate))))


@pytest.mark.parametrize(
    ("signatory", "lines"),
    [
        ({"capacity": "direct", "title": "Hiệu trưởng", "on_behalf_of": ""}, ["Hiệu trưởng"]),
        (
            {"capacity": "kt", "title": "Phó Hiệu trưởng", "on_behalf_of": "Hiệu trưởng"},
            ["KT. Hiệu trưởng", "Phó Hiệu trưởng"],
        ),
        ({"capacity": "tm", "title": "Chủ tịch", "on_behalf_of": "Hội đồng"}, ["TM. Hội đồng", "Chủ tịch"]),
    ],
)
def test_capacity_stands_before_whom_one_signs_for(signatory, lines):
    assert signing_lines(signatory) == lines


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-02-03", "03 tháng 02 năm 2026"), ("2026-12-31", "31 tháng 12 năm 2026"), (None, "")],
)
def test_days_are_written_as_documents_write_them(day, said):
    assert in_words(day) == said


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a.png",
        "http://127.0.0.1:8000/",
        "ftp://example.com/x",
        "file:///etc/passwd",
        (FOLDER.parent / "models.py").as_uri(),
        FOLDER.as_uri() + "/../models.py",
    ],
)
def test_document_may_fetch_nothing_from_outside(address):
    with pytest.raises(ValueError):
        HomeFetcher().fetch(address)


def test_document_may_read_its_own_folder():
    assert HomeFetcher().fetch((FOLDER / "sheets" / "lotus.svg").as_uri()).read()


def test_measures_leave_nothing_behind(training_class, certificate, cast):
    others = list(training_class.enrolments.filter(outcome__is_passed=True).exclude(pk=certificate.enrolment_id))
    assert measure_issuing(others, by=cast.registrar) > 0
    assert Certificate.objects.count() == 1
    assert certificate.register.certificates.count() == 1
    rates = measure_drawing([certificate])
    assert rates["per_minute"] > 0
    assert rates["plain_per_minute"] > 0
    assert settings.BASE_URL in verify_url("x")
