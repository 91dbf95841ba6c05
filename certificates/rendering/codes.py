"""QR codes: drawn as SVG for a screen, and for paper by `drawings.PaintedCode`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from certificates.rendering.signed_codes import rows_of

MARGIN = 2  # modules of white around
DARK = re.compile(rb"\x01+")
PAINTED = "code:qr"  # by this address a page names the code that is painted into it


@dataclass(frozen=True)
class Code:
    """The rows of modules, a byte each: 1 is dark."""

    rows: Sequence[bytes]

    @property
    def side(self) -> int:
        """The modules of a side, with the margins."""
        return len(self.rows) + 2 * MARGIN

    def runs(self) -> list[tuple[int, int, int]]:
        """The dark runs: column, row and length."""
        return [(run.start(), y, len(run[0])) for y, row in enumerate(self.rows) for run in DARK.finditer(row)]

    def as_svg(self, words: str) -> SafeString:
        """One stroked path, a line along the middle of each run; ``words`` are what a screen reader says."""
        side = self.side
        path = "".join(f"M{x} {y}.5h{length}" for x, y, length in self.runs())
        return mark_safe(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{MARGIN} -{MARGIN} {side} {side}">'
            f"<title>{escape(words)}</title>"
            f'<rect x="-{MARGIN}" y="-{MARGIN}" width="{side}" height="{side}" fill="#fff"/>'
            f'<path d="{path}" fill="none" stroke="#000" stroke-width="1"/></svg>'
        )


def code_of(text: str, digits: str = "") -> Code:
    """The code of an address, and of the long number of signed facts behind it; level M survives a fold or a stain."""
    if digits:
        return Code(rows_of(text, digits))
    return Code([bytes(row) for row in segno.make(text, error="m", micro=False).matrix])


def painted(words: str) -> SafeString:
    """The place in a page where the printer paints the code that it is given under ``PAINTED``."""
    return format_html('<img class="qr" src="{}" alt="{}"/>', PAINTED, words)
