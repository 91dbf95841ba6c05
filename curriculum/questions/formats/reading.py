"""What every reader of a question file gives: the questions it could read and a sentence for each it could not.

Readers are pure: bytes go in, a ``Reading`` comes out, whatever the bytes are. Nothing is asked of the database.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from curriculum.errors import ImpossibleContent
from curriculum.questions.checking import check_content
from curriculum.questions.cleaning import clean_content, words_of
from curriculum.questions.content import Picture, QuestionContent
from curriculum.vietnamese.text import nfc

MOST_QUESTIONS = 20_000
MOST_PARTS = 200
LONGEST_TEXT = 200_000
LONGEST_NAME = 255
LONGEST_CATEGORY = 200
DEEPEST_CATEGORY = 8
MOST_PROBLEMS = 1_000
_TCVN3 = re.compile("[A-Za-z][µ¸¶·¹Ö«¬ª¨©®]|®[A-Za-z«¬µ]")
_VNI = re.compile("[AEOUYaeouy][øùûõïäåâ]|ñ[aeouô]")
OUR_IDENTITIES = ("id:", "name:", "words:")


class Weight(StrEnum):
    """What a problem means for the question: not taken in, of a kind we do not have, or taken in without something."""

    ERROR = "error"
    LEFT_OUT = "left_out"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """A sentence about one place of the file. Line 0 is the file as a whole."""

    line: int
    name: str
    sentence: str
    weight: Weight = Weight.ERROR


@dataclass(frozen=True)
class ReadQuestion:
    """One question as the file has it: where it belongs, by which name the file knows it, what it brings along."""

    content: QuestionContent
    category: tuple[str, ...] = ()
    identity: str = ""
    tags: tuple[str, ...] = ()
    line: int = 0
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Everything a file gave. ``categories`` holds the description of each category the file names, parents first.

    ``unsaid`` names what the format cannot say of a question; a second import leaves that as it is in the bank.
    """

    questions: Sequence[ReadQuestion] = ()
    problems: Sequence[Problem] = ()
    categories: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()

    def within(self, name: str) -> "Reading":
        """The same, with the questions that have no category in one of this name."""
        path = category_path([name]) or (_("Imported questions"),)
        return replace(
            self, questions=tuple(one if one.category else replace(one, category=path) for one in self.questions)
        )


def known_as(identifier: str) -> str:
    """The identity of a question by its number in the file; one that the bank itself gave comes back as it was."""
    identifier = nfc(identifier)
    is_ours = not identifier or identifier.startswith(OUR_IDENTITIES)
    return (identifier if is_ours else f"id:{identifier}")[:200]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; ``str()`` of it says why and what to do."""


class BadQuestion(Exception):
    """One question cannot be read; the rest of the file can."""

    weight = Weight.ERROR


class NotOurs(BadQuestion):
    """A sound question of a kind that does not exist here."""

    weight = Weight.LEFT_OUT


@dataclass
class Place:
    """Where the reader is: its name is learnt while the question is read."""

    line: int
    name: str = ""


class Gatherer:
    """Collects what a reader finds; a question that breaks becomes a sentence and the next one is read."""

    def __init__(self, *unsaid: str) -> None:
        self.unsaid = frozenset(unsaid)
        self.questions: list[ReadQuestion] = []
        self.problems: list[Problem] = []
        self.categories: dict[tuple[str, ...], str] = {}

    @contextmanager
    def question(self, line: int, name: str = "") -> Iterator[Place]:
        place = Place(line, name)
        try:
            yield place
        except BadQuestion as refusal:
            self._add(Problem(place.line, place.name, str(refusal), refusal.weight))

    def add(self, question: ReadQuestion) -> None:
        """Take a question whose content is clean and sound. Raises ``BadQuestion`` where it is not."""
        if len(self.questions) >= MOST_QUESTIONS:
            raise UnreadableFile(
                _("The file holds more than %(count)d questions. Divide it.") % {"count": MOST_QUESTIONS}
            )
        content = clean_content(question.content)
        _refuse_old_letters(words_of(content))
        parts = (content.options, content.pairs, content.items, content.accepted, content.numbers, content.gaps)
        if any(len(part) > MOST_PARTS for part in parts):
            raise BadQuestion(_("The question has more than %(count)d answers.") % {"count": MOST_PARTS})
        try:
            check_content(content)
        except ImpossibleContent as error:
            raise BadQuestion(str(error)) from error
        self.questions.append(replace(question, content=content))
        self.name_category(question.category)

    def name_category(self, path: tuple[str, ...], description: str = "") -> None:
        for depth in range(1, len(path) + 1):
            self.categories.setdefault(path[:depth], "")
        if path and description:
            self.categories[path] = description

    def note(self, place: Place, sentence: str) -> None:
        """The question is taken in, but something of it is not."""
        self._add(Problem(place.line, place.name, sentence, Weight.NOTE))

    def reading(self) -> Reading:
        return Reading(tuple(self.questions), tuple(self.problems), dict(self.categories), self.unsaid)

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def _refuse_old_letters(words: str) -> None:
    """Texts typed in the fonts of TCVN3 or VNI, which look right in those fonts alone and are broken letters here.

    Three different signs are asked for: “Word® và Excel®” or “kg·m” are as they should be.
    """
    for signs in (_TCVN3, _VNI):
        found = list(signs.finditer(words))
        if len({one[0][-1] for one in found}) < 3 or (signs is _VNI and "ø" not in words.lower()):
            continue
        sample = words[max(found[0].start() - 10, 0) : found[0].end() + 15]
        raise BadQuestion(
            _("The letters are written for an old font, TCVN3 or VNI (“%(sample)s”). Convert the text to Unicode.")
            % {"sample": sample}
        )


def refused(error: UnreadableFile) -> Reading:
    """The reading of a file that cannot be read at all."""
    return Reading(problems=(Problem(0, "", str(error)),))


def category_path(names: Sequence[str]) -> tuple[str, ...]:
    """The names of a category from the top, without those that only Moodle knows (its contexts, "top")."""
    path = [nfc(name).replace(" / ", " – ").strip("/ ")[:LONGEST_CATEGORY].strip() for name in names]
    path = [name for name in path if name]
    if path and path[0].startswith("$") and path[0].endswith("$"):
        path = path[1:]
        if path and path[0].casefold() == "top":
            path = path[1:]
    return tuple(path[:DEEPEST_CATEGORY])
