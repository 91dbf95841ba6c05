"""The sign-in sheet of a meeting: a paper that people sign and a machine reads back.

Places come from ``training.attendance.sheets.geometry``, which the reading side shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from certificates.rendering.services import print_html
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.pdf import FOLDER
from training.attendance.sheets import geometry
from training.attendance.sheets.codes import code_of
from training.models import AttendanceRecord, Enrolment, SignInSheet

LONG_NAME, LONG_UNIT = 26, 46  # characters, beyond which a smaller letter keeps the line whole


@dataclass(frozen=True)
class SheetLine:
    """One row as it is printed: its number in the class and its place on the page."""

    number: int
    enrolment: Enrolment
    top: str
    name_at: str
    unit_at: str
    middle: str
    bubbles: list[tuple[str, str]]
    is_guest: bool = False

    @property
    def name_is_long(self) -> bool:
        return len(self.enrolment.person.full_name) > LONG_NAME

    @property
    def unit_words(self) -> str:
        """Office and unit; of a guest the class from which he comes."""
        guest = f"Học bù, lớp {self.enrolment.training_class.code}" if self.is_guest else self.enrolment.position_text
        words = ", ".join(filter(None, (guest, self.enrolment.unit.name)))
        return words if len(words) <= 2 * LONG_UNIT else self.enrolment.unit.name

    @property
    def unit_is_long(self) -> bool:
        return len(self.unit_words) > LONG_UNIT


def render_sign_in_sheet(sheet: SignInSheet, enrolments: Sequence[Enrolment]) -> bytes:
    """The PDF of the sheet, one page for each twenty learners."""
    with override("vi"):
        html = render_to_string("portal/papers/sign_in_sheet.html", _context(sheet, list(enrolments)))
    return print_html(html, sheet="sign_in.css", folder=FOLDER)


def _context(sheet: SignInSheet, enrolments: list[Enrolment]) -> dict[str, Any]:
    meeting, size = sheet.meeting, geometry.ROWS_A_PAGE
    count = geometry.pages_of(len(enrolments))
    code_left, code_top, code_side = geometry.CODE
    return {
        "meeting": meeting,
        "training_class": meeting.training_class,
        "issuer": issuer_on(SCHOOL, meeting.date),
        "total": len(enrolments),
        "markers": [_rectangle(left, top) for number in geometry.MARKERS for left, top in geometry.black_cells(number)],
        "cell": _mm(geometry.cell_size()),
        "code": {"left": _mm(code_left), "top": _mm(code_top), "side": _mm(code_side)},
        "columns": [_mm(edge) for edge in _edges()],
        "bubble_heads": [
            (_mm(x), AttendanceRecord.Status(status).label.capitalize().split())
            for x, status in zip(geometry.BUBBLES, geometry.STATUSES, strict=True)
        ],
        "radius": _mm(geometry.BUBBLE_RADIUS),
        "head_top": _mm(geometry.FIRST_ROW - 11),
        "right": _mm(geometry.RIGHT),
        "left": _mm(geometry.NUMBER[0]),
        "pages": [
            _page(sheet, number, count, enrolments[(number - 1) * size : number * size])
            for number in range(1, count + 1)
        ],
    }


def _page(sheet: SignInSheet, number: int, count: int, enrolments: list[Enrolment]) -> dict[str, Any]:
    first = (number - 1) * geometry.ROWS_A_PAGE
    held = sheet.meeting.training_class_id
    lines = [_line(first + row + 1, row, enrolment, held) for row, enrolment in enumerate(enrolments)]
    return {
        "number": number,
        "count": count,
        "lines": lines,
        "bottom": _mm(geometry.row_top(len(lines))),
        "tops": [_mm(geometry.row_top(row)) for row in range(len(lines) + 1)],
        "code": _qr(code_of(sheet, number)),
        "is_last": number == count,
        "signed_at": _mm(min(geometry.row_top(len(lines)) + 6, 270)),
    }


def _line(number: int, row: int, enrolment: Enrolment, held: int) -> SheetLine:
    top = geometry.row_top(row)
    return SheetLine(
        number=number,
        enrolment=enrolment,
        top=_mm(top),
        name_at=_mm(top + 4.1),
        unit_at=_mm(top + 7.9),
        middle=_mm(top + geometry.ROW_HEIGHT / 2 + 1.4),
        bubbles=[tuple(map(_mm, geometry.bubble_centre(row, n))) for n in range(len(geometry.BUBBLES))],
        is_guest=enrolment.training_class_id != held,
    )


def _edges() -> list[float]:
    half = geometry.BUBBLE_COLUMN / 2
    return [geometry.NUMBER[0], geometry.NAME[0], *geometry.SIGNATURE, *(x + half for x in geometry.BUBBLES)]


def _rectangle(left: float, top: float) -> tuple[str, str]:
    return _mm(left), _mm(top)


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _qr(text: str) -> SafeString:
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))
