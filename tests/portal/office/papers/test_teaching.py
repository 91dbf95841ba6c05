"""Teaching load and fee: counted by kind, title and day; the statement; the lecturer's own page."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pypdf
import pytest

from django.urls import reverse

from portal.models import PreparedPaper
from tests.factories.training import ClassMeetingFactory, LecturerFactory
from training.models import Lecturer, RegulatedValue
from training.regulations.services import set_value
from training.scheduling.teaching import MonthOrYear, meetings_of, months_of, with_load

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARCH = MonthOrYear(2026, 3)


@pytest.fixture(autouse=True)
def _late_in_2026(time_machine):
    time_machine.move_to("2026-11-23 09:00+07:00", tick=False)


def give(lecturer, day, periods=4, **values):
    return ClassMeetingFactory(lecturer=lecturer, date=day, periods=periods, **({"status": "published"} | values))


def rates(kind: str) -> dict:
    return RegulatedValue.objects.get(key="training.teaching_fees", valid_to=None).value[kind]


def test_periods_are_paid_by_kind_and_title_and_only_what_was_given_counts():
    lecturer = LecturerFactory(kind="visiting", degree="TS.")
    give(lecturer, date(2026, 3, 3))
    give(lecturer, date(2026, 3, 4), periods=5)
    give(lecturer, date(2026, 3, 5), status="planned")
    give(lecturer, date(2026, 3, 6), status="cancelled")
    give(lecturer, date(2026, 12, 1))
    give(lecturer, date(2025, 3, 3))
    loads = months_of(lecturer, 2026)
    assert [(load.month, load.meetings, load.periods) for load in loads] == [(3, 2, 9)]
    assert loads[0].fee == 9 * rates("visiting")["TS."]
    assert sum(row.fee for row in meetings_of(lecturer, MARCH)) == loads[0].fee
    row = with_load(Lecturer.objects.all(), MonthOrYear(2026)).get(pk=lecturer.pk)
    assert (row.load_meetings, row.load_periods, row.load_fee) == (2, 9, loads[0].fee)


def test_title_without_a_rate_of_its_own_is_paid_as_the_kind():
    lecturer = LecturerFactory(kind="staff", degree="ThS.")
    give(lecturer, date(2026, 3, 3))
    assert months_of(lecturer, 2026)[0].fee == 4 * rates("staff")["*"]


def test_rate_of_the_day_of_the_meeting_holds(cast, time_machine):
    lecturer = LecturerFactory(kind="staff", degree="")
    old = rates("staff")["*"]
    set_value(
        "training.teaching_fees", {"staff": {"*": 500_000}}, date(2026, 11, 24), "Quy chế mới", by=cast.administrator
    )
    time_machine.move_to("2026-11-30 09:00+07:00", tick=False)
    give(lecturer, date(2026, 11, 23), periods=1)
    give(lecturer, date(2026, 11, 24), periods=1)
    assert [row.fee for row in meetings_of(lecturer, MonthOrYear(2026, 11))] == [old, 500_000]
    assert months_of(lecturer, 2026)[0].fee == old + 500_000


def test_statement_is_prepared_and_handed_out_with_sum_in_words(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    lecturer = LecturerFactory(kind="staff", degree="TS.")
    give(lecturer, date(2026, 3, 3))
    values = {"issuer": "school", "issued_on": "2026-04-01", "title": "Hiệu trưởng", "signer": "Trần Quốc Việt"}
    client.post(reverse("office:statement", args=[lecturer.pk, "2026-03"]), values)
    kept = PreparedPaper.objects.get()
    answer = client.get(reverse("office:paper_file", args=[kept.pk, "pdf"]))
    text = re.sub(r"\s+", " ", pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text())
    for words in ("BẢNG KÊ", "tháng 3 năm 2026", "Bằng chữ: Bốn trăm nghìn đồng.", "chưa đối chiếu", "NGƯỜI KÊ KHAI"):
        assert words in text, words
    page = client.get(reverse("office:teaching", args=[lecturer.pk]) + "?year=2026").content.decode()
    assert reverse("office:paper_file", args=[kept.pk, "xlsx"]) in page


def test_lecturer_reads_only_the_own_load_and_gets_what_the_office_prepared(cast, client):
    lecturer = Lecturer.objects.get(person__user=cast.lecturer)
    give(lecturer, date(2026, 3, 3), topic="Quản lý đất đai")
    give(LecturerFactory(), date(2026, 3, 3), topic="Việc khác")
    client.force_login(cast.lecturer, backend="django.contrib.auth.backends.ModelBackend")
    assert "3/2026" in client.get(reverse("lecturer:load") + "?year=2026").content.decode()
    answer = client.get(reverse("lecturer:statement", args=["2026-03", "xlsx"]))
    cells = [cell.value for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in row]
    assert "Quản lý đất đai" in cells
    assert "Việc khác" not in cells
    assert client.get(reverse("lecturer:statement", args=["2026-13", "pdf"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_loads_asks_the_same_for_one_and_three(count, cast, client, django_assert_max_num_queries):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    for lecturer in LecturerFactory.create_batch(count):
        give(lecturer, date(2026, 3, 3))
    with django_assert_max_num_queries(18):
        page = client.get(reverse("office:teaching_load"), {"year": 2026, "month": 3})
    assert page.status_code == 200
    export = client.get(reverse("office:teaching_load"), {"year": 2026, "export": "xlsx"})
    assert openpyxl.load_workbook(BytesIO(b"".join(export.streaming_content) if export.streaming else export.content))
