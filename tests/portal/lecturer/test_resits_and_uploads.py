"""Several resits at once, and marks from a workbook for the lecturer of the class."""

from io import BytesIO

import openpyxl
import pytest

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.training import (
    AssessmentFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    TrainingClassFactory,
)
from training.models import ImportRun, Lecturer, Mark
from training.results.services.resits import open_resits

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast):
    row = TrainingClassFactory(status="open")
    lecturer = Lecturer.objects.get(person__user=cast.lecturer)
    ClassMeetingFactory(training_class=row, lecturer=lecturer)
    return row


@pytest.fixture
def part(held):
    return AssessmentFactory(training_class=held)


@pytest.fixture
def marks(held, part):
    return [
        MarkFactory(enrolment=EnrolmentFactory(training_class=held), assessment=part, value=value)
        for value in ("3.0", "4.5", "7.0")
    ]


def test_resits_are_saved_all_or_nothing_and_once(cast, client, held, part, marks):
    client.force_login(cast.lecturer)
    url = f"/teach/classes/{held.pk}/marks/resits/"
    low, near, passed = (f"mark-{part.pk}-{mark.enrolment_id}" for mark in marks)
    page = client.get(url).content.decode()
    assert (low in page, near in page, passed in page) == (True, True, False)
    answer = client.post(url, {low: "6,5", near: "11"})
    assert answer.status_code == 422
    assert 'value="6,5"' in answer.content.decode()
    assert Mark.objects.filter(kind="resit").count() == 0
    assert client.post(url, {low: "6,5", near: "4", passed: ""}).status_code == 302
    assert {str(mark.value) for mark in Mark.objects.filter(kind="resit")} == {"6.5", "4.0"}
    assert open_resits(held) == []
    assert client.post(url, {near: "9"}).status_code == 422


def workbook(client, held, values):
    sheet = client.get(f"/teach/classes/{held.pk}/marks/sheet.xlsx")
    book = openpyxl.load_workbook(BytesIO(sheet.content))
    page = book.active
    header = next(row for row in page.iter_rows() if any(cell.value == "Bài kiểm tra cuối khóa" for cell in row))
    column = next(cell.column for cell in header if cell.value == "Bài kiểm tra cuối khóa")
    for number, value in enumerate(values, start=header[0].row + 1):
        page.cell(number, column, value)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("bang-diem.xlsx", out.getvalue())


def test_a_lecturer_takes_marks_in_from_the_sheet_of_the_class(
    cast, client, held, part, django_capture_on_commit_callbacks
):
    EnrolmentFactory.create_batch(2, training_class=held)
    client.force_login(cast.lecturer)
    url = f"/teach/classes/{held.pk}/marks/upload/"
    assert client.post(url, {}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        file = workbook(client, held, [8.5, 7])
        answer = client.post(url, {"file": file, "holds_no_secrets": "on"})
    run = ImportRun.objects.get()
    assert (run.state, run.counts["marks_added"], Mark.objects.count()) == ("checked", 2, 0)
    assert client.get(answer.url).context["may_write"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{answer.url}write/")
    assert Mark.objects.count() == 2


def test_a_sheet_of_another_class_is_refused(cast, client, held, part, django_capture_on_commit_callbacks):
    stranger = TrainingClassFactory(status="open")
    AssessmentFactory(training_class=stranger)
    EnrolmentFactory(training_class=stranger)
    client.force_login(cast.administrator)
    file = workbook(client, stranger, [9])
    client.force_login(cast.lecturer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/teach/classes/{held.pk}/marks/upload/", {"file": file, "holds_no_secrets": "on"})
    run = ImportRun.objects.get()
    assert run.state == "refused"
    assert stranger.code in run.refusal
