"""The papers of a class, prepared on the screen and read back; what was prepared keeps its words."""

import re
from io import BytesIO

import openpyxl
import pypdf
import pytest

from django.urls import reverse

from portal.models import PreparedPaper
from portal.papers.classes.templates import CLASS_PAPERS
from tests.factories.certificates import OutcomeFactory, load_certificate_settings
from tests.factories.training import (
    AssessmentFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    MarkFactory,
    PersonFactory,
    TrainingClassFactory,
)

pytestmark = pytest.mark.django_db
HEAD = {
    "issuer": "school",
    "number": "15",
    "issued_on": "2026-03-05",
    "capacity": "kt",
    "on_behalf_of": "Hiệu trưởng",
    "title": "Phó Hiệu trưởng",
    "signer": "Trần Quốc Việt",
    "grounds": "Căn cứ Nghị định số 171/2025/NĐ-CP;\n- Theo đề nghị của Phòng Quản lý đào tạo.",
    "recipients": "Như Điều 3\nLưu: VT, QLĐT",
    "chair": "Nguyễn Văn Hùng",
    "secretary": "Lê Thị Mai",
    "members": "Phạm Văn Bình, Phó Trưởng phòng",
}


@pytest.fixture
def office(cast, client):
    load_certificate_settings()
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def training_class():
    """Two learners, one of whom did not pass; one meeting, one assessment."""
    row = TrainingClassFactory(
        name="Bồi dưỡng chủ tịch, khóa I năm 2026", code="CTX-2026-01", status="closing", opening_decision="9/QĐ-TLHP"
    )
    part = AssessmentFactory(training_class=row, name="Tiểu luận")
    for name, mark, passed, band in (
        ("Nguyễn Thị Thu Hà", "8.5", True, "excellent"),
        ("Trần Văn Bình", "4.0", False, "failed"),
    ):
        enrolment = EnrolmentFactory(
            training_class=row, person=PersonFactory(full_name=name), position_text="Phó Chủ tịch UBND"
        )
        MarkFactory(enrolment=enrolment, assessment=part, value=mark)
        OutcomeFactory(enrolment=enrolment, average=mark, is_passed=passed, band=band)
    lecturer = LecturerFactory(person=PersonFactory(full_name="Hoàng Minh Sơn"), degree="TS.")
    ClassMeetingFactory(training_class=row, lecturer=lecturer, topic="Quản lý đất đai", status="published")
    return row


