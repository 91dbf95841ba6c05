"""Classes from a spreadsheet: errors by row and column, all or nothing, the second time nothing."""

import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from django.core.management import CommandError, call_command

from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import PlanItemFactory, TrainingPlanFactory
from training.cohorts.import_columns import COLUMNS, EXAMPLE, write_template
from training.cohorts.imports import import_classes
from training.cohorts.services import announce_class
from training.errors import NotAllowed
from training.models import TrainingClass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
ROW = dict(zip([column.name for column in COLUMNS], EXAMPLE, strict=True)) | {"plan_item": None}


def sheet(*rows, **changes) -> io.BytesIO:
    """A workbook with these rows, each a set of differences from the example."""
    book = Workbook()
    book.active.append([column.header for column in COLUMNS])
    for row in rows or ({},):
        facts = ROW | row | changes
        book.active.append([facts[column.name] for column in COLUMNS])
    file = io.BytesIO()
    book.save(file)
    return file


@pytest.fixture
def programme():
    return ProgrammePageFactory(code="BTX", class_size_max=80)


@pytest.fixture
def office(cast, programme):
    return cast.training_office


def places(report) -> list[str]:
    return [f"{issue.column}{issue.row}" for issue in report.issues if issue.is_error]


def test_classes_are_added_as_planned(office, programme):
    report = import_classes(sheet({}, {"code": "BTX-2027-04", "minimum": None, "confirm_by": None}), by=office)
    assert (report.is_written, report.counts["classes_added"]) == (True, 2)
    first, second = TrainingClass.objects.order_by("code")
    assert (first.opens_on, first.capacity, first.minimum, first.status) == (date(2027, 3, 15), 80, 40, "planned")
    assert (second.minimum, second.confirm_by) == (1, date(2027, 3, 5))
    assert first.programme_facts["code"] == "BTX"


def test_a_dry_run_counts_and_writes_nothing(office):
    report = import_classes(sheet(), by=office, dry_run=True)
    assert (report.is_written, report.counts["classes_added"]) == (False, 1)
    assert not TrainingClass.objects.exists()


def test_the_same_file_again_changes_nothing_and_a_changed_one_what_is_planned(office):
    import_classes(sheet(), by=office)
    again = import_classes(sheet(), by=office)
    assert (again.counts["classes_unchanged"], again.counts["classes_changed"]) == (1, 0)
    changed = import_classes(sheet(place="Hội trường B", intake=None), by=office)
    assert changed.counts["classes_changed"] == 1
    held = TrainingClass.objects.get()
    assert (held.place, held.intake) == ("Hội trường B", "Khóa III năm 2027")
    announce_class(held, by=office)
    assert import_classes(sheet(place="Hội trường B"), by=office).counts["classes_unchanged"] == 1
    assert places(import_classes(sheet(place="Hội trường C"), by=office)) == ["A2"]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"code": None}, "A2"),
        ({"programme": "ABC"}, "C2"),
        ({"opens_on": "31/02/2027"}, "E2"),
        ({"closes_on": "14/03/2027"}, "F2"),
        ({"nominate_until": "16/03/2027"}, "G2"),
        ({"confirm_by": "16/03/2027"}, "H2"),
        ({"place": None}, "I2"),
        ({"capacity": 81}, "J2"),
        ({"capacity": "tám mươi"}, "J2"),
        ({"capacity": 0}, "J2"),
        ({"capacity": 30}, "K2"),
        ({"plan_item": 7}, "L2"),
        ({"name": "=1+1"}, "B2"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell_and_nothing_is_written(office, wrong, place):
    report = import_classes(sheet(wrong, {"code": "BTX-2027-09"}), by=office)
    assert places(report) == [place]
    assert all(issue.message for issue in report.issues)
    assert not TrainingClass.objects.exists()


def test_two_rows_about_one_class_are_refused(office):
    assert places(import_classes(sheet({}, {}), by=office)) == ["A3"]


def test_a_class_takes_its_item_of_the_plan(office, programme):
    item = PlanItemFactory(plan=TrainingPlanFactory(year=2027), programme=programme, order=4)
    import_classes(sheet(plan_item=4), by=office)
    assert TrainingClass.objects.get().plan_item == item


def test_a_known_code_of_another_programme_is_refused(office):
    import_classes(sheet(), by=office)
    ProgrammePageFactory(code="KNLD")
    assert places(import_classes(sheet(programme="KNLD"), by=office)) == ["C2"]


def test_only_the_training_office_imports(cast, programme):
    for name in ("committee_officer", "auditor", "unit_officer"):
        with pytest.raises(NotAllowed):
            import_classes(sheet(), by=cast[name])


def test_the_template_has_the_columns_it_is_read_by(office):
    target = io.BytesIO()
    write_template(target)
    report = import_classes(target, by=office, dry_run=True)
    assert report.counts["rows"] == 0


def test_the_command_is_the_same_service(office, tmp_path, capsys):
    file = tmp_path / "lop.xlsx"
    file.write_bytes(sheet().getvalue())
    call_command("import_classes", file, dry_run=True)
    assert not TrainingClass.objects.exists()
    call_command("import_classes", file)
    assert "1 classes added" in capsys.readouterr().out
    file.write_bytes(sheet(capacity=200).getvalue())
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_classes", file)


CELL = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(allow_nan=False), st.dates(), st.booleans())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=4))
def test_no_sheet_breaks_it(office, rows):
    names = [column.name for column in COLUMNS]
    cleaned = [[_writable(cell) for cell in row] for row in rows]
    report = import_classes(sheet(*(dict(zip(names, row, strict=True)) for row in cleaned)), by=office)
    assert report.has_errors != report.is_written


def _writable(cell):
    return "".join(letter for letter in cell if letter.isprintable()) if isinstance(cell, str) else cell
