"""An answer beside the key, line by line, for the page of a result and for whoever marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from curriculum.questions.content import AcceptedNumber, Criterion, Gap, Kind, QuestionContent
from curriculum.questions.marking import accepted_for, asked, full_response, gap_mark, number_for

WHOLE = 100


@dataclass(frozen=True)
class ChoiceLine:
    """A choice as it stood, whether it was chosen and whether it should have been."""

    text: str
    is_chosen: bool
    is_right: bool
    feedback: str


@dataclass(frozen=True)
class Line:
    """One thing asked, what was given for it and what is right. ``label`` is HTML, the others are plain text."""

    label: str
    given: str
    right: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Answered:
    """All of one answer; only the parts of its kind are filled."""

    is_empty: bool
    choices: Sequence[ChoiceLine] = field(default_factory=list)
    lines: Sequence[Line] = field(default_factory=list)
    written: str = ""
    model_answer: str = ""
    rubric: Sequence[Criterion] = ()


def answered(content: QuestionContent, response: Mapping[str, Any] | None, order: Mapping[str, Any]) -> Answered:
    """What was answered, in the order in which the choices stood."""
    given = response or {}
    match content.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.TRUE_FALSE:
            return Answered(not given, choices=_choices(content, given, order))
        case Kind.MATCHING:
            return Answered(not given, lines=_pairs(content, given))
        case Kind.ORDERING:
            return Answered(not given, lines=_places(content, given))
        case Kind.NUMERICAL | Kind.SHORT_ANSWER:
            return Answered(not given, lines=[_typed(content, given)])
        case Kind.CLOZE:
            return Answered(not given, lines=[_gap(content, gap, n, given) for n, gap in enumerate(content.gaps, 1)])
    return Answered(not given, written=given.get("text", ""), model_answer=content.model_answer, rubric=content.rubric)


def in_order(parts: Sequence[Any], keys: Sequence[str] | None) -> list[Any]:
    """The parts as the attempt shows them; in the order of the question where none was drawn."""
    by_key = {part.key: part for part in parts}
    return [by_key[key] for key in keys if key in by_key] if keys else list(parts)


def _choices(content: QuestionContent, given: Mapping[str, Any], order: Mapping[str, Any]) -> list[ChoiceLine]:
    chosen = set(given.get("choices", [])) | {given.get("choice")}
    right = full_response(content)
    keys = set(right.get("choices", [])) | {right.get("choice")}
    return [
        ChoiceLine(one.text, one.key in chosen, one.key in keys, one.feedback)
        for one in in_order(content.options, order.get("options"))
    ]


def _pairs(content: QuestionContent, given: Mapping[str, Any]) -> list[Line]:
    answers = {pair.key: pair.answer for pair in content.pairs}
    chosen = given.get("pairs", {})
    return [
        Line(pair.prompt, said := answers.get(chosen.get(pair.key, ""), ""), pair.answer, said == pair.answer)
        for pair in asked(content)
    ]


def _places(content: QuestionContent, given: Mapping[str, Any]) -> list[Line]:
    texts = {item.key: item.text for item in content.items}
    order = given.get("order", [])
    said = [texts.get(key, "") for key in order] + [""] * (len(content.items) - len(order))
    return [
        Line(str(n), one, item.text, one == item.text)
        for n, (one, item) in enumerate(zip(said, content.items, strict=False), 1)
    ]


def _typed(content: QuestionContent, given: Mapping[str, Any]) -> Line:
    text = given.get("text", "")
    right = full_response(content)["text"]
    if content.kind is Kind.NUMERICAL:
        number = number_for(content.numbers, text)
        return Line(
            "",
            text,
            _number(content.numbers),
            bool(number and number.credit == WHOLE),
            number.feedback if number else "",
        )
    found = accepted_for(content, content.accepted, text)
    return Line("", text, right, bool(found and found.credit == WHOLE), found.feedback if found else "")


def _gap(content: QuestionContent, gap: Gap, place: int, given: Mapping[str, Any]) -> Line:
    value = given.get("gaps", {}).get(gap.key, "")
    texts = {option.key: option.text for option in gap.options}
    right = full_response(content)["gaps"][gap.key]
    is_right = bool(value) and gap_mark(content, gap, value) == WHOLE
    return Line(_("Gap %(place)s") % {"place": place}, texts.get(value, value), texts.get(right, right), is_right)


def _number(numbers: Sequence[AcceptedNumber]) -> str:
    best = max(numbers, key=lambda one: one.credit)
    shown = number_format(best.value.normalize())
    return f"{shown} ± {number_format(best.tolerance.normalize())}" if best.tolerance else shown
