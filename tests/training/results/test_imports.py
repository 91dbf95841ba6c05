"""The results sheet: what it adds, what it refuses by row and column, and that a second import does no harm."""

import io
from decimal import Decimal
from time import process_time

import pytest
from openpyxl import Workbook, load_workbook

from django.core.management import CommandError, call_command

from tests.factories.training import AssessmentFactory, EnrolmentFactory, MarkFactory, TrainingClassFactory
from training.errors import NotAllowed
from training.models import Mark
from training.results.import_columns import write_template
from training.results.imports import import_results
from training.results.services import record_resit
from training.spreadsheets.workbooks import UnreadableWorkbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]

HEADERS = ["Mã lớp", "Mã cán bộ", "Họ và tên", "Kiểm tra", "Thực hành", "Lý do điều chỉnh"]


@pytest.fixture
def training_class(settings):
    settings.LANGUAGE_CODE = "en"
    held = TrainingClassFactory(status="open", code="BTX-01")
    AssessmentFactory(training_class=held, name="Kiểm tra")
    AssessmentFactory(training_class=held, name="Thực hành", is_graded=False, weight_percent=0)
    for number, name in ((1, "Lê An"), (2, "Trần Bình")):
        EnrolmentFactory(training_class=held, person__full_name=name, person__staff_code=f"CB-{number}")
    return held


def sheet(*rows, headers=HEADERS) -> io.BytesIO:
    book = Workbook()
    book.active.append(headers)
    for row in rows:
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target


def take(cast, *rows, dry_run=False, **how):
    return import_results(sheet(*rows, **how), by=cast.training_office, dry_run=dry_run)


def sentences(report):
    return [f"{issue.place}: {issue.message}" for issue in report.issues]


ROWS = [["BTX-01", "CB-1", "Lê An", "8,5", "Đạt"], ["BTX-01", "CB-2", "Trần Bình", 7, "không đạt"]]


def test_marks_are_added_and_a_second_import_changes_nothing(cast, training_class):
    dry = take(cast, *ROWS, dry_run=True)
    assert (dry.counts["marks_added"], dry.is_written, Mark.objects.count()) == (4, False, 0)
    assert take(cast, *ROWS).is_written
    assert sorted(Mark.objects.filter(value__isnull=False).values_list("value", flat=True)) == [7, Decimal("8.5")]
    again = take(cast, *ROWS)
    assert (again.counts["marks_added"], again.counts["marks_unchanged"], Mark.objects.count()) == (0, 4, 4)


def test_each_error_names_its_cell_and_nothing_is_written(cast, training_class):
    report = take(
        cast,
        ["BTX-01", "CB-1", "Lê An", "12", "có thể"],
        ["BTX-01", "CB-2", "Ai Khác", "8"],
        ["BTX-01", "CB-9", "", "8"],
        ["BTX-99", "CB-1", "", "8"],
        ["BTX-01", "CB-1", "Lê An", "=5+3"],
        ["BTX-01", "CB-2", "Trần Bình", 7.25],
    )
    assert sentences(report) == [
        "D2: 12 is outside the scale from 0 to 10.",
        "E2: “có thể”: this part is only passed or not passed.",
        "C3: This staff code belongs to Trần Bình.",
        "B4: Nobody with the staff code CB-9 holds a place in class BTX-01.",
        "A5: There is no class with the code BTX-99.",
        "B6: Row 2 already holds this learner. Keep one of them.",
        "D7: 7.25 has more than one decimal.",
    ]
    assert not Mark.objects.exists()


def test_a_misspelt_assessment_is_not_passed_over(cast, training_class):
    report = take(cast, ["BTX-01", "CB-1", "Lê An", 8], headers=["Mã lớp", "Mã cán bộ", "Họ và tên", "Kiem tra cuoi"])
    assert [issue.place for issue in report.issues] == ["D1"]
    assert report.has_errors


def test_a_standing_mark_is_replaced_only_with_a_reason(cast, training_class):
    take(cast, *ROWS)
    assert sentences(take(cast, ["BTX-01", "CB-1", "Lê An", "9"]))[0].startswith("D2: The mark 8,5 stands already")
    report = take(cast, ["BTX-01", "CB-1", "Lê An", "9", None, "Cộng thiếu"])
    assert report.counts["marks_changed"] == 1
    corrected = Mark.objects.get(kind="correction")
    assert (corrected.value, corrected.reason, corrected.replaces.value) == (9, "Cộng thiếu", Decimal("8.5"))
    assert take(cast, ["BTX-01", "CB-1", "Lê An", "9", None, "Cộng thiếu"]).counts["marks_unchanged"] == 1


def test_an_old_file_does_not_undo_a_resit(cast, training_class):
    take(cast, ["BTX-01", "CB-1", "Lê An", "4"])
    record_resit(Mark.objects.get(), "6", by=cast.training_office)
    report = take(cast, ["BTX-01", "CB-1", "Lê An", "4"])
    assert (report.has_errors, report.counts["warnings"], Mark.objects.count()) == (False, 1, 2)


def test_a_class_whose_marks_are_locked_is_refused_once(cast, training_class):
    type(training_class).objects.update(status="closed")
    report = take(cast, *ROWS)
    assert [issue.place for issue in report.issues] == ["A2"]


def test_the_template_holds_the_names_and_comes_back(cast, training_class):
    MarkFactory(
        enrolment=training_class.enrolments.get(person__staff_code="CB-1"),
        assessment=training_class.assessments.get(name="Kiểm tra"),
    )
    target = io.BytesIO()
    write_template(training_class, target)
    book = load_workbook(target)
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][4:] == ("Kiểm tra", "Thực hành", "Lý do điều chỉnh")
    assert [(row[1], row[2], row[4]) for row in rows[1:]] == [("CB-1", "Lê An", 8), ("CB-2", "Trần Bình", None)]
    book.active["E3"], book.active["F3"] = "9,5", "Đạt"
    filled = io.BytesIO()
    book.save(filled)
    report = import_results(filled, by=cast.training_office)
    assert (report.counts["marks_added"], report.counts["marks_unchanged"]) == (2, 1)


def test_only_the_office_imports_and_only_workbooks(cast, training_class):
    with pytest.raises(NotAllowed):
        import_results(sheet(*ROWS), by=cast.lecturer)
    with pytest.raises(UnreadableWorkbook):
        import_results(io.BytesIO(b"no workbook"), by=cast.training_office)
    with pytest.raises(UnreadableWorkbook):
        take(cast)


def test_eighty_people_are_taken_in_within_a_second(cast, training_class, django_assert_max_num_queries):
    people = EnrolmentFactory.create_batch(80, training_class=training_class)
    rows = [["BTX-01", row.person.staff_code, row.person.full_name, "8,5", "đạt"] for row in people]
    file, started = sheet(*rows), process_time()
    with django_assert_max_num_queries(30):  # with role, lock, log and batches
        assert import_results(file, by=cast.training_office).counts["marks_added"] == 160
    assert process_time() - started < 1


def test_the_command_checks_then_writes(training_class, tmp_path, capsys):
    path = tmp_path / "diem.xlsx"
    path.write_bytes(sheet(*ROWS).getvalue())
    call_command("import_results", path, "--dry-run")
    assert "4 marks added" in capsys.readouterr().out
    assert not Mark.objects.exists()
    call_command("import_results", path)
    assert Mark.objects.count() == 4
    path.write_bytes(sheet(["BTX-01", "CB-1", "Lê An", "11"]).getvalue())
    with pytest.raises(CommandError):
        call_command("import_results", path)
    assert "D2 Kiểm tra" in capsys.readouterr().out
