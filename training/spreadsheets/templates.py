"""The header of a template, as officers find it in every workbook they may fill in."""

from collections.abc import Sequence

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from training.spreadsheets.workbooks import Column


def write_header(sheet, columns: Sequence[Column]) -> None:
    """Headers with their hints; required columns carry a star, cells below are text, so that no zero is lost."""
    sheet.append([f"{column.header} *" if column.is_required else column.header for column in columns])
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="8A1C1C")
        if column.hint:
            cell.comment = Comment(column.hint, "Cơ Sở")
        sheet.column_dimensions[get_column_letter(place)].width = max(14, len(column.header) + 4)
        for row in sheet.iter_rows(2, 2, place, place):
            row[0].number_format = "@"
    sheet.freeze_panes = "C2"
