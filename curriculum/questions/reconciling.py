"""A question read from a file beside the one in the bank: what the file cannot say stays as it was.

Files give keys to nothing, or other ones; yet the keys of choices stay when a text is edited, for attempts and
statistics name them. Choices are recognised by their words, then by their place.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from curriculum.questions.checking import GAP
from curriculum.questions.content import Kind, QuestionContent
from curriculum.vietnamese.text import fold

_STAR = re.compile(r"(?<!\\)\*")
SHUFFLED = {Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING, Kind.CLOZE}


def reconciled(read: QuestionContent, known: QuestionContent, unsaid: Collection[str]) -> QuestionContent:
    """The content as read, with the keys of the known one and with what the format leaves ``unsaid``."""
    if read.kind != known.kind:
        return read
    kept: dict[str, Any] = {name: getattr(known, name) for name in unsaid if hasattr(known, name)}
    if read.kind not in SHUFFLED or (read.kind == Kind.CLOZE and not any(gap.options for gap in read.gaps)):
        kept["is_shuffled"] = known.is_shuffled
    if not read.accepted and not any(gap.accepted for gap in read.gaps):
        kept["is_case_sensitive"] = known.is_case_sensitive
    content = replace(_with_known_gap_keys(read, known), **kept)
    return replace(
        content,
        options=_options(content.options, known.options, unsaid, is_true_false=read.kind == Kind.TRUE_FALSE),
        pairs=_pairs(content.pairs, known.pairs),
        items=_keyed(content.items, known.items, lambda item: item.text),
        accepted=_typed(content.accepted, known.accepted, unsaid),
        numbers=_typed(content.numbers, known.numbers, unsaid),
        gaps=tuple(_gap(gap, known, unsaid) for gap in content.gaps),
    )


def _keyed(read: Sequence[Any], known: Sequence[Any], words) -> tuple[Any, ...]:
    """The parts as read, each with the key of the known part it is."""
    free = {part.key: part for part in known}
    keys: list[str | None] = []
    for part in read:
        same = next((key for key, other in free.items() if fold(words(other)) == fold(words(part))), None)
        keys.append(same)
        free.pop(same, None)
    for place, key in enumerate(keys):
        if key is None and place < len(known) and known[place].key in free:
            keys[place] = known[place].key
            free.pop(known[place].key)
    taken = {key for key in keys if key is not None}
    settled = []
    for part, key in zip(read, keys, strict=True):
        own = key if key is not None else _unused(part.key, taken)
        taken.add(own)
        settled.append(replace(part, key=own))
    return tuple(settled)


def _pairs(read: Sequence[Any], known: Sequence[Any]) -> tuple[Any, ...]:
    """The order of the lines says nothing of a matching question: the same lines stay in the order they had."""
    pairs = _keyed(read, known, lambda pair: f"{pair.prompt} → {pair.answer}")
    return tuple(known) if {pair.key: pair for pair in pairs} == {pair.key: pair for pair in known} else pairs


def _unused(key: str, taken: Collection[str]) -> str:
    return next(one for one in (key, *(f"{key}{place}" for place in range(2, 1000))) if one not in taken)


def _options(read, known, unsaid: Collection[str], *, is_true_false: bool = False) -> tuple[Any, ...]:
    options = read if is_true_false else _keyed(read, known, lambda option: option.text)
    by_key = {option.key: option for option in known}
    settled = []
    for option in options:
        there = by_key.get(option.key)
        if there is not None and (is_true_false or "is_fixed" in unsaid):
            option = replace(option, is_fixed=there.is_fixed)
        if there is not None and is_true_false:
            option = replace(option, text=there.text)
        if there is not None and "feedback" in unsaid:
            option = replace(option, feedback=there.feedback)
        settled.append(option)
    if is_true_false:
        order = [option.key for option in known]
        settled.sort(key=lambda option: order.index(option.key))
    return tuple(settled)


def _typed(read, known, unsaid: Collection[str]) -> tuple[Any, ...]:
    """Accepted texts and numbers; what is said to them stays where the format has no place for it."""
    settled = list(read)
    if "typed_feedback" in unsaid:
        told = {_answer(one): one.feedback for one in known}
        settled = [replace(one, feedback=one.feedback or told.get(_answer(one), "")) for one in settled]
    if "wildcards" in unsaid and settled == [one for one in known if not _has_wildcard(one)]:
        return tuple(known)
    return tuple(settled)


def _has_wildcard(one: Any) -> bool:
    return bool(_STAR.search(getattr(one, "text", "")))


def _answer(one: Any) -> Any:
    return one.text if hasattr(one, "text") else (one.value, one.tolerance)


def _gap(gap, known: QuestionContent, unsaid: Collection[str]):
    there = next((one for one in known.gaps if one.key == gap.key), None)
    if there is None:
        return gap
    options = _options(gap.options, there.options, unsaid)
    if "typed_feedback" in unsaid:
        told = {option.key: option.feedback for option in there.options}
        options = tuple(replace(one, feedback=one.feedback or told.get(one.key, "")) for one in options)
    return replace(
        gap,
        options=options,
        accepted=_typed(gap.accepted, there.accepted, unsaid),
        numbers=_typed(gap.numbers, there.numbers, unsaid),
    )


def _with_known_gap_keys(read: QuestionContent, known: QuestionContent) -> QuestionContent:
    """Gaps are recognised by their place in the text."""
    before, after = GAP.findall(read.text), GAP.findall(known.text)
    if len(before) != len(after) or before == after:
        return read
    names = dict(zip(before, after, strict=True))
    by_key = {gap.key: gap for gap in read.gaps}
    order = [gap.key for gap in known.gaps]
    gaps = [replace(by_key[key], key=names[key]) for key in before]
    gaps.sort(key=lambda gap: order.index(gap.key))
    text = GAP.sub(lambda found: "{{" + names[found[1]] + "}}", read.text)
    return replace(read, text=text, gaps=tuple(gaps))
