"""Reading one cell: what it must be, and the sentence when it is not."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_YES = {"x", "co", "yes", "1", "true"}
_NO = {"", "khong", "no", "0", "false"}


class BadCell(ValueError):
    """The cell cannot be read; ``str()`` of it says why and what to write instead."""


def text(value: Any, limit: int) -> str:
    """Text of at most ``limit`` characters. Formulas are refused: their result is not in the file for certain."""
    if value is None:
        return ""
    if isinstance(value, bool | date | datetime):
        raise BadCell(_("Write text here."))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    result = str(value)
    if result.startswith("="):
        raise BadCell(_("The cell holds a formula. Copy the column and paste it as values."))
    if result.startswith("#"):
        raise BadCell(_("The cell holds an Excel error (%(value)s).") % {"value": result[:20]})
    if len(result) > limit:
        raise BadCell(_("At most %(limit)d characters fit here.") % {"limit": limit})
    if _UNSEEN.search(result):
        raise BadCell(_("The cell holds characters that cannot be shown."))
    return result


def day(value: Any) -> date | None:
    """A day: a date of Excel, or text as dd/mm/yyyy."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found:
        d, m, y = map(int, found.groups())
        try:
            return date(y, m, d)
        except ValueError as error:
            raise BadCell(_("%(value)s is no day of the calendar.") % {"value": value}) from error
    raise BadCell(_("“%(value)s” is no date. Write it as dd/mm/yyyy.") % {"value": str(value)[:40]})


def whole_number(value: Any, least: int, most: int) -> int | None:
    """A whole number between two others, these included; None where the cell is empty."""
    written = text(value, 40)
    if not written:
        return None
    if not written.isdecimal():
        raise BadCell(_("“%(value)s” is no whole number.") % {"value": written})
    number = int(written)
    if not least <= number <= most:
        raise BadCell(_("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return number


def yes_or_no(value: Any) -> bool:
    word = fold(text(value, 20))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadCell(_("Write “x” for yes, or leave the cell empty."))


def choice(value: Any, choices: Mapping[str, str]) -> str:
    """One of the choices (folded word → stored value); empty where the cell is empty."""
    word = text(value, 80)
    if not word:
        return ""
    if fold(word) in choices:
        return choices[fold(word)]
    raise BadCell(_("“%(value)s” is not among the choices of the template.") % {"value": word[:40]})


def email(value: Any) -> str:
    address = text(value, 254)
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise BadCell(_("“%(value)s” is no e-mail address.") % {"value": address[:60]}) from error
    return address
