"""How much two texts have in common: passages of five syllables that stand in both. Pure, no database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from curriculum.vietnamese.text import fold

LENGTH = 5  # syllables; Vietnamese writes each of them apart
LEAST = 30  # a shorter text says nothing
_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, shared with the other one or not."""

    text: str
    is_shared: bool


def passages(text: str, *, without: Iterable[int] = ()) -> frozenset[int]:
    """The passages of a text, each as a number; ``without`` leaves out those of the task itself."""
    return frozenset(_numbers(_syllables(text))).difference(without)


def likeness(first: frozenset[int], second: frozenset[int]) -> int:
    """The share (%) of the shorter text's passages that stand in the other one too."""
    shorter = min(len(first), len(second))
    return round(100 * len(first & second) / shorter) if shorter >= LEAST else 0


def pieces(text: str, shared: frozenset[int]) -> list[Piece]:
    """The text cut where it begins or ceases to be shared; put together again it is the text."""
    found = [(match.start(), match.end()) for match in _SYLLABLE.finditer(text)]
    numbers = _numbers([fold(text[start:end]) for start, end in found])
    is_shared = [False] * len(found)
    for place, number in enumerate(numbers):
        if number in shared:
            is_shared[place : place + LENGTH] = [True] * LENGTH
    cut: list[Piece] = []
    begin, state = 0, False
    for (start, _end), now_shared in zip(found, is_shared, strict=True):
        if now_shared != state:
            cut.append(Piece(text[begin:start], state))
            begin, state = start, now_shared
    cut.append(Piece(text[begin:], state))
    return [piece for piece in cut if piece.text]


def _syllables(text: str) -> list[str]:
    return [fold(match[0]) for match in _SYLLABLE.finditer(text)]


def _numbers(syllables: list[str]) -> list[int]:
    return [hash(tuple(syllables[place : place + LENGTH])) for place in range(len(syllables) - LENGTH + 1)]
