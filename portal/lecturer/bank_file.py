"""The lecturer's list of questions as a workbook."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from curriculum.clock.time import today
from curriculum.models import Question

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (10, 44, 22, 40, 70, 10, 16, 40, 12, 12)


def questions_workbook(rows: Sequence[Question]) -> HttpResponse:
    """One row for each question. Texts are written as texts, so that none is read as a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Questions")[:31]
    sheet.append(
        [
            _("Number"),
            pgettext("questions", "Category"),
            pgettext("questions", "Kind"),
            _("Name"),
            _("Text"),
            _("Version"),
            _("Review"),
            _("Note"),
            _("People asked"),
            _("Difficulty"),
        ]
    )
    for line, row in enumerate(rows, start=2):
        version = row.current
        figures = getattr(version, "statistics", None)
        sheet.append([row.pk, *[None] * 4, version.number])
        texts = {2: row.category.path, 3: version.get_kind_display(), 4: version.name, 5: version.words}
        for column, text in (texts | {7: version.get_review_display(), 8: version.review_note}).items():
            cell = sheet.cell(line, column)
            cell.value, cell.data_type = str(text), "s"
        if figures is not None:
            sheet.cell(line, 9).value, sheet.cell(line, 10).value = figures.count, figures.facility
            sheet.cell(line, 10).number_format = "0 %"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    buffer = BytesIO()
    book.save(buffer)
    answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="cau-hoi-{today():%Y%m%d}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer
