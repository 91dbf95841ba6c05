"""Aiken: one right choice, as plain text. The question, its choices ``A.`` or ``A)``, and ``ANSWER: A``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.questions.content import Kind, Option, QuestionContent
from curriculum.questions.formats.answers import WHOLE
from curriculum.questions.formats.encodings import decode
from curriculum.questions.formats.reading import (
    BadQuestion,
    Gatherer,
    Place,
    Reading,
    ReadQuestion,
    UnreadableFile,
    refused,
)
from curriculum.questions.formats.texts import Texts, name_from

_CHOICE = re.compile(r"([A-Z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.I)


def read_aiken(data: bytes) -> Reading:
    """The questions of an Aiken file. All its text is plain: what looks like HTML is shown as written."""
    gatherer = Gatherer("points", "is_shuffled", "is_fixed", "feedback", "name")
    try:
        for written in _written(decode(data)):
            with gatherer.question(written.line, written.words[:80]) as place:
                gatherer.add(_question(written, place))
    except UnreadableFile as error:
        return refused(error)
    return gatherer.reading()


@dataclass
class _Written:
    """The lines of one question."""

    line: int = 0
    words: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None


def _written(text: str) -> Sequence[_Written]:
    found: list[_Written] = []
    current = _Written()
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        choice, answer = _CHOICE.fullmatch(bare), _ANSWER.fullmatch(bare)
        if not bare:
            if current.words and current.choices:
                found.append(current)
                current = _Written()
            continue
        current.line = current.line or number
        if answer:
            current.answer = answer[1].strip()
            found.append(current)
            current = _Written()
        elif choice and current.words:
            current.choices.append((choice[1], choice[2]))
        elif current.choices:
            letter, words = current.choices[-1]
            current.choices[-1] = letter, f"{words}\n{bare}"
        else:
            current.words = f"{current.words}\n{bare}".strip()
    return [*found, current] if current.line else found


def _question(written: _Written, place: Place) -> ReadQuestion:
    texts = Texts()
    if not written.words:
        raise BadQuestion(_("An answer stands here without a question above it."))
    words = texts.html(written.words, "plain")
    place.name = name = name_from(words)
    letters = [letter for letter, _words in written.choices]
    if written.answer is None:
        raise BadQuestion(_("The line “ANSWER: …” is missing."))
    if written.answer not in letters:
        raise BadQuestion(_("The answer “%(answer)s” is none of the choices.") % {"answer": written.answer[:40]})
    options = [
        Option(letter, texts.line(text, "plain"), WHOLE if letter == written.answer else Decimal(0))
        for letter, text in written.choices
    ]
    content = QuestionContent(kind=Kind.SINGLE, name=name, text=words, options=tuple(options))
    return ReadQuestion(content, line=written.line)
