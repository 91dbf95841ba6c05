"""Moodle's GIFT: questions as text, their answers in braces.

Written against Moodle's own reader, so that a file means here what it means there. Beyond it, a question may hold
empty lines within its braces, and shares that miss the whole by rounding are put right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.questions.content import Accepted, Kind, Option, Pair, QuestionContent
from curriculum.questions.formats.answers import WHOLE, accepted_number, key, settled, share, true_false
from curriculum.questions.formats.encodings import decode
from curriculum.questions.formats.reading import (
    MOST_PARTS,
    BadQuestion,
    Gatherer,
    NotOurs,
    Place,
    Reading,
    ReadQuestion,
    UnreadableFile,
    category_path,
    known_as,
    refused,
)
from curriculum.questions.formats.texts import Texts, name_from

ESCAPED = ":#={}~n\\"
_FIRST = 0xE000  # private letters stand for escaped ones while the text is cut into pieces
_HIDDEN = {mark: chr(_FIRST + place) for place, mark in enumerate(ESCAPED)}
_SHOWN = str.maketrans({chr(_FIRST + place): "\n" if mark == "n" else mark for place, mark in enumerate(ESCAPED)})
_ESCAPE = re.compile(r"\\([:#={}~n\\])")
_PRIVATE = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + len(ESCAPED) - 1)}]")
_SHARE = re.compile(r"%([^%\s]{1,20})%")
_STYLE = re.compile(r"\[(html|plain|markdown|moodle)\]")
_IDENTITY = re.compile(r"\[id:((?:\\]|[^\[\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\]|[^\[\]])+?)\]")
_CATEGORY = re.compile(r"\$CATEGORY:(.*)", re.S)
_TILDE_EQUAL = re.compile(r"~\s*=")  # what many write who are used to gaps: Moodle drops the empty choice before the =
_GAP_OF_MOODLE = re.compile(r"\s*\d{0,3}\s*:\s*[A-Z_]{2,20}\s*:")
_GOES_ON = ("=", "~", "#", "}", "%")
BLANK = "_____"
UNSAID = ("points", "is_shuffled", "is_fixed", "folds_tones", "is_case_sensitive", "rubric", "model_answer")


def read_gift(data: bytes) -> Reading:
    """The questions of a GIFT file."""
    gatherer = Gatherer(*UNSAID)
    try:
        _read(decode(data), gatherer)
    except UnreadableFile as error:
        return refused(error)
    return gatherer.reading()


@dataclass
class _Block:
    """The lines of one question: comments apart, escapes hidden."""

    line: int
    remarks: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    is_open: int = 0  # braces begun and not ended

    def take(self, line: str, number: int) -> None:
        line = _hidden(line)
        self.line = self.line or number
        self.lines.append(line)
        self.is_open += line.count("{") - line.count("}")

    @property
    def comments(self) -> str:
        return "\n".join(self.remarks)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def _read(text: str, gatherer: Gatherer) -> None:
    category: tuple[str, ...] = ()
    for block in _blocks(_PRIVATE.sub("", text)):
        written = block.text
        switch = _CATEGORY.match(written)
        if switch:
            first, _end, rest = switch[1].partition("\n")
            category = category_path(_category_names(_shown(first)))
            gatherer.name_category(category)
            if not rest.strip():
                continue
            written = rest.strip()
        with gatherer.question(block.line) as place:
            gatherer.add(_question(written, block, place, category, gatherer))


def _category_names(path: str) -> list[str]:
    """The names of a path; Moodle writes a slash within a name twice."""
    return [name.replace("\ue010", "/") for name in path.replace("//", "\ue010").split("/")]


def _blocks(text: str) -> Iterator[_Block]:
    """The questions, parted by empty lines. Comments before a question belong to it."""
    lines = [*text.split("\n"), ""]
    block = _Block(0)
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if bare.startswith("//"):
            block.remarks.append(bare)
        elif bare:
            block.take(line, number)
        elif block.lines and not (block.is_open > 0 and _goes_on(lines, number)):
            yield block
            block = _Block(0)
        elif block.lines:
            block.lines.append("")
    if block.lines:
        yield block


def _goes_on(lines: list[str], number: int) -> bool:
    after = next((line.strip() for line in lines[number : number + 50] if line.strip()), "")
    return after.startswith(_GOES_ON)


def _question(text: str, block: _Block, place: Place, category: tuple[str, ...], gatherer: Gatherer) -> ReadQuestion:
    texts = Texts()
    name, text = _name(text)
    place.name = name
    asked, answers, feedback = _parts(text)
    style, asked = _style(asked, "moodle")
    words = texts.html(_shown(asked), style)
    place.name = name = name or name_from(words)
    if answers is None:
        raise NotOurs(_("A text without a question (a description) is not taken into the bank."))
    content = _Answers(texts, style, name, words).content(answers, texts.html(*_styled(feedback, style)))
    for sentence in texts.losses():
        gatherer.note(place, sentence)
    identity = _IDENTITY.search(block.comments)
    return ReadQuestion(
        content,
        category,
        identity=known_as(_comment(identity[1])) if identity else "",
        tags=tuple(dict.fromkeys(_comment(tag) for tag in _TAG.findall(block.comments))),
        line=block.line,
        pictures=texts.taken(),
    )


def _name(text: str) -> tuple[str, str]:
    if text.startswith("::"):
        name, end, rest = text[2:].partition("::")
        if end:
            return " ".join(_shown(name).split())[:255], rest.strip()
    return "", text


def _parts(text: str) -> tuple[str, str | None, str]:
    """What is asked, its answers (None where it has none), its general feedback."""
    begin, end = text.find("{"), text.find("}")
    if begin < 0 and end < 0:
        return text, None, ""
    if begin < 0 or end < begin or "{" in text[begin + 1 : end]:
        raise BadQuestion(_("The braces do not match. Write braces that belong to the text as \\{ and \\}."))
    if _GAP_OF_MOODLE.match(text, begin + 1):
        raise NotOurs(_("Gaps such as {1:SHORTANSWER:=…} are not GIFT. Export these questions as Moodle XML."))
    after = text[end + 1 :]
    if "{" in after or "}" in after:
        raise BadQuestion(_("The question has two answer parts. Write braces that belong to the text as \\{ and \\}."))
    answers, mark, feedback = text[begin + 1 : end].rpartition("####")
    if not mark:
        answers, feedback = feedback, ""
    asked = text[:begin] + (BLANK if after.strip() else "") + after
    return asked.strip(), answers.strip(), feedback.strip()


class _Answers:
    """The part in braces, made into the content of the kind it is."""

    def __init__(self, texts: Texts, style: str, name: str, words: str):
        self.texts, self.style, self.name, self.words = texts, style, name, words

    def content(self, answers: str, feedback: str) -> QuestionContent:
        make = self._maker(answers)
        kind, parts = make(answers)
        return QuestionContent(kind=kind, name=self.name, text=self.words, feedback=feedback, **parts)

    def _maker(self, answers: str):
        if not answers:
            return self._essay
        if answers.startswith("#"):
            return self._numbers
        if "~" in answers:
            return self._choices
        if "=" in answers and "->" in answers:
            return self._pairs
        if answers.partition("#")[0].strip() in ("T", "TRUE", "F", "FALSE"):
            return self._true_false
        return self._short

    def _essay(self, answers: str):
        return Kind.ESSAY, {}

    def _choices(self, answers: str):
        options = []
        for place, (mark, written) in enumerate(_pieces(answers, "=~")):
            credit, written = _share(written, WHOLE if mark == "=" else Decimal(0))
            text, feedback = self._with_feedback(written)
            options.append(Option(key(place), text, credit, feedback))
        if any(mark == "=" for mark, written in _pieces(answers, "=~")):
            return Kind.SINGLE, {"options": tuple(options)}
        return Kind.MULTIPLE, {"options": settled(options)}

    def _pairs(self, answers: str):
        pairs = []
        for place, (_mark, written) in enumerate(_pieces(answers, "=")):
            prompt, arrow, answer = written.partition("->")
            words = self.texts.plain(_shown(answer), "plain")
            if not arrow or not words:
                raise BadQuestion(_("Each line of a matching question is written “=this -> that”."))
            pairs.append(Pair(key(place), self.texts.line(*_styled(prompt, self.style)), words))
        return Kind.MATCHING, {"pairs": tuple(pairs)}

    def _true_false(self, answers: str):
        answer, _mark, comments = answers.partition("#")
        wrong, _mark, right = comments.partition("#")
        is_true = answer.strip().startswith("T")
        return Kind.TRUE_FALSE, {
            "options": true_false(
                is_true,
                when_right=self.texts.html(*_styled(right, self.style)),
                when_wrong=self.texts.html(*_styled(wrong, self.style)),
            )
        }

    def _short(self, answers: str):
        accepted = []
        for _mark, written in _pieces(answers, "="):
            credit, written = _share(written, WHOLE)
            answer, _hash, feedback = written.partition("#")
            text = self.texts.plain(_shown(_STYLE.sub("", answer.strip(), count=1)), "plain")
            accepted.append(Accepted(text, credit, self.texts.html(*_styled(feedback, self.style))))
        return Kind.SHORT_ANSWER, {"accepted": tuple(accepted)}

    def _numbers(self, answers: str):
        numbers = []
        right, _wrong, _feedback = answers[1:].partition("~")
        for _mark, written in _pieces(right, "="):
            credit, written = _share(written, WHOLE)
            answer, _hash, feedback = written.partition("#")
            words = self.texts.html(*_styled(feedback, self.style))
            numbers.append(accepted_number(_shown(answer), credit=credit, feedback=words))
        return Kind.NUMERICAL, {"numbers": tuple(numbers)}

    def _with_feedback(self, written: str) -> tuple[str, str]:
        text, _hash, feedback = written.partition("#")
        return self.texts.line(*_styled(text, self.style)), self.texts.html(*_styled(feedback, self.style))


def _pieces(text: str, marks: str) -> list[tuple[str, str]]:
    """The answers, each with the mark it begins with; what stands before the first mark is one without mark."""
    if sum(text.count(mark) for mark in marks) > MOST_PARTS * len(marks):
        raise BadQuestion(_("The question has more than %(count)d answers.") % {"count": MOST_PARTS})
    found = re.split(f"([{marks}])", _TILDE_EQUAL.sub("=", text.strip()))
    pieces = [("", found[0].strip())] if found[0].strip() else []
    return pieces + [(found[place], found[place + 1].strip()) for place in range(1, len(found) - 1, 2)]


def _share(written: str, otherwise: Decimal) -> tuple[Decimal, str]:
    found = _SHARE.match(written)
    return (share(found[1]), written[found.end() :].strip()) if found else (otherwise, written)


def _style(text: str, otherwise: str) -> tuple[str, str]:
    text = text.strip()
    found = _STYLE.match(text)
    return (found[1], text[found.end() :].strip()) if found else (otherwise, text)


def _styled(text: str, otherwise: str) -> tuple[str, str]:
    style, text = _style(text, otherwise)
    return _shown(text), style


def _hidden(text: str) -> str:
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text)


def _shown(text: str) -> str:
    return text.translate(_SHOWN)


def _comment(text: str) -> str:
    return " ".join(text.replace("\\]", "]").replace("\\[", "[").split())[:190]
