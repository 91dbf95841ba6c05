"""The results of an evaluation as a workbook: only what may be shown, free words in an order drawn by lot."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from training.evaluations.definitions import SCALE
from training.evaluations.queries import Results

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def results_workbook(results: Results) -> HttpResponse:
    """Raises ``Http404`` while the results may not be shown."""
    if not results.are_shown:
        raise Http404("results")
    book = Workbook()
    sheet = book.active
    sheet.title = _("Scores")[:31]
    sheet.append([results.evaluation.training_class.name])
    sheet.append([_("Answers"), results.answered, _("of"), results.places])
    sheet.append([])
    sheet.append([_("Group of criteria"), pgettext("survey", "Statement"), _("Mean"), *SCALE])
    for group in results.groups:
        for line in group.lines:
            mean = round(line.mean, 2) if line.mean is not None else None
            sheet.append([group.group.title, line.question.text, mean, *line.counts])
    for cell in (*sheet[1], *sheet[4]):
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 60
    words = book.create_sheet(_("Comments")[:31])
    for question, texts in results.comments:
        words.append([question])
        words.cell(words.max_row, 1).font = Font(bold=True)
        for text in texts:
            words.append([text])
            words.cell(words.max_row, 1).data_type = "s"  # typed text is never read as a formula
    words.column_dimensions["A"].width = 100
    buffer = BytesIO()
    book.save(buffer)
    answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    name = f"danh-gia-{results.evaluation.training_class.code}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
