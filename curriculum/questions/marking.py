"""Marking a response, kind by kind: what share of a question's points it earns. Pure; nothing is asked or stored.

Ordering counts right neighbours: of the n - 1 steps "this, then that" of the right order, how many the response takes.
Whoever puts one step of a procedure in the wrong place loses what is around it and no more; counting places would
take everything from somebody who only began with the wrong step, for all the others are then moved by one.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from curriculum.errors import MalformedResponse
from curriculum.questions.content import Accepted, AcceptedNumber, Gap, Kind, Option, Pair, QuestionContent
from curriculum.questions.reading import matches, read_number, without_wildcards

WHOLE = Decimal(100)
NOTHING = Decimal(0)
LONGEST_ANSWER = 1_000  # letters of a short answer; essays have room
LONGEST_ESSAY = 100_000
BY_PERSON = frozenset({Kind.ESSAY, Kind.SITUATION})

Response = Mapping[str, Any]


def mark(content: QuestionContent, response: Response) -> Decimal | None:
    """The share of the question's points in hundredths, 0 to 100 to two places; None where a person must mark.

    Raises ``MalformedResponse`` for what no page of ours sends. An empty response earns nothing.
    """
    check_response(content, response)
    if content.kind in BY_PERSON:
        return None
    if not response:
        return NOTHING
    return _within(_MARKED[content.kind](content, response))


def check_response(content: QuestionContent, response: Response) -> None:
    """Raise ``MalformedResponse`` unless the response has the shape of the kind and names what there is."""
    if not isinstance(response, Mapping):
        raise _malformed()
    if response:
        _CHECKED[content.kind](content, response)


def full_response(content: QuestionContent) -> dict[str, Any]:
    """A response that earns everything; the model answer where a person marks."""
    match content.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return {"choice": _best(content.options).key}
        case Kind.MULTIPLE:
            return {"choices": [option.key for option in content.options if option.credit > 0]}
        case Kind.MATCHING:
            return {"pairs": {pair.key: pair.key for pair in asked(content)}}
        case Kind.ORDERING:
            return {"order": [item.key for item in content.items]}
        case Kind.NUMERICAL | Kind.SHORT_ANSWER:
            return {"text": _typed(content.numbers, content.accepted)}
        case Kind.CLOZE:
            return {"gaps": {gap.key: _filled(gap) for gap in content.gaps}}
    return {"text": content.model_answer}


def asked(content: QuestionContent) -> list[Pair]:
    """The pairs of a matching question that ask for an answer; the others only offer one."""
    return [pair for pair in content.pairs if pair.prompt]


def accepted_for(content: QuestionContent, accepted: Sequence[Accepted], text: str) -> Accepted | None:
    """The first of the accepted texts that the typed one is."""
    for one in accepted:
        if matches(one.text, text, folds_tones=content.folds_tones, is_case_sensitive=content.is_case_sensitive):
            return one
    return None


def number_for(numbers: Sequence[AcceptedNumber], text: str) -> AcceptedNumber | None:
    """The accepted number that the typed one is near enough to; of several readings the one with most credit."""
    near = (_near(numbers, value) for value in read_number(text))
    return max((one for one in near if one is not None), key=lambda one: one.credit, default=None)


def gap_mark(content: QuestionContent, gap: Gap, value: str) -> Decimal:
    """The share of one gap of a cloze text, 0 to 100."""
    if gap.options:
        return _within(_credits(gap.options)[value])
    found = number_for(gap.numbers, value) if gap.numbers else accepted_for(content, gap.accepted, value)
    return _within(found.credit) if found else NOTHING


# Marking; the shape has been looked at.


def _choice(content: QuestionContent, response: Response) -> Decimal:
    return _credits(content.options)[response["choice"]]


def _choices(content: QuestionContent, response: Response) -> Decimal:
    credits_ = _credits(content.options)
    return sum((credits_[key] for key in response["choices"]), NOTHING)


def _pairs(content: QuestionContent, response: Response) -> Decimal:
    """A pair is right when the words chosen are its own; two prompts may have the same answer."""
    answers = {pair.key: pair.answer for pair in content.pairs}
    right = sum(answers[prompt] == answers[chosen] for prompt, chosen in response["pairs"].items())
    return WHOLE * right / len(asked(content))


def _order(content: QuestionContent, response: Response) -> Decimal:
    keys, given = [item.key for item in content.items], response["order"]
    right = set(pairwise(keys)) & set(pairwise(given))
    return WHOLE * len(right) / (len(keys) - 1)


def _number(content: QuestionContent, response: Response) -> Decimal:
    found = number_for(content.numbers, response["text"])
    return found.credit if found else NOTHING


def _text(content: QuestionContent, response: Response) -> Decimal:
    found = accepted_for(content, content.accepted, response["text"])
    return found.credit if found else NOTHING


def _gaps(content: QuestionContent, response: Response) -> Decimal:
    gaps = {gap.key: gap for gap in content.gaps}
    earned = sum(
        (gaps[key].points * gap_mark(content, gaps[key], value) for key, value in response["gaps"].items()), NOTHING
    )
    return earned / sum(gap.points for gap in content.gaps)


_MARKED: dict[Kind, Callable[[QuestionContent, Response], Decimal]] = {
    Kind.SINGLE: _choice,
    Kind.TRUE_FALSE: _choice,
    Kind.MULTIPLE: _choices,
    Kind.MATCHING: _pairs,
    Kind.ORDERING: _order,
    Kind.NUMERICAL: _number,
    Kind.SHORT_ANSWER: _text,
    Kind.CLOZE: _gaps,
}


# The shape of responses.


def _check_choice(content: QuestionContent, response: Response) -> None:
    _expect_known([_only(response, "choice", str)], content.options)


def _check_choices(content: QuestionContent, response: Response) -> None:
    _expect_known(_only(response, "choices", list), content.options)


def _check_pairs(content: QuestionContent, response: Response) -> None:
    pairs = _only(response, "pairs", dict)
    _expect_known(list(pairs), asked(content))
    for chosen in pairs.values():
        _expect_known([chosen], content.pairs)


def _check_order(content: QuestionContent, response: Response) -> None:
    _expect_known(_only(response, "order", list), content.items)


def _check_short(content: QuestionContent, response: Response) -> None:
    _expect_text(_only(response, "text", str), LONGEST_ANSWER)


def _check_essay(content: QuestionContent, response: Response) -> None:
    _expect_text(_only(response, "text", str), LONGEST_ESSAY)


def _check_gaps(content: QuestionContent, response: Response) -> None:
    given = _only(response, "gaps", dict)
    _expect_known(list(given), content.gaps)
    for gap in content.gaps:
        if gap.key in given:
            _expect_text(given[gap.key], LONGEST_ANSWER)
            if gap.options:
                _expect_known([given[gap.key]], gap.options)


_CHECKED: dict[Kind, Callable[[QuestionContent, Response], None]] = {
    Kind.SINGLE: _check_choice,
    Kind.TRUE_FALSE: _check_choice,
    Kind.MULTIPLE: _check_choices,
    Kind.MATCHING: _check_pairs,
    Kind.ORDERING: _check_order,
    Kind.NUMERICAL: _check_short,
    Kind.SHORT_ANSWER: _check_short,
    Kind.CLOZE: _check_gaps,
    Kind.ESSAY: _check_essay,
    Kind.SITUATION: _check_essay,
}


def _only(response: Response, name: str, shape: type) -> Any:
    """The one value a response of this kind has."""
    if set(response) != {name} or not isinstance(response[name], shape):
        raise _malformed()
    return response[name]


def _expect_known(keys: list, parts: Sequence[Any]) -> None:
    """Every key names one of the parts, none twice."""
    known = {part.key for part in parts}
    if not all(isinstance(key, str) and key in known for key in keys) or len(set(keys)) != len(keys):
        raise _malformed()


def _expect_text(text: Any, longest: int) -> None:
    if not isinstance(text, str) or len(text) > longest:
        raise _malformed()


def _malformed() -> MalformedResponse:
    return MalformedResponse(_("The answer does not fit the question. It was not saved; load the page again."))


def _within(credit: Decimal) -> Decimal:
    """To two places, so that three times 33.33333 is the whole; never below nothing, never beyond the whole."""
    return min(max(credit, NOTHING), WHOLE).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _credits(options: Sequence[Option]) -> dict[str, Decimal]:
    return {option.key: option.credit for option in options}


def _best(options: Sequence[Option]) -> Option:
    return max(options, key=lambda option: option.credit)


def _near(numbers: Sequence[AcceptedNumber], value: Decimal) -> AcceptedNumber | None:
    return next((one for one in numbers if abs(value - one.value) <= one.tolerance), None)


def _typed(numbers: Sequence[AcceptedNumber], accepted: Sequence[Accepted]) -> str:
    if numbers:
        return format(max(numbers, key=lambda one: one.credit).value, "f").replace(".", ",")
    return without_wildcards(max(accepted, key=lambda one: one.credit).text)


def _filled(gap: Gap) -> str:
    return _best(gap.options).key if gap.options else _typed(gap.numbers, gap.accepted)