def prepare(client, training_class, template, **changes):
    answer = client.post(reverse("office:class_paper", args=[training_class.pk, template]), HEAD | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return PreparedPaper.objects.current().get(template=template, about_id=training_class.pk)


def text_of(client, paper) -> str:
    answer = client.get(reverse("office:paper_file", args=[paper.pk, "pdf"]))
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(BytesIO(answer.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


EXPECTED = {
    "opening_decision": (
        "Về việc mở lớp Bồi dưỡng chủ tịch, khóa I năm 2026",
        "Số: 15/QĐ-TLHP",
        "gồm 2 học viên",
        "Theo đề nghị của Phòng Quản lý đào tạo.",
        "KT. HIỆU TRƯỞNG",
        "Kèm theo Quyết định số 15/QĐ-TLHP ngày 05 tháng 3 năm 2026 của Hiệu trưởng",
        "Nguyễn Thị Thu Hà",
    ),
    "class_list": ("DANH SÁCH HỌC VIÊN", "Phó Chủ tịch UBND", "Trần Văn Bình", "Danh sách gồm 2 học viên"),
    "timetable": ("LỊCH HỌC", "Quản lý đất đai", "TS. Hoàng Minh Sơn"),
    "results_minutes": (
        "Số: 15/BB-TLHP",
        "Chủ tịch Hội đồng: Nguyễn Văn Hùng",
        "Phạm Văn Bình, Phó Trưởng phòng",
        "1 học viên đạt, 1 học viên không đạt",
        "Không đạt: Trần Văn Bình",
        "BẢNG TỔNG HỢP KẾT QUẢ",
        "8,5",
    ),
    "recognition_decision": ("công nhận kết quả", "cho 1 học viên", "xếp loại Giỏi: 1", "Nguyễn Thị Thu Hà"),
    "closing_report": ("BÁO CÁO", "Thực hiện Quyết định mở lớp số 9/QĐ-TLHP", "đạt yêu cầu: 1; không đạt: 1"),
}


@pytest.mark.parametrize("template", [row.code for row in CLASS_PAPERS])
def test_each_paper_says_what_a_clerk_expects(template, office, training_class):
    text = text_of(office, prepare(office, training_class, template))
    for words in EXPECTED[template]:
        assert words in text, words


def test_recognition_names_only_those_who_passed(office, training_class):
    assert "Trần Văn Bình" not in text_of(office, prepare(office, training_class, "recognition_decision"))


def test_paper_of_the_committee_has_the_form_of_the_party(office, training_class):
    refused = office.post(
        reverse("office:class_paper", args=[training_class.pk, "closing_report"]), HEAD | {"issuer": "committee"}
    )
    assert "signer" in refused.context["form"].errors  # the school's own does not sign for the committee
    signed = {"issuer": "committee", "on_behalf_of": "Trưởng ban", "title": "Phó Trưởng ban", "signer": "Lê Văn Khoa"}
    text = text_of(office, prepare(office, training_class, "closing_report", **signed))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "Số 15-BC/BTCTU" in text
    assert "CỘNG HÒA" not in text


def test_prepared_paper_keeps_its_words_when_the_class_changes(office, training_class):
    before = prepare(office, training_class, "class_list")
    EnrolmentFactory(training_class=training_class, person=PersonFactory(full_name="Lê Văn Mới"))
    after = prepare(office, training_class, "class_list")
    assert "Lê Văn Mới" not in text_of(office, before)
    assert "Lê Văn Mới" in text_of(office, after)


def test_number_of_another_paper_is_refused_and_nothing_typed_is_lost(office, training_class):
    prepare(office, training_class, "opening_decision")
    other = TrainingClassFactory()
    answer = office.post(reverse("office:class_paper", args=[other.pk, "opening_decision"]), HEAD)
    assert answer.status_code == 200
    assert "15/QĐ-TLHP" in str(answer.context["form"].non_field_errors())
    assert "Trần Quốc Việt" in answer.content.decode()
    assert PreparedPaper.objects.count() == 1


def test_next_number_and_signatory_are_offered(office, training_class):
    prepare(office, training_class, "opening_decision")
    other = TrainingClassFactory(opening_decision="")
    form = office.get(reverse("office:class_paper", args=[other.pk, "opening_decision"])).context["form"]
    assert form.initial["number"] == 16
    assert form.initial["signer"] == "Trần Quốc Việt"


def test_marks_stay_numbers_in_the_workbook(office, training_class):
    paper = prepare(office, training_class, "results_minutes")
    answer = office.get(reverse("office:paper_file", args=[paper.pk, "xlsx"]))
    cells = [cell.value for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in row]
    assert 8.5 in cells
    assert 4 in cells


def test_list_of_papers_asks_the_same_however_many_were_prepared(office, training_class, django_assert_max_num_queries):
    url = reverse("office:class_papers", args=[training_class.pk])
    for template in ("class_list", "timetable"):
        prepare(office, training_class, template)
    with django_assert_max_num_queries(40) as few:
        office.get(url)
    for place, row in enumerate(CLASS_PAPERS):
        prepare(office, training_class, row.code, issued_on="2026-03-06", number=str(15 + place))
    with django_assert_max_num_queries(40) as many:
        page = office.get(url).content.decode()
    assert len(many) == len(few)
    assert page.count("DOCX") >= len(CLASS_PAPERS)
