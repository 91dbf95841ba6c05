"""The words of a search: folded for the index, found again in the text as it was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from curriculum.vietnamese.text import fold, nfc

LONGEST = 200  # of what is typed into the box
MOST_WORDS = 12
SNIPPET = 220
BEFORE = 60  # letters shown in front of the first hit

_WORD = re.compile(r"[^\W_]+")


def folded_words(text: str) -> str:
    """The words of the text, folded, with one space between them: both databases cut this into the same words."""
    return " ".join(_WORD.findall(fold(text)))


class _LetterByLetter(dict):
    """Folds each letter to exactly one, so that places in the folded text are places in the text itself."""

    def __missing__(self, code: int) -> int:
        folded = fold(chr(code))
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_LETTERS = _LetterByLetter()


@dataclass(frozen=True)
class Words:
    """What somebody looks for. The last word may be the beginning of one."""

    written: str

    @classmethod
    def of(cls, written: str) -> "Words":
        return cls(nfc(written)[:LONGEST])

    @cached_property
    def folded(self) -> list[str]:
        return folded_words(self.written).split()[:MOST_WORDS]

    def __bool__(self) -> bool:
        return bool(self.folded)

    @cached_property
    def _pattern(self) -> re.Pattern:
        *whole, last = sorted(set(self.folded), key=lambda word: word == self.folded[-1])
        ways = "|".join([*(rf"{word}(?![^\W_])" for word in whole), rf"{last}[^\W_]*"])
        return re.compile(rf"(?<![^\W_])(?:{ways})")

    def _hits(self, text: str) -> list[re.Match]:
        return list(self._pattern.finditer(text.translate(_LETTERS)))

    def marked(self, text: str) -> SafeString:
        """The text with every hit marked."""
        return _with_marks(text, [match.span() for match in self._hits(text)])

    def snippet(self, text: str) -> SafeString:
        """The part of the text in which most of the words stand together, marked; its beginning where none stands."""
        hits = self._hits(text)
        start, end = _around(text, self._densest(hits))
        spans = [(first - start, last - start) for first, last in (hit.span() for hit in hits) if start <= first < end]
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return format_html("{}{}{}", before, _with_marks(text[start:end], spans), after)

    @staticmethod
    def _densest(hits: list[re.Match]) -> int:
        """Where the stretch begins that holds the most different words, then the most hits."""
        best, best_start = (0, 0), 0
        last = 0
        for first, hit in enumerate(hits):
            while last < len(hits) and hits[last].end() <= hit.start() + SNIPPET - BEFORE:
                last += 1
            inside = hits[first:last]
            value = (len({found.group() for found in inside}), len(inside))
            if value > best:
                best, best_start = value, hit.start()
        return best_start


def _around(text: str, place: int) -> tuple[int, int]:
    """A stretch of the text around the place that begins and ends between words."""
    start = max(0, place - BEFORE)
    if start:
        start = text.find(" ", start, place) + 1 or place
    end = start + SNIPPET
    if end >= len(text):
        return start, len(text)
    return start, max(text.rfind(" ", place, end), place + 1)


def _with_marks(text: str, spans: list[tuple[int, int]]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, spans)))


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    at = 0
    for first, last in spans:
        yield text[at:first]
        yield format_html("<mark>{}</mark>", text[first:last])
        at = last
    yield text[at:]
