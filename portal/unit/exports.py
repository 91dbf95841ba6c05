"""The unit's people, nominations and obligations as spreadsheets."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from django.http import HttpResponse
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.models import Nomination, Obligation, Person, TrainingClass, Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (6, 16, 30, 14, 44, 12)
NOMINATION_WIDTHS = (8, 16, 30, 44, 20, 60, 18)
OBLIGATION_WIDTHS = (6, 16, 30, 14, 60, 14, 14)


def people_workbook(unit: Unit, people: list[Person]) -> HttpResponse:
    """A workbook with one row for each person. Texts are written as texts, so that none is read as a formula."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("People")
    heads = (_("No."), _("Staff code"), _("Full name"), _("Date of birth"), _("Offices"), _("Classes completed"))
    sheet.append(heads)
    for number, person in enumerate(people, start=1):
        offices = "; ".join(str(office.title) for office in person.offices)
        sheet.append([number, None, None, person.birth_date, None, person.classes_completed])
        for column, text in ((2, person.staff_code), (3, person.full_name), (5, offices)):
            cell = sheet.cell(number + 1, column)
            cell.value, cell.data_type = text, "s"
        sheet.cell(number + 1, 4).number_format = "dd/mm/yyyy"
    return _answer(workbook, WIDTHS, f"{unit.code}-{today():%Y%m%d}")


def nominations_workbook(training_class: TrainingClass, unit: Unit, rows: list[Nomination]) -> HttpResponse:
    """The unit's nominations for a class with the state and the reason of each, in order of priority."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("Nominations")
    heads = (_("Priority"), _("Staff code"), _("Full name"), _("Office held"), _("State"), _("Reason"), _("Decision"))
    sheet.append(heads)
    for number, row in enumerate(rows, start=2):
        sheet.append([row.priority])
        why = row.stated_reason or "; ".join(row.place_because)
        decision = row.decision.number if row.decision is not None else ""
        texts = (
            row.person.staff_code,
            row.person.full_name,
            row.position_text,
            row.get_status_display(),
            why,
            decision,
        )
        for column, text in enumerate(texts, start=2):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type = text, "s"
    return _answer(workbook, NOMINATION_WIDTHS, f"{training_class.code}-{unit.code}-{today():%Y%m%d}")


def obligations_workbook(unit: Unit, rows: list[Obligation]) -> HttpResponse:
    """What people of the unit must still complete, one row for each."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("Obligations")
    heads = (_("No."), _("Staff code"), _("Full name"), _("Programme"), _("Legal basis"), _("Due on"), _("State"))
    sheet.append(heads)
    for number, row in enumerate(rows, start=1):
        sheet.append([number, None, None, row.rule.programme_code, None, row.due_on, row.get_state_display()])
        for column, text in ((2, row.person.staff_code), (3, row.person.full_name), (5, row.rule.legal_basis)):
            cell = sheet.cell(number + 1, column)
            cell.value, cell.data_type = text, "s"
        sheet.cell(number + 1, 6).number_format = "dd/mm/yyyy"
    return _answer(workbook, OBLIGATION_WIDTHS, f"{unit.code}-nghia-vu-{today():%Y%m%d}")


def _answer(workbook: Workbook, widths: tuple[int, ...], name: str) -> HttpResponse:
    """The workbook as a file, with its heads in bold and kept in sight."""
    sheet = workbook.active
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "D2"
    content = BytesIO()
    workbook.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
