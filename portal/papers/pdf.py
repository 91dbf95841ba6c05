"""A paper as PDF, in the form of the state (Decree 30/2020) or of the Party (36-HD/VPTW)."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from certificates.rendering.services import print_html
from portal.papers.paper import Annex, Article, Block, Facts, Paper, Table
from portal.papers.wording import (
    grounds_of,
    held_together,
    numbered,
    place_and_day,
    recipients_of,
    show_cell,
    signing_lines,
)

FOLDER = Path(__file__).resolve().parent


def render_pdf(paper: Paper) -> bytes:
    """The PDF/A-3u of the paper. The same paper makes the same bytes."""
    with override("vi"):
        html = render_to_string("portal/papers/official.html", print_context(paper))
    return print_html(html, sheet="official.css", folder=FOLDER)


def print_context(paper: Paper) -> dict[str, Any]:
    style = paper.issuer.style
    return {
        "paper": paper,
        "issuer": paper.issuer,
        "place_and_day": place_and_day(paper.issuer.place, paper.issued_on),
        "body": [_printed(block) for block in paper.body],
        "abstract": held_together(paper.abstract),
        "annexes": [_printed_annex(annex, number) for number, annex in numbered(paper.annexes)],
        "signatures": [(signing_lines(row, style), row.name) for row in paper.signatures],
        "grounds": grounds_of(paper),
        "recipients": recipients_of(paper),
    }


def _printed(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        total = sum(column.width for column in block.columns) or 1
        return {
            "kind": "table",
            "table": block,
            "widths": [f"w{max(round(column.width / total * 100), 1)}" for column in block.columns],
            "rows": [_printed_row(block, row) for row in block.rows],
            "foot": [_printed_row(block, row) for row in block.foot],
        }
    if isinstance(block, Facts):
        return {"kind": "facts", "block": block}
    return {"kind": "article" if isinstance(block, Article) else "paragraph", "block": block}


def _printed_row(table: Table, row: tuple) -> list[tuple[str, str]]:
    return [(column.align, show_cell(value)) for column, value in zip(table.columns, row, strict=True)]


def _printed_annex(annex: Annex, number: str) -> dict[str, Any]:
    body = [_printed(block) for block in annex.body]
    return {"annex": annex, "number": number, "title": held_together(annex.title), "body": body}
