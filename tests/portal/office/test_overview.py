"""The overview of a year and the export of a quarter: the figures, their lists, the files."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pypdf
import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from portal.papers.quarter import Quarter, report_of
from tests.factories.certificates import OutcomeFactory
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    TrainingClassFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def office(cast, client, time_machine):
    time_machine.move_to("2026-11-23 09:00+07:00", tick=False)
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


def held_class(people: int = 2, **values):
    """A class of March with one meeting of four periods; the last learner was absent without leave."""
    row = TrainingClassFactory(
        opens_on=date(2026, 3, 2), closes_on=date(2026, 3, 13), nominate_until=date(2026, 2, 20), capacity=4, **values
    )
    meeting = ClassMeetingFactory(
        training_class=row, date=date(2026, 3, 3), periods=4, status="published", lecturer=LecturerFactory()
    )
    for place in range(people):
        enrolment = EnrolmentFactory(training_class=row, status="completed")
        OutcomeFactory(enrolment=enrolment)
        status = "unexcused" if place == people - 1 else "present"
        AttendanceRecordFactory(meeting=meeting, enrolment=enrolment, status=status)
    return row


def test_overview_counts_states_places_absence_and_teaching(office):
    row = held_class(status="closed")
    TrainingClassFactory(
        opens_on=date(2026, 5, 4),
        closes_on=date(2026, 5, 8),
        nominate_until=date(2026, 4, 20),
        status="cancelled",
        capacity=50,
    )
    answer = office.get(reverse("office:overview"), {"year": 2026})
    figures = answer.context["figures"]
    counts = {status: count for status, _label, count in figures.by_status}
    assert (counts["closed"], counts["cancelled"]) == (1, 1)
    assert [(fill.taken, fill.places, fill.percent) for fill in figures.filling] == [(2, 4, 50)]
    assert [(month, absence.percent) for month, absence in figures.absence_by_month] == [(3, 50.0)]
    assert figures.absence_by_class[0][0] == row
    assert figures.lecturers[0].load_periods == 4
    page = answer.content.decode()
    assert f"{reverse('office:classes')}?status=closed&amp;year=2026" in page
    assert f"{reverse('office:classes')}?programme={row.programme_id}&amp;year=2026" in page


def test_overview_of_an_empty_year_says_what_to_do(office):
    assert "2019" in office.get(reverse("office:overview"), {"year": 2019}).content.decode()
    assert office.get(reverse("office:overview"), {"year": "x"}).status_code == 200


@pytest.mark.parametrize("page", ["overview", "quarter"])
def test_reports_ask_the_same_however_many_classes(page, office, django_assert_max_num_queries):
    url = reverse(f"office:{page}") + "?year=2026&quarter=1"
    held_class(status="closed")
    office.get(url)
    with django_assert_max_num_queries(40) as few:
        office.get(url)
    held_class(people=5, status="closed")
    held_class(people=3, status="open")
    with django_assert_max_num_queries(40) as many:
        office.get(url)
    assert len(many) == len(few)


def test_quarter_counts_people_once_and_only_its_own_periods():
    row = held_class(status="closed")
    somebody = row.enrolments.first().person
    EnrolmentFactory(
        training_class=held_class(people=1, status="closed"), person=somebody, unit=row.enrolments.first().unit
    )
    report = report_of(Quarter(2026, 1))
    assert (report.total.people, report.total.enrolments, report.total.completed) == (3, 4, 3)
    assert report.total.attended == 4
    assert report_of(Quarter(2026, 2)).lines == []
    assert report_of(Quarter(2026, 1), programme=row.programme).total.enrolments == 2


def test_quarter_knows_its_days():
    assert (Quarter(2026, 1).first_day, Quarter(2026, 1).last_day) == (date(2026, 1, 1), date(2026, 3, 31))
    assert Quarter(2026, 4).last_day == date(2026, 12, 31)


def test_quarter_is_exported_by_person_and_in_sums_and_the_export_is_logged(office, cast):
    row = held_class(people=1, status="closed")
    EnrolmentFactory(training_class=row, person=PersonFactory(full_name="Nguyễn Thị Thu Hà"), position_text="=1+1")
    url = reverse("office:quarter")
    book = openpyxl.load_workbook(
        BytesIO(office.get(url, {"year": 2026, "quarter": 1, "export": "xlsx"}).content), read_only=False
    )
    assert book.sheetnames == ["Theo người", "Theo khối", "Theo chương trình", "Theo đơn vị"]
    cells = {cell.value: cell for line in book["Theo người"].iter_rows() for cell in line}
    assert "Nguyễn Thị Thu Hà" in cells
    assert cells["=1+1"].data_type == "s"
    answer = office.get(url, {"year": 2026, "quarter": 1, "export": "pdf"})
    text = re.sub(r"\s+", " ", pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text())
    assert "Kết quả đào tạo, bồi dưỡng quý I năm 2026" in text
    assert "có 2 người tham gia 2 lượt bồi dưỡng" in text
    logged = ModelLogEntry.objects.filter(action="portal.report.export", user=cast.training_office)
    assert logged.count() == 2


def test_unreadable_quarter_is_answered_beside_the_field(office):
    answer = office.get(reverse("office:quarter"), {"year": 2026, "quarter": 9, "export": "xlsx"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
