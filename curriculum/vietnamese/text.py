"""Normalising, folding and ordering Vietnamese text.

Databases disagree here (SQLite keeps đ where PostgreSQL's ``unaccent`` folds it; no default collation knows the
Vietnamese order of tones), so folded text and collation keys are made in this one place and stored beside the text.
"""

import re
import unicodedata
from functools import cache

import icu

_SPACES = re.compile(r"\s+")
_FOLDED_LETTERS = str.maketrans({"đ": "d", "Đ": "d"})


def nfc(text: str) -> str:
    """The text in composed form, with runs of white space made one space and none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def nfc_lines(text: str) -> str:
    """The text in composed form with its lines and spaces as written, lines ended in one way."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """Lower case without tone marks, vowel signs or the bar of đ: what search compares.

    Both ways of placing a tone (*hòa*, *hoà*) fold alike, for the marks are gone.

    >>> fold("Nguyễn Văn Ấn, xã Ô Diên, Đống Đa")
    'nguyen van an, xa o dien, dong da'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_FOLDED_LETTERS))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare.casefold()).strip()


@cache
def _collator() -> icu.Collator:
    return icu.Collator.createInstance(icu.Locale("vi"))


def collation_key(text: str) -> str:
    """A string that sorts, byte by byte, in the order of ICU's Vietnamese collation.

    Hexadecimal, because SQLite and PostgreSQL order those digits alike under any collation.
    """
    return _collator().getSortKey(nfc(text)).hex()
