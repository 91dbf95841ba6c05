"""The questions of a sheet as they are drawn on the page.

Five hundred people who begin an examination see the same words at the same moment. A template draws them once for each
version and language, with holes; what is a person's own is put into the holes (docs/decisions/0042).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from curriculum.questions.content import Kind
from curriculum.questions.once import Once
from curriculum.quizzes.showing import in_order
from portal.trainee.quizzes.fields import Field

_SIGN = token_hex(8)  # of this process alone, so that no text of a question can hold it
_HOLE = re.compile(rf"{_SIGN}:(\w+):")
_TEMPLATES = "portal/trainee/quizzes/"
_LISTED = {Kind.MATCHING: "_pairs.html", Kind.ORDERING: "_items.html"}


class Mould:
    """HTML with named holes."""

    def __init__(self, html: str) -> None:
        self._parts = _HOLE.split(html)  # text and name by turns

    def filled(self, values: Mapping[str, str]) -> SafeString:
        """The HTML with the values, which are HTML themselves."""
        parts = self._parts.copy()
        parts[1::2] = [values[name] for name in parts[1::2]]
        return mark_safe("".join(parts))


@dataclass(frozen=True)
class _Moulds:
    """Of one question: the whole, and each choice as it is left and as it is chosen."""

    question: Mould
    options: Mapping[tuple[str, bool], Mould]


_kept: Once[_Moulds] = Once(most=2000)


def draw(field: Field) -> SafeString:
    """The question with what the person has answered."""
    row = field.row
    key = (row.version_id, get_language(), row.points, row.counts, field.is_flagged)
    moulds = _kept.of(key, row.version.content, lambda: _moulds_of(field))
    own = {"number": str(field.number), "key": str(row.pk), "was": field.was}
    own["answer"] = _answer(field, moulds, own)
    if field.content.kind is Kind.CLOZE:
        own["text"] = field.text
    return moulds.question.filled(own)


def draw_place(field: Field) -> SafeString:
    """The question's place in the map of the sheet."""
    mould = _place_mould(get_language(), field.is_answered, field.is_flagged)
    return mould.filled({"number": str(field.number), "key": str(field.row.pk)})


def _answer(field: Field, moulds: _Moulds, own: Mapping[str, str]) -> str:
    if moulds.options:
        chosen = {field.response.get("choice"), *field.response.get("choices", [])}
        listed = in_order(field.content.options, field.row.order.get("options"))
        return "".join(moulds.options[one.key, one.key in chosen].filled(own) for one in listed)
    if field.content.kind in _LISTED:
        return render_to_string(_TEMPLATES + _LISTED[field.content.kind], {"one": field})
    return escape(field.response.get("text", ""))


def _moulds_of(field: Field) -> _Moulds:
    one = _holes() | {
        "kind": field.kind,
        "text": _hole("text") if field.content.kind is Kind.CLOZE else field.text,
        "content": field.content,
        "row": field.row,
        "rows_of_text": field.rows_of_text,
        "is_flagged": field.is_flagged,
    }
    options = {
        (option.key, is_chosen): _mould("_option.html", one=one, option=option, is_chosen=is_chosen)
        for option in field.content.options
        for is_chosen in (False, True)
    }
    return _Moulds(_mould("_question.html", one=one), options)


@lru_cache
def _place_mould(_language: str, is_answered: bool, is_flagged: bool) -> Mould:
    return _mould("_place.html", one=_holes() | {"is_answered": is_answered, "is_flagged": is_flagged})


def _mould(template: str, **context: Any) -> Mould:
    return Mould(render_to_string(_TEMPLATES + template, context))


def _holes() -> dict[str, Any]:
    holes: dict[str, Any] = {name: _hole(name) for name in ("number", "key", "was", "answer")}
    return holes | {"name": mark_safe(f"q-{_hole('key')}")}


def _hole(name: str) -> SafeString:
    return mark_safe(f"{_SIGN}:{name}:")
