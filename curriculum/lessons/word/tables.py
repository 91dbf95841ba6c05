"""A table of a document as the block of tables stores it: rows of plain cells, merged ones written out."""

from typing import Any

from curriculum.lessons.word.texts import words_of

MOST_CELLS = 10_000
MOST_COLUMNS = 60


def read_table(element) -> tuple[dict[str, Any], bool]:
    """Its value, and whether cells were merged in it. The head is what Word calls so, or a first row all in bold."""
    rows = [row for row in element.iter("tr") if _table_of(row) is element]
    grid: dict[tuple[int, int], str] = {}
    is_merged = False
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in grid:
                column += 1
            across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
            is_merged = is_merged or across * down > 1
            for below in range(down):
                for beside in range(across):
                    if len(grid) < MOST_CELLS and column + beside < MOST_COLUMNS:
                        grid[number + below, column + beside] = "" if below or beside else _lines(cell)
            column += across
    width = 1 + max(column for _row, column in grid)
    data = [[grid.get((row, column), "") for column in range(width)] for row in range(len(rows))]
    has_head = len(rows) > 1 and (rows[0].getparent().tag == "thead" or _is_bold(rows[0]))
    return header_choice("row" if has_head else "") | {"data": data}, is_merged


def header_choice(choice: str) -> dict[str, Any]:
    """How the block of tables says where its head is: ``row``, ``column``, ``both`` or nothing."""
    return {
        "table_header_choice": choice or "neither",
        "first_row_is_table_header": choice in ("row", "both"),
        "first_col_is_header": choice in ("column", "both"),
    }


def _table_of(row):
    return next(row.iterancestors("table"))


def _span(cell, name: str) -> int:
    written = cell.get(name, "1")
    return max(1, min(int(written), MOST_COLUMNS)) if written.isascii() and written.isdigit() else 1


def _lines(cell) -> str:
    """The words of the cell, a line for each paragraph; entries of lists begin with a point."""
    lines = []
    for one in cell.iter("p", "li"):
        if one.tag == "p" and one.getparent().tag == "li":
            continue
        words = words_of(one)
        if words:
            lines.append(f"• {words}" if one.tag == "li" else words)
    return "\n".join(lines) or words_of(cell)


def _is_bold(row) -> bool:
    cells = [cell for cell in row if words_of(cell)]
    return len(cells) > 1 and all(
        words_of(cell) == " ".join(filter(None, (words_of(one) for one in cell.iter("strong")))) for cell in cells
    )
