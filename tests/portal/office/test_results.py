"""The office's results screens: numbers, the board, imports and further decisions."""

import io

import pytest
from openpyxl import load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.certificates import passed_enrolment, recognised_class
from tests.factories.training import (
    AssessmentFactory,
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    TrainingClassFactory,
)
from training.models import Assessment, ImportRun, Mark, ResultsBoard
from training.results.imports import import_results
from training.results.services import submit_results
from training.spreadsheets.services import perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, client, time_machine):
    time_machine.move_to("2026-12-18T15:00:00+07:00", tick=False)
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def held(cast):
    training_class = TrainingClassFactory(status="open", code="BTX-01")
    meeting = ClassMeetingFactory(training_class=training_class)
    part = AssessmentFactory(training_class=training_class, name="Kiểm tra")
    for name, value in (("Lê An", "9.0"), ("Trần Bình", "4.0")):
        enrolment = EnrolmentFactory(training_class=training_class, person__full_name=name)
        MarkFactory(enrolment=enrolment, assessment=part, value=value)
        AttendanceRecordFactory(meeting=meeting, enrolment=enrolment)
    return training_class


def page(name, row):
    return reverse(f"office:{name}", args=[row.pk])


def test_results_show_numbers_a_picture_and_each_explanation(office, held, cast):
    submit_results(held, by=cast.training_office)
    answer = office.get(page("class_results", held))
    results = answer.context["results"]
    assert (results.passed, results.failed, results.missing) == (1, 1, 0)
    assert {label: count for label, count, _tone in results.distribution if count} == {"4": 1, "9": 1}
    text = answer.content.decode()
    assert "chart--columns" in text
    assert results.rows[1].outcome.explanation[1]["sentence"] in text


@pytest.mark.parametrize("people", [1, 3])
def test_results_cost_the_same_for_one_and_many(office, held, cast, people, django_assert_max_num_queries):
    EnrolmentFactory.create_batch(people, training_class=held)
    submit_results(held, by=cast.training_office)
    with django_assert_max_num_queries(32):
        office.get(page("class_results", held))


def test_assessments_are_changed_on_their_screen(office):
    held = TrainingClassFactory(status="open")
    AssessmentFactory(training_class=held, name="Kiểm tra")
    lines = {
        "name-0": "Kiểm tra",
        "form-0": "test",
        "weight-0": "40",
        "graded-0": "on",
        "name-1": "Đề án",
        "form-1": "project",
        "weight-1": "50",
        "graded-1": "on",
        "reason": "Công văn 12",
    }
    refused = office.post(page("class_assessments", held), lines)
    assert refused.context["form"].non_field_errors()
    assert 'value="50"' in refused.content.decode()
    assert office.post(page("class_assessments", held), lines | {"weight-1": "60"}).status_code == 302
    assert list(Assessment.objects.values_list("name", "weight_percent")) == [("Kiểm tra", 40), ("Đề án", 60)]


def test_the_board_meets_concludes_and_closes(office, held, cast):
    submit_results(held, by=cast.training_office)
    minutes = {"number": "05/BB", "held_on": "2026-12-18", "place": "Phòng A"}
    for n, (name, duty) in enumerate((("Một", "chair"), ("Hai", "secretary"), ("Ba", "member"))):
        minutes |= {f"name-{n}": name, f"duty-{n}": duty}
    assert office.post(page("board_minutes", held), minutes | {"name-2": ""}).status_code == 200
    assert office.post(page("board_minutes", held), minutes).status_code == 302
    board = ResultsBoard.objects.get()
    rows = {row.enrolment.person.full_name: row.enrolment_id for row in board.conclusions.all()}
    answers = {
        f"proposal-{rows['Lê An']}": "refuse",
        f"reason-{rows['Lê An']}": "Vi phạm nội quy",
        f"proposal-{rows['Trần Bình']}": "refuse",
    }
    assert office.post(page("board_conclude", held), answers).status_code == 302
    assert "Vi phạm nội quy" in office.get(page("class_board", held)).content.decode()
    assert office.post(page("board_close", held)).status_code == 302
    assert office.post(page("board_reopen", held), {"reason": "Xét lại"}).status_code == 302
    board.refresh_from_db()
    assert not board.is_closed


def test_the_sheet_is_downloaded_filled_and_taken_in(office, held):
    newcomer = EnrolmentFactory(training_class=held, person__full_name="Vũ Mới")
    book = load_workbook(io.BytesIO(office.get(page("results_template", held)).content))
    assert [row[2].value for row in book.active.iter_rows(min_row=2)] == ["Lê An", "Trần Bình", "Vũ Mới"]
    row = next(row for row in book.active.iter_rows(min_row=2) if row[2].value == "Vũ Mới")
    row[4].value = "7,5"
    filled = io.BytesIO()
    book.save(filled)
    upload = {"file": SimpleUploadedFile("diem.xlsx", filled.getvalue()), "holds_no_secrets": "on"}
    assert office.post(page("results_import", held), upload).status_code == 302
    run = perform(ImportRun.objects.get().pk, import_results)
    assert office.get(page("results_run", run)).context["may_repeat"]
    assert office.get(page("import_run", run)).status_code == 404
    office.post(page("results_write", run))
    real = perform(ImportRun.objects.get(is_dry_run=False).pk, import_results)
    assert (real.state, Mark.objects.filter(enrolment=newcomer).count()) == ("done", 1)


def test_a_recognised_mark_changes_by_a_further_decision(office):
    held = recognised_class()
    enrolment = passed_enrolment(held)
    mark = enrolment.marks.first() or MarkFactory(
        enrolment=enrolment, assessment=AssessmentFactory(training_class=held), value="4.0"
    )
    decision = {"mark": "9,0", "reason": "Phúc khảo", "number": "77-QĐ", "decided_on": "2026-12-18", "signer": "HT"}
    assert office.post(page("mark_amend", mark), decision | {"reason": ""}).status_code == 200
    assert office.post(page("mark_amend", mark), decision).status_code == 302
    assert Mark.objects.get(replaces=mark).decision.number == "77-QĐ"
    assert "77-QĐ" in office.get(page("class_results", held)).content.decode()
