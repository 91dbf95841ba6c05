"""The unit's people as a spreadsheet."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from django.http import HttpResponse
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.models import Person, Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (6, 16, 30, 14, 44, 12)


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
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "D2"
    content = BytesIO()
    workbook.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{unit.code}-{today():%Y%m%d}.xlsx"'
    return response
