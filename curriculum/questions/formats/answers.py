"""Parts that many formats share: keys of choices, shares of credit, numbers as files write them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from string import ascii_uppercase

from django.utils.translation import gettext as _

from curriculum.questions.checking import ROUNDING
from curriculum.questions.content import AcceptedNumber, Option
from curriculum.questions.formats.reading import BadQuestion

WHOLE = Decimal(100)
_CARELESS = Decimal(1)  # how far three thirds of 33 % lie from the whole
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,2})?")
_RANGE = re.compile(r"(.+?)\.\.(.+)", re.S)


def key(place: int) -> str:
    """The key of the choice at a place, as exercises number them: A, B, … Z, A1, B1 …"""
    round_, letter = divmod(place, len(ascii_uppercase))
    return f"{ascii_uppercase[letter]}{round_ or ''}"


def gap_mark(key: str) -> str:
    """What stands in a text where a gap is."""
    return "{{" + key + "}}"


def number(written: str) -> Decimal:
    """A number with a point or one comma before its decimals; no grouping, for nobody could tell the two apart."""
    text = written.strip().replace("\u2212", "-")
    if not _NUMBER.fullmatch(text):
        raise BadQuestion(_("“%(text)s” is no number.") % {"text": written.strip()[:40]})
    return Decimal(text.replace(",", "."))


def accepted_number(written: str, *, credit: Decimal = WHOLE, feedback: str = "") -> AcceptedNumber:
    """``5``, ``5:0.1`` (give or take) or ``4.9..5.1`` (from … to)."""
    found = _RANGE.fullmatch(written.strip())
    if found:
        low, high = sorted((number(found[1]), number(found[2])))
        return AcceptedNumber((low + high) / 2, (high - low) / 2, credit, feedback)
    value, _colon, tolerance = written.partition(":")
    return AcceptedNumber(number(value), abs(number(tolerance)) if tolerance.strip() else Decimal(0), credit, feedback)


def share(written: str) -> Decimal:
    """A share of the points in hundredths."""
    return number(written)


def settled(options: Sequence[Option]) -> tuple[Option, ...]:
    """The choices of a question with several right ones; three of 33 % each are meant as the whole."""
    total = sum((option.credit for option in options if option.credit > 0), Decimal(0))
    lacking = WHOLE - total
    if not ROUNDING < abs(lacking) <= _CARELESS:
        return tuple(options)
    first = next(place for place, option in enumerate(options) if option.credit > 0)
    return tuple(
        replace(option, credit=option.credit + lacking) if place == first else option
        for place, option in enumerate(options)
    )


def true_false(is_true: bool, *, when_right: str = "", when_wrong: str = "") -> tuple[Option, Option]:
    """The two choices of a true/false question and what is said to whoever takes each."""
    told = (when_right, when_wrong) if is_true else (when_wrong, when_right)
    return (
        Option("true", "Đúng", WHOLE if is_true else Decimal(0), told[0]),
        Option("false", "Sai", Decimal(0) if is_true else WHOLE, told[1]),
    )


def shared_out(right: int) -> Decimal:
    """What each of several right choices earns; a wrong one takes as much away, or ticking all would earn all."""
    return (WHOLE / right).quantize(Decimal("0.00001"))
