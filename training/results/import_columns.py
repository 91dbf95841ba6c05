"""The columns of the results sheet, and its template filled with the names of one class."""

from collections.abc import Iterable
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from training.cohorts.models import TrainingClass
from training.results.models import Assessment, Mark
from training.spreadsheets.workbooks import Column

# Headers are part of the file format: Vietnamese whatever the language of the screen.
COLUMNS = (
    Column("class", "Mã lớp", True, "Mã của lớp; một tệp có thể chứa nhiều lớp."),
    Column("staff_code", "Mã cán bộ", True, "Khóa để nhận ra học viên."),
    Column("full_name", "Họ và tên", hint="Chỉ để đối chiếu với mã cán bộ."),
    Column("unit", "Đơn vị", hint="Chỉ để xem, không nhập vào hệ thống."),
    Column("reason", "Lý do điều chỉnh", hint="Chỉ ghi khi thay một điểm đã có: điểm cũ được giữ lại."),
)
PREFIX = "part:"
_RED, _NAMES, _PASSED, _NOT_PASSED = "8A1C1C", 4, "Đạt", "Không đạt"


def part_column(name: str) -> Column:
    """The column of an assessment; its header is the assessment's name."""
    return Column(PREFIX + name, name)


def write_template(training_class: TrainingClass, target: BinaryIO) -> None:
    """Write the sheet of one class: its learners by given name, a column for each assessment, marks that stand."""
    parts = list(training_class.assessments.all())
    marks = {
        (mark.enrolment_id, mark.assessment_id): mark for mark in Mark.objects.standing().filter(assessment__in=parts)
    }
    learners = training_class.enrolments.active().select_related("person", "unit").order_by("person__sort_key", "pk")
    book = Workbook()
    sheet = book.active
    sheet.title = "Điểm"
    columns = [*COLUMNS[:_NAMES], *(part_column(part.name) for part in parts), COLUMNS[-1]]
    _write_header(sheet, columns)
    for row, enrolment in enumerate(learners, start=2):
        person = enrolment.person
        sheet.append(
            [
                training_class.code,
                person.staff_code,
                person.full_name,
                enrolment.unit.name,
                *(_cell(marks.get((enrolment.pk, part.pk))) for part in parts),
            ]
        )
        sheet.cell(row, 2).number_format = "@"
    _limit_cells(sheet, parts, max(sheet.max_row, 2))
    book.save(target)


def _cell(mark: Mark | None):
    if mark is None:
        return None
    if mark.value is not None:
        return float(mark.value)
    return _PASSED if mark.is_passed else _NOT_PASSED


def _write_header(sheet, columns: Iterable[Column]) -> None:
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, f"{column.header} *" if column.is_required else column.header)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_RED)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if column.hint:
            cell.comment = Comment(column.hint, "Cơ Sở")
        sheet.column_dimensions[get_column_letter(place)].width = 28 if column.name in ("full_name", "unit") else 18
    sheet.freeze_panes = f"{get_column_letter(_NAMES)}2"


def _limit_cells(sheet, parts: list[Assessment], last: int) -> None:
    """Excel itself refuses what is off the scale, before the file comes to us."""
    for place, part in enumerate(parts, start=_NAMES + 1):
        if part.is_graded:
            rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="10", allow_blank=True)
            rule.error = "Điểm từ 0 đến 10, một chữ số thập phân."
        else:
            rule = DataValidation(type="list", formula1=f'"{_PASSED},{_NOT_PASSED}"', allow_blank=True)
            rule.error = "Chọn Đạt hoặc Không đạt."
        rule.showErrorMessage = True
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)
