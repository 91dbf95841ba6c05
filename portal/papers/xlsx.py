"""The tables of a paper as XLSX, for people who go on calculating: numbers stay numbers, sums stay beneath them."""

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from portal.papers.paper import Paper, Table

LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FORMATS = {int: "#,##0", float: "#,##0.##"}


def render_xlsx(paper: Paper) -> bytes:
    """A workbook with a sheet for each table, under the name of the paper."""
    book = Workbook()
    book.remove(book.active)
    tables = paper.tables or [Table((), ())]
    for place, table in enumerate(tables, 1):
        sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", table.title)[:31] or f"Bảng {place}")
        _write(sheet, paper, table)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(sheet, paper: Paper, table: Table) -> None:
    width = max(len(table.columns), 1)
    for text in (paper.kind.upper(), paper.abstract, table.title):
        if text:
            sheet.append([text])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=width)
            cell = sheet.cell(sheet.max_row, 1)
            cell.font, cell.alignment = Font(bold=True, size=13), Alignment(horizontal="center", wrap_text=True)
    sheet.append([])
    sheet.append([column.label for column in table.columns])
    _dress(sheet, table, bold=True, horizontal="center")
    sheet.freeze_panes = sheet.cell(sheet.max_row + 1, 1)
    for row in table.rows:
        sheet.append(row)
        _dress(sheet, table)
    for row in table.foot:
        sheet.append(row)
        _dress(sheet, table, bold=True)
    total = sum(column.width for column in table.columns) or 1
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(column.width / total * 110, 6)


def _dress(sheet, table: Table, *, bold: bool = False, horizontal: str = "") -> None:
    for place, column in enumerate(table.columns, 1):
        cell = sheet.cell(sheet.max_row, place)
        cell.border, cell.font = BOX, Font(bold=bold)
        cell.alignment = Alignment(horizontal=horizontal or column.align, vertical="center", wrap_text=True)
        cell.number_format = FORMATS.get(type(cell.value), cell.number_format)
        if isinstance(cell.value, str):
            cell.data_type = "s"  # typed text is never read as a formula
