"""The code on each page of a sign-in sheet: which sheet, which page, and that it is ours.

``CS1.<meeting>.<sheet>.<page>.<signature>``: short, so that its modules are large and survive a poor photograph.
"""

from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from training.attendance.sheets import geometry
from training.attendance.sheets.models import SignInSheet

_SALT = "training.attendance.sheets"
_SIGNATURE = 12  # characters
_PARTS = 5


@dataclass(frozen=True)
class PageCode:
    meeting: int
    sheet: int
    page: int


def code_of(sheet: SignInSheet, page: int) -> str:
    """The text of the code on this page."""
    words = f"CS{geometry.VERSION}.{sheet.meeting_id}.{sheet.pk}.{page}"
    return f"{words}.{_signature(words)}"


def read_code(text: str) -> PageCode | None:
    """What the code says; None where it is not a code of ours."""
    parts = text.split(".")
    if len(parts) != _PARTS or parts[0] != f"CS{geometry.VERSION}" or not all(map(_is_number, parts[1:4])):
        return None
    if not constant_time_compare(parts[4], _signature(".".join(parts[:4]))):
        return None
    return PageCode(*map(int, parts[1:4]))


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) < 12


def _signature(words: str) -> str:
    return salted_hmac(_SALT, words, algorithm="sha256").hexdigest()[:_SIGNATURE]
