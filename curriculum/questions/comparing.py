"""What changed between two versions of a question, part by part and word by word, for people to read."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.questions.cleaning import html_to_plain, pictures_in
from curriculum.questions.content import Accepted, AcceptedNumber, Kind, Option, QuestionContent

_WORDS = re.compile(r"\S+\s*")
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Change:
    """One part that differs: pieces of (``same``, ``gone`` or ``new``; words)."""

    label: str
    pieces: list[tuple[str, str]]


def compare(before: QuestionContent, after: QuestionContent) -> list[Change]:
    """The parts that differ, in the order in which a reader meets them; empty where only the form differs."""
    old, new = dict(parts_of(before)), dict(parts_of(after))
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Change(label, _pieces(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def parts_of(content: QuestionContent) -> Iterator[tuple[str, str]]:
    """The question as labelled words: what stands on paper when one prints it for checking."""
    yield _("Name"), content.name
    yield _("Text"), html_to_plain(content.text)
    yield _("Points"), in_words(content.points)
    for option in content.options:
        yield _("Choice %(key)s") % {"key": option.key}, _option(option)
    for pair in content.pairs:
        prompt = html_to_plain(pair.prompt) or _("belongs to nothing")
        yield _("Pair %(key)s") % {"key": pair.key}, f"{prompt} → {pair.answer}"
    if content.items:
        yield _("Right order"), "\n".join(html_to_plain(item.text) for item in content.items)
    for place, accepted in enumerate(content.accepted, start=1):
        yield _("Accepted answer %(key)s") % {"key": place}, _accepted(accepted)
    for place, number in enumerate(content.numbers, start=1):
        yield _("Accepted answer %(key)s") % {"key": place}, _number(number)
    for gap in content.gaps:
        words = [
            *(_option(one) for one in gap.options),
            *(_accepted(one) for one in gap.accepted),
            *(_number(one) for one in gap.numbers),
        ]
        yield _("Gap %(key)s, counts %(points)s") % {"key": gap.key, "points": gap.points}, "\n".join(words)
    for criterion in content.rubric:
        levels = "\n".join(f"{in_words(level.points)}: {level.text}" for level in criterion.levels)
        yield _("Criterion %(key)s") % {"key": criterion.key}, f"{criterion.name}\n{levels}"
    yield _("Model answer"), html_to_plain(content.model_answer)
    yield _("Feedback"), html_to_plain(content.feedback)
    yield _("Settings"), ", ".join(_settings(content))
    yield _("Pictures"), "\n".join(sorted(pictures_in(content)))


def in_words(value: Decimal) -> str:
    """A number as Vietnamese writes it, without noughts at its end."""
    return format(value.normalize(), "f").replace(".", ",")


def _settings(content: QuestionContent) -> Iterator[str]:
    if content.is_shuffled and content.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING):
        yield _("shuffled")
    if content.kind in (Kind.SHORT_ANSWER, Kind.CLOZE):
        yield _("tone marks do not count") if content.folds_tones else _("tone marks count")
        if content.is_case_sensitive:
            yield _("capitals count")


def _option(option: Option) -> str:
    words = f"{html_to_plain(option.text)} ({in_words(option.credit)} %)"
    fixed = f" [{_('keeps its place')}]" if option.is_fixed else ""
    return f"{words}{fixed}{_said(option.feedback)}"


def _accepted(accepted: Accepted) -> str:
    return f"{accepted.text} ({in_words(accepted.credit)} %){_said(accepted.feedback)}"


def _number(number: AcceptedNumber) -> str:
    tolerance = f" ± {in_words(number.tolerance)}" if number.tolerance else ""
    return f"{in_words(number.value)}{tolerance} ({in_words(number.credit)} %){_said(number.feedback)}"


def _said(feedback: str) -> str:
    return f" – {html_to_plain(feedback)}" if feedback else ""


def _pieces(before: str, after: str) -> list[tuple[str, str]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces = []
    for what, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append((SAME, "".join(old[start:end])))
            continue
        pieces += [(GONE, "".join(old[start:end]))] if end > start else []
        pieces += [(NEW, "".join(new[begin:stop]))] if stop > begin else []
    return pieces
