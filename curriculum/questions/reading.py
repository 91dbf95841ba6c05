"""Reading what a person typed: numbers in Vietnamese and English writing, texts with wildcards.

A number such as ``1.234`` is one thousand two hundred and thirty-four in Vietnamese and a little over one in English.
Nobody can tell which was meant, so both readings count; the more favourable decides.
"""

import re
import unicodedata
from decimal import Decimal

from curriculum.vietnamese.text import fold, nfc

LONGEST_NUMBER = 50
_SPACES = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"([+-]?)([\d.,]+)(?:[eE]([+-]?\d{1,2}))?")
_GROUPED = {
    mark: re.compile(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+(?:\{other}\d*)?") for mark, other in ((".", ","), (",", "."))
}
_DECIMAL = {mark: re.compile(rf"\d+(?:\{mark}\d*)?|\{mark}\d+") for mark in ".,"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STAR = re.compile(r"\\\*|\*")


def read_number(text: str) -> tuple[Decimal, ...]:
    """The numbers the text can mean, the Vietnamese reading first; none where it is no number.

    >>> read_number("1.234,5"), read_number("3.14")
    ((Decimal('1234.5'),), (Decimal('3.14'),))
    >>> read_number("1.234")
    (Decimal('1234'), Decimal('1.234'))
    """
    text = _SPACES.sub("", text.strip().replace("\u2212", "-"))
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    if found is None:
        return ()
    sign, digits, exponent = found.groups()
    read: dict[Decimal, None] = {}
    for group, point in ((".", ","), (",", ".")):
        if _GROUPED[group].fullmatch(digits):
            written = digits.replace(group, "").replace(point, ".")
        elif _DECIMAL[point].fullmatch(digits):
            written = digits.replace(point, ".")
        else:
            continue
        read[Decimal(f"{sign}{written}e{exponent or 0}")] = None
    return tuple(read)


def matches(pattern: str, text: str, *, folds_tones: bool, is_case_sensitive: bool) -> bool:
    """Whether the text is what the pattern describes; ``*`` stands for anything, ``\\*`` for a star.

    White space at the ends and in runs does not count, nor does the place of the tone mark (*hoà*, *hòa*).
    """
    parts = [_settled(part, folds_tones, is_case_sensitive) for part in _parts(nfc(pattern))]
    text = _settled(nfc(text), folds_tones, is_case_sensitive)
    if len(parts) == 1:
        return text == parts[0] or _with_tones_last(text) == _with_tones_last(parts[0])
    first, *middle, last = parts
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    begin, end = len(first), len(text) - len(last)
    for part in middle:
        place = text.find(part, begin, end)
        if place < 0:
            return False
        begin = place + len(part)
    return True


def without_wildcards(pattern: str) -> str:
    """A text the pattern accepts: every star stands for nothing."""
    return nfc(_STAR.sub(lambda star: "*" if star[0] == "\\*" else "", pattern))


def _parts(pattern: str) -> list[str]:
    """The literal pieces between the wildcards."""
    parts, last = [""], 0
    for star in _STAR.finditer(pattern):
        parts[-1] += pattern[last : star.start()]
        if star[0] == "*":
            parts.append("")
        else:
            parts[-1] += "*"
        last = star.end()
    parts[-1] += pattern[last:]
    return parts


def _settled(text: str, folds_tones: bool, is_case_sensitive: bool) -> str:
    """The text as it is compared. Ends of a piece keep their spaces: they stand between it and what the star means."""
    if folds_tones:
        head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        folded = _unmarked(text.strip()) if is_case_sensitive else fold(text)
        return f"{head}{folded}{tail}" if text.strip() else text
    return text if is_case_sensitive else text.casefold()


def _unmarked(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _with_tones_last(text: str) -> str:
    """Each word with its tone mark at the end, wherever it was written."""
    words = unicodedata.normalize("NFD", text).split()
    return " ".join(
        "".join(char for char in word if char not in _TONES) + "".join(char for char in word if char in _TONES)
        for word in words
    )
