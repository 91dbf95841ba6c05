"""What a question must have to be answered and marked at all. Each thing that stands in the way is a sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from curriculum.errors import ImpossibleContent
from curriculum.questions.cleaning import html_to_plain
from curriculum.questions.content import Accepted, AcceptedNumber, Gap, Kind, Option, QuestionContent
from curriculum.questions.marking import LONGEST_ANSWER, WHOLE, asked
from curriculum.questions.reading import LONGEST_NUMBER
from curriculum.vietnamese.text import nfc

GAP = re.compile(r"\{\{([^{}]+)\}\}")
LONGEST_KEY = 64
LONGEST_NAME = 255
MOST_POINTS = 1000
ROUNDING = Decimal("0.05")  # 33.33333 three times is the whole
_TRUE_AND_FALSE = {"true", "false"}


def check_content(content: QuestionContent) -> None:
    """Raise ``ImpossibleContent`` with every reason why nobody could answer or mark this question."""
    sentences = list(problems_of(content))
    if sentences:
        raise ImpossibleContent(sentences)


def problems_of(content: QuestionContent) -> Iterator[str]:
    """The sentences of ``check_content``, one for each problem."""
    if not nfc(content.name):
        yield _("The question needs a name.")
    if len(content.name) > LONGEST_NAME:
        yield _("The name is longer than %(most)s letters.") % {"most": LONGEST_NAME}
    if not html_to_plain(content.text):
        yield _("The question asks nothing: its text is empty.")
    if not content.points.is_finite() or not 0 < content.points <= MOST_POINTS:
        yield _("The points must be more than 0 and at most %(most)s.") % {"most": MOST_POINTS}
    yield from _strange_parts(content)
    yield from _PROBLEMS[content.kind](content)


def _single(content: QuestionContent) -> Iterator[str]:
    yield from _choices_of(content.options)
    right = sum(option.credit == WHOLE for option in content.options)
    if right != 1:
        yield _("Exactly one choice must be right; here %(count)s are.") % {"count": right}


def _multiple(content: QuestionContent) -> Iterator[str]:
    yield from _choices_of(content.options)
    total = sum((option.credit for option in content.options if option.credit > 0), Decimal(0))
    if not any(option.credit > 0 for option in content.options):
        yield _("No choice is right.")
    elif abs(total - WHOLE) > ROUNDING:
        yield _("The right choices together must give 100 %%; here they give %(total)s %%.") % {"total": _plain(total)}


def _true_false(content: QuestionContent) -> Iterator[str]:
    if {option.key for option in content.options} != _TRUE_AND_FALSE or len(content.options) != 2:
        yield _("A question of true or false has the two choices “true” and “false”.")
    elif sum(option.credit == WHOLE for option in content.options) != 1:
        yield _("Exactly one of true and false must be right.")


def _matching(content: QuestionContent) -> Iterator[str]:
    yield from _keys_of(content.pairs)
    if len(asked(content)) < 2:
        yield _("Matching needs at least two lines with something to match.")
    if any(not pair.answer for pair in content.pairs):
        yield _("Every line needs an answer.")
    if len({nfc(pair.answer).casefold() for pair in content.pairs}) < 2:
        yield _("All answers are the same: there is nothing to choose.")


def _ordering(content: QuestionContent) -> Iterator[str]:
    yield from _keys_of(content.items)
    if len(content.items) < 2:
        yield _("Putting in order needs at least two things.")
    yield from _empty_or_same([item.text for item in content.items])


def _numerical(content: QuestionContent) -> Iterator[str]:
    yield from _numbers_of(content.numbers)


def _short_answer(content: QuestionContent) -> Iterator[str]:
    yield from _accepted_of(content.accepted)


def _cloze(content: QuestionContent) -> Iterator[str]:
    named = GAP.findall(content.text)
    yield from _keys_of(content.gaps)
    if not content.gaps:
        yield _("The text has no gap. Write {{1}} where one is, and say what belongs there.")
    there = {gap.key for gap in content.gaps}
    for key in sorted(set(named) - there):
        yield _("The text names the gap {{%(key)s}}, and nothing is said about it.") % {"key": key}
    for key in sorted(there - set(named)):
        yield _("The gap {{%(key)s}} does not stand in the text.") % {"key": key}
    for key, count in sorted(Counter(named).items()):
        if count > 1:
            yield _("The gap {{%(key)s}} stands in the text %(count)s times; it can stand there once.") % {
                "key": key,
                "count": count,
            }
    for gap in content.gaps:
        for sentence in _gap(gap):
            yield _("Gap {{%(key)s}}: %(sentence)s") % {"key": gap.key, "sentence": sentence}


def _essay(content: QuestionContent) -> Iterator[str]:
    yield from _keys_of(content.rubric)
    for criterion in content.rubric:
        if not criterion.name:
            yield _("A criterion has no name.")
        if len({level.points for level in criterion.levels}) < 2:
            yield _("The criterion “%(name)s” needs at least two levels with different points.") % {
                "name": criterion.name
            }
        if any(not level.points.is_finite() or level.points < 0 for level in criterion.levels):
            yield _("The criterion “%(name)s” has a level below 0 points.") % {"name": criterion.name}


def _situation(content: QuestionContent) -> Iterator[str]:
    if not content.rubric:
        yield _("A situation needs a rubric: say by which criteria the answer is marked.")
    yield from _essay(content)


_PROBLEMS: dict[Kind, Callable[[QuestionContent], Iterator[str]]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERICAL: _numerical,
    Kind.SHORT_ANSWER: _short_answer,
    Kind.CLOZE: _cloze,
    Kind.ESSAY: _essay,
    Kind.SITUATION: _situation,
}

_PARTS = {
    "options": (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE),
    "pairs": (Kind.MATCHING,),
    "items": (Kind.ORDERING,),
    "numbers": (Kind.NUMERICAL,),
    "accepted": (Kind.SHORT_ANSWER,),
    "gaps": (Kind.CLOZE,),
    "rubric": (Kind.ESSAY, Kind.SITUATION),
}


def _strange_parts(content: QuestionContent) -> Iterator[str]:
    """Parts of another kind, which nobody would ever see."""
    if any(getattr(content, part) and content.kind not in kinds for part, kinds in _PARTS.items()):
        yield _("The question has parts that belong to another kind of question.")


def _gap(gap: Gap) -> Iterator[str]:
    if gap.points < 1 or gap.points > MOST_POINTS:
        yield _("it must count at least 1 point.")
    filled = [bool(gap.options), bool(gap.accepted), bool(gap.numbers)]
    if sum(filled) != 1:
        yield _("give either choices, or accepted texts, or numbers.")
    elif gap.options:
        yield from _choices_of(gap.options)
        if not any(option.credit == WHOLE for option in gap.options):
            yield _("No choice is right.")
    elif gap.numbers:
        yield from _numbers_of(gap.numbers)
    else:
        yield from _accepted_of(gap.accepted)


def _choices_of(options: Sequence[Option]) -> Iterator[str]:
    yield from _keys_of(options)
    if len(options) < 2:
        yield _("There must be at least two choices.")
    yield from _empty_or_same([option.text for option in options])
    yield from _credits_of(options, least=-WHOLE)


def _accepted_of(accepted: Sequence[Accepted]) -> Iterator[str]:
    if any(not nfc(one.text) for one in accepted):
        yield _("An accepted text is empty.")
    if any(len(one.text) > LONGEST_ANSWER for one in accepted):
        yield _("An accepted text is longer than an answer may be.")
    yield from _credits_of(accepted)
    if not any(one.credit == WHOLE for one in accepted):
        yield _("No answer earns the full points: no accepted text earns all of them.")


def _numbers_of(numbers: Sequence[AcceptedNumber]) -> Iterator[str]:
    for one in numbers:
        if not (one.value.is_finite() and one.tolerance.is_finite()) or one.tolerance < 0:
            yield _("A number and its tolerance must be ordinary numbers, the tolerance not below 0.")
        elif len(format(one.value, "f")) > LONGEST_NUMBER:
            yield _("A number has more digits than anybody can type.")
    yield from _credits_of(numbers)
    if not any(one.credit == WHOLE for one in numbers):
        yield _("No answer earns the full points: no number earns all of them.")


def _keys_of(parts: Iterable[Any]) -> Iterator[str]:
    keys = [part.key for part in parts]
    if any(not key or len(key) > LONGEST_KEY for key in keys):
        yield _("A part of the question has no key, or one that is too long.")
    for key, count in Counter(keys).items():
        if count > 1:
            yield _("The key “%(key)s” occurs %(count)s times; each part needs its own.") % {"key": key, "count": count}


def _empty_or_same(texts: Sequence[str]) -> Iterator[str]:
    """A picture without words is a text too; two of them differ by their keys."""
    if any(not text.strip() for text in texts):
        yield _("A line is empty.")
    for text, count in Counter(text for text in texts if text.strip()).items():
        if count > 1:
            yield _("“%(text)s” stands there %(count)s times.") % {
                "text": html_to_plain(text)[:60] or _("picture"),
                "count": count,
            }


def _credits_of(parts: Iterable[Any], *, least: Decimal = Decimal(0)) -> Iterator[str]:
    if any(not part.credit.is_finite() or not least <= part.credit <= WHOLE for part in parts):
        yield _("What an answer earns must lie between %(least)s %% and 100 %%.") % {"least": _plain(least)}


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",")
