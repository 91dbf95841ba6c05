"""Days, figures, sums of money and capacities as official documents write them. Always in Vietnamese."""

import re
from datetime import date

from certificates.rendering.services import in_words
from portal.papers.paper import Annex, Cell, Paper, Signature

# The state writes KT., the Party K/T (rules.md D7).
CAPACITIES = {
    "state": {"direct": "", "kt": "KT.", "tl": "TL.", "tm": "TM.", "tuq": "TUQ."},
    "party": {"direct": "", "kt": "K/T", "tl": "T/L", "tm": "T/M", "tuq": "TUQ."},
}
GAP = "\u00a0"
DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
SCALES = ("", " nghìn", " triệu", " tỷ")


def place_and_day(place: str, day: date | None) -> str:
    """*Hà Nội, ngày 05 tháng 3 năm 2026*; gaps to write into where the day is not known yet."""
    if day is None:
        return f"{place}, ngày{GAP * 6}tháng{GAP * 6}năm{GAP * 8}"
    return f"{place}, {day_in_words(day)}"


def day_in_words(day: date) -> str:
    return f"ngày {in_words(day.isoformat())}"


def in_figures(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def signing_lines(signature: Signature, style: str) -> list[str]:
    """The lines above the place of the signature: the capacity stands before whom one signs for."""
    capacity = CAPACITIES[style][signature.capacity]
    if not capacity:
        return [signature.title]
    return [f"{capacity} {signature.on_behalf_of}".strip(), signature.title]


def held_together(title: str) -> str:
    """A title whose lines do not break within *khóa I năm 2026*."""
    return re.sub(r"khóa \w+ năm \d{4}", lambda found: found[0].replace(" ", GAP), title, flags=re.IGNORECASE)


def numbered(annexes: tuple[Annex, ...]) -> list[tuple[str, Annex]]:
    """Each annex with its Roman number; one alone bears none."""
    return [(roman(place) if len(annexes) > 1 else "", annex) for place, annex in enumerate(annexes, 1)]


def roman(number: int) -> str:
    """A number below forty as annexes are counted: IV, XII."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def grounds_of(paper: Paper) -> list[str]:
    """The legal grounds with their signs: the state ends with a dot; the Party has dashes before, a comma behind."""
    if paper.issuer.is_party:
        return [f"- {ground}{_sign(place, paper.grounds, ';', ',')}" for place, ground in enumerate(paper.grounds, 1)]
    return [ground + _sign(place, paper.grounds, ";", ".") for place, ground in enumerate(paper.grounds, 1)]


def recipients_of(paper: Paper) -> list[str]:
    """The recipients with the sign behind each: the state writes semicolons, the Party commas; both end with a dot."""
    between = "," if paper.issuer.is_party else ";"
    return [
        recipient + _sign(place, paper.recipients, between, ".") for place, recipient in enumerate(paper.recipients, 1)
    ]


def _sign(place: int, rows: tuple[str, ...], between: str, last: str) -> str:
    return last if place == len(rows) else between


def show_cell(value: Cell) -> str:
    """A cell in print: 1.234.567, 8,5; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        whole, _point, part = f"{value:,.2f}".rstrip("0").partition(".")
        return whole.replace(",", ".") + (f",{part}" if part else "")
    return value


def number_in_words(number: int) -> str:
    """A whole number below a billion billions in words.

    >>> number_in_words(1_205_000)
    'một triệu hai trăm linh năm nghìn'
    """
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, 1_000_000_000)
    parts = [number_in_words(billions) + SCALES[3]] if billions else []
    for scale in (2, 1, 0):
        group, rest = divmod(rest, 1000**scale)
        if group:
            parts.append(_group_in_words(group, whole=bool(parts)) + SCALES[scale])
    return " ".join(parts)


def money_in_words(amount: int) -> str:
    """*Một triệu hai trăm nghìn đồng*, as it stands under a sum."""
    words = number_in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def _group_in_words(group: int, *, whole: bool) -> str:
    """Three digits; behind a larger group the hundreds are said even when there are none."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or whole else []
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{DIGITS[tens]} mươi")
    if ones:
        words.append(_ones_in_words(tens, ones))
    return " ".join(words)


def _ones_in_words(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return DIGITS[ones]
