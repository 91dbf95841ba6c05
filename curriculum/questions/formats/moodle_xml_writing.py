"""Moodle's XML made of questions: what Moodle's question bank imports, and what we read back unchanged."""

from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from curriculum.questions.checking import GAP
from curriculum.questions.cleaning import PICTURE
from curriculum.questions.content import Gap, Kind, Picture, QuestionContent
from curriculum.questions.formats.reading import Reading, ReadQuestion
from curriculum.questions.formats.writing import (
    Losses,
    Written,
    file_name_of,
    pictures_of,
    said_of_kind,
    written_identity,
)

_TYPES = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.MATCHING: "matching",
    Kind.ORDERING: "ordering",
    Kind.NUMERICAL: "numerical",
    Kind.SHORT_ANSWER: "shortanswer",
    Kind.CLOZE: "cloze",
    Kind.ESSAY: "essay",
}


def write_moodle_xml(reading: Reading) -> Written:
    """The questions with their categories, descriptions, tags, numbers and pictures."""
    losses = Losses()
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    named: set[tuple[str, ...]] = set()
    current: tuple[str, ...] | None = None
    for question in said_of_kind(reading.questions, losses):
        for depth in range(1, len(question.category) + 1):
            path = question.category[:depth]
            if path not in named and depth < len(question.category):
                pieces.append(_category(path, reading.categories.get(path, "")))
                named.add(path)
        if question.category != current:
            description = "" if question.category in named else reading.categories.get(question.category, "")
            pieces.append(_category(question.category, description))
            named.add(question.category)
            current = question.category
        pieces.append(_Writer(question, losses).write())
    pieces.append("</quiz>\n")
    return Written("\n".join(pieces).encode(), "questions.xml", tuple(losses.problems))


def _category(path: tuple[str, ...], description: str) -> str:
    written = "/".join(["$course$", "top", *(name.replace("/", "//") for name in path)])
    info = f'<info format="plain_text">{_text(description)}</info>' if description else ""
    return f'<question type="category"><category>{_text(written)}</category>{info}</question>'


class _Writer:
    def __init__(self, question: ReadQuestion, losses: Losses):
        self.question, self.content, self.losses = question, question.content, losses
        self.pictures = {picture.key: picture for picture in question.pictures}

    def write(self) -> str:
        content = self.content
        text = self._gapped() if content.kind == Kind.CLOZE else content.text
        identity = written_identity(self.question)
        if any(option.is_fixed for option in content.options):
            self.losses.note(content, _("That a choice keeps its place is not in the file."))
        parts = [
            f'<question type="{_TYPES[content.kind]}">',
            f"<name>{_text(content.name)}</name>",
            self.html("questiontext", text),
            self.html("generalfeedback", content.feedback),
            f"<defaultgrade>{_number(content.points)}</defaultgrade>",
            "<penalty>0</penalty><hidden>0</hidden>",
            f"<idnumber>{escape(identity)}</idnumber>" if identity else "",
            *_WRITERS[content.kind](self),
            self._tags(),
            "</question>",
        ]
        return "".join(parts)

    def html(self, name: str, text: str, attributes: str = "") -> str:
        """An element that holds HTML, with the files its pictures are."""
        return f'<{name} format="html"{attributes}>{self.inside(text)}</{name}>'

    def inside(self, text: str) -> str:
        files = "".join(_file(picture) for picture in pictures_of(text, self.pictures))

        def place(found) -> str:
            picture = self.pictures.get(found[1])
            return f"@@PLUGINFILE@@/{quote(file_name_of(picture))}" if picture else found[0]

        return f"{_text(PICTURE.sub(place, text))}{files}"

    def answer(self, credit: Decimal, inside: str, feedback: str, style: str = "html", more: str = "") -> str:
        told = self.html("feedback", feedback)
        return f'<answer fraction="{_number(credit)}" format="{style}">{inside}{told}{more}</answer>'

    def _tags(self) -> str:
        tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in self.question.tags)
        return f"<tags>{tags}</tags>" if tags else ""

    def _gapped(self) -> str:
        gaps = {gap.key: gap for gap in self.content.gaps}
        return GAP.sub(lambda found: _gap(gaps[found[1]], self.content), self.content.text)


