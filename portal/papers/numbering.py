"""Numbers of papers: the state counts from 01 each year, the Party through a term of office, for each type (D4, D5)."""

import re
from datetime import date

from curriculum.clock.time import today
from portal.papers.paper import Issuer
from portal.papers.wording import GAP
from training.regulations.queries import value_on

ROOM_TO_WRITE = GAP * 8


def period_of(issuer: Issuer, day: date) -> str:
    """Within what the numbers run: ``2026``, or the term of office ``2025-2030``."""
    reset = value_on("documents.series_reset", day)[issuer.style]
    return value_on("documents.tenure", day) if reset == "tenure" else str(day.year)


def series_of(issuer: Issuer, abbreviation: str, day: date | None = None) -> str:
    """The key of the series a number is taken from: ``school:QĐ:2026``."""
    return f"{issuer.code}:{abbreviation}:{period_of(issuer, day or today())}"


def number_text(issuer: Issuer, abbreviation: str, number: int | None, day: date | None = None) -> str:
    """*05/QĐ-TLHP*, or a gap before the symbol for the clerk to write into."""
    pattern = value_on("documents.number_pattern", day or today())[issuer.style]
    shown = ROOM_TO_WRITE if number is None else f"{number:02d}"
    return pattern.format(number=shown, type=abbreviation, symbol=issuer.symbol)


def day_in(text: str) -> date | None:
    """The day in a clerk's text: 4/12/2026 in *45/QĐ-TLHP ngày 04/12/2026*; None where there is none."""
    found = re.search(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """The running number a clerk's text begins with: 15 in *15/QĐ-TLHP*; None where there is none."""
    digits = ""
    for letter in text.strip():
        if not letter.isdecimal():
            break
        digits += letter
    return int(digits) if digits else None
