"""Reading a mark as people type it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold
from training.results.models import Assessment

_NUMBER = re.compile(r"[0-9]{1,2}([.,][0-9]+)?")
_LARGEST = Decimal(10)
_PASSED = {"dat", "d", "passed", "true", "x"}
_NOT_PASSED = {"khong dat", "kd", "k", "failed", "false"}


@dataclass(frozen=True)
class ReadMark:
    """What was typed: a number on the scale, or passed / not passed, or the sentence that says what is wrong."""

    value: Decimal | None = None
    is_passed: bool | None = None
    error: str = ""


def read_mark(typed: object, assessment: Assessment) -> ReadMark | None:
    """The mark in what was typed; None where the field was left empty.

    Numbers from 0 to 10 with at most one decimal, comma or point (glossary, "Numbers"); *đạt* or *không đạt* where the
    assessment is not marked by number.
    """
    text = str(typed if typed is not None else "").strip()
    if not text:
        return None
    return _number(text) if assessment.is_graded else _verdict(text)


def show_mark(value: Decimal | None, is_passed: bool | None) -> str:
    """A mark as it is typed and read: 8,5; đạt."""
    if value is not None:
        return f"{value:.1f}".replace(".", ",")
    if is_passed is None:
        return ""
    return _("passed") if is_passed else _("not passed")


def _number(text: str) -> ReadMark:
    if not _NUMBER.fullmatch(text):
        return ReadMark(
            error=_("“%(typed)s” is not a mark. Type a number from 0 to 10, such as 8,5.") % {"typed": text}
        )
    value = Decimal(text.replace(",", "."))
    if value > _LARGEST:
        return ReadMark(error=_("%(typed)s is outside the scale from 0 to 10.") % {"typed": text})
    if value != value.quantize(Decimal("0.1")):
        return ReadMark(error=_("%(typed)s has more than one decimal.") % {"typed": text})
    return ReadMark(value=value.quantize(Decimal("0.1")))


def _verdict(text: str) -> ReadMark:
    word = fold(text)
    if word in _PASSED:
        return ReadMark(is_passed=True)
    if word in _NOT_PASSED:
        return ReadMark(is_passed=False)
    return ReadMark(error=_("“%(typed)s”: this part is only passed or not passed.") % {"typed": text})