def _choices(writer: _Writer) -> list[str]:
    content = writer.content
    return [
        f"<single>{_yes(content.kind == Kind.SINGLE)}</single>",
        f"<shuffleanswers>{_yes(content.is_shuffled)}</shuffleanswers><answernumbering>abc</answernumbering>",
        *(writer.answer(one.credit, writer.inside(one.text), one.feedback) for one in content.options),
    ]


def _true_false(writer: _Writer) -> list[str]:
    return [
        writer.answer(one.credit, _text(one.key), one.feedback, "moodle_auto_format") for one in writer.content.options
    ]


def _matching(writer: _Writer) -> list[str]:
    content = writer.content
    lines = [
        writer.html("subquestion", pair.prompt).replace(
            "</subquestion>", f"<answer>{_text(pair.answer)}</answer></subquestion>"
        )
        for pair in content.pairs
    ]
    return [f"<shuffleanswers>{_yes(content.is_shuffled)}</shuffleanswers>", *lines]


def _ordering(writer: _Writer) -> list[str]:
    head = "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
    head += "<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype><showgrading>SHOW</showgrading>"
    items = [
        writer.html("answer", item.text, f' fraction="{place}"') for place, item in enumerate(writer.content.items, 1)
    ]
    return [head, *items]


def _numerical(writer: _Writer) -> list[str]:
    return [
        writer.answer(
            one.credit,
            _text(_number(one.value)),
            one.feedback,
            "moodle_auto_format",
            f"<tolerance>{_number(one.tolerance)}</tolerance>",
        )
        for one in writer.content.numbers
    ]


def _short_answer(writer: _Writer) -> list[str]:
    content = writer.content
    return [
        f"<usecase>{int(content.is_case_sensitive)}</usecase>",
        *(writer.answer(one.credit, _text(one.text), one.feedback, "moodle_auto_format") for one in content.accepted),
    ]


def _cloze(writer: _Writer) -> list[str]:
    return []


def _essay(writer: _Writer) -> list[str]:
    return ["<responseformat>editor</responseformat>", writer.html("graderinfo", writer.content.model_answer)]


_WRITERS: dict[Kind, Callable[[_Writer], list[str]]] = {
    Kind.SINGLE: _choices,
    Kind.MULTIPLE: _choices,
    Kind.TRUE_FALSE: _true_false,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERICAL: _numerical,
    Kind.SHORT_ANSWER: _short_answer,
    Kind.CLOZE: _cloze,
    Kind.ESSAY: _essay,
}


def _gap(gap: Gap, content: QuestionContent) -> str:
    if gap.options:
        kind = "MULTICHOICE_S" if content.is_shuffled else "MULTICHOICE"
        answers = [_gap_answer(one.credit, one.text, one.feedback) for one in gap.options]
    elif gap.accepted:
        kind = "SHORTANSWER_C" if content.is_case_sensitive else "SHORTANSWER"
        answers = [_gap_answer(one.credit, one.text, one.feedback) for one in gap.accepted]
    else:
        kind = "NUMERICAL"
        answers = [
            _gap_answer(one.credit, f"{_number(one.value)}:{_number(one.tolerance)}", one.feedback)
            for one in gap.numbers
        ]
    return f"{{{gap.points}:{kind}:{'~'.join(answers)}}}"


def _gap_answer(credit: Decimal, text: str, feedback: str) -> str:
    """One answer within the braces. Its text is plain, but stands in HTML; its feedback is HTML."""
    share = "=" if credit == 100 else f"%{_number(credit)}%"
    told = f"#{_marked(feedback)}" if feedback else ""
    return f"{share}{_marked(escape(text))}{told}"


def _marked(text: str) -> str:
    for mark in "\\}#~":
        text = text.replace(mark, f"\\{mark}")
    return text


def _file(picture: Picture) -> str:
    name = quoteattr(file_name_of(picture))
    return f'<file name={name} path="/" encoding="base64">{b64encode(picture.content).decode()}</file>'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _yes(value: bool) -> str:
    return "true" if value else "false"
