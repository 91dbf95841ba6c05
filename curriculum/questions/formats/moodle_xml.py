"""Moodle's XML: what its question bank exports. Kinds we do not have are named, nothing of them is bent into others."""

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import unquote

from django.utils.translation import gettext as _

from curriculum.questions.content import Accepted, Item, Kind, Option, Pair, Picture, QuestionContent
from curriculum.questions.formats.answers import accepted_number, key, number, settled, share, true_false
from curriculum.questions.formats.cloze import read_gaps
from curriculum.questions.formats.pictures import from_base64
from curriculum.questions.formats.reading import (
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
from curriculum.questions.formats.trees import Node, parse

PLUGIN_FILE = "@@PLUGINFILE@@/"
STYLES = {
    "html": "html",
    "plain_text": "plain",
    "plain": "plain",
    "markdown": "markdown",
    "moodle_auto_format": "moodle",
}
# What Moodle says under every question unless somebody writes something else: nothing is lost with it.
USUAL_WORDS = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "Câu trả lời của bạn đúng",
    "Câu trả lời của bạn đúng một phần.",
    "Câu trả lời của bạn sai.",
}


def read_moodle_xml(data: bytes) -> Reading:
    """The questions of a Moodle XML file."""
    gatherer = Gatherer("is_fixed", "folds_tones", "rubric")
    try:
        root = parse(data)
        if root.name != "quiz":
            raise UnreadableFile(_("The file is XML, but no question bank of Moodle: its first element is not “quiz”."))
        _read(root, gatherer)
    except UnreadableFile as error:
        return refused(error)
    return gatherer.reading()


def _read(root: Node, gatherer: Gatherer) -> None:
    category: tuple[str, ...] = ()
    for node in root.all("question"):
        kind = node.get("type", "")
        with gatherer.question(node.line, _words(node.one("name"))) as place:
            if kind == "category":
                category = _path(_words(node.one("category")))
                gatherer.name_category(category, Texts().plain(*_written(node.one("info"))))
                continue
            reader = _READERS.get(kind)
            if reader is None:
                raise NotOurs(_kind_we_lack(kind))
            gatherer.add(_Question(node, place, gatherer).read(reader, category))


def _kind_we_lack(kind: str) -> str:
    if kind == "description":
        return _("A text without a question (a description) is not taken into the bank.")
    return _("Questions of the kind “%(kind)s” do not exist here. Ask it in another way.") % {"kind": kind[:40]}


def _path(written: str) -> tuple[str, ...]:
    return category_path([name.replace("\ue010", "/") for name in written.replace("//", "\ue010").split("/")])


class _Question:
    """One question of the file and its attached files."""

    def __init__(self, node: Node, place: Place, gatherer: Gatherer):
        self.node, self.place, self.gatherer = node, place, gatherer
        self.texts = Texts(self._picture)
        self._files = {(file.get("path", "/") + file.get("name", "")).lstrip("/"): file for file in node.within("file")}

    def read(self, reader: "Callable[[_Question], dict]", category: tuple[str, ...]) -> ReadQuestion:
        facts = reader(self)
        words = facts.pop("text", None)
        words = self.html("questiontext") if words is None else words
        self.place.name = name = " ".join(_words(self.node.one("name")).split())[:255] or name_from(words)
        points = _words(self.node.one("defaultgrade"))
        if points:
            facts["points"] = number(points)
        content = QuestionContent(
            name=name,
            text=words,
            feedback=self.html("generalfeedback"),
            **facts,
        )
        self._note_losses()
        identity = _words(self.node.one("idnumber"))
        tags = [_words(tag) for tags in self.node.all("tags") for tag in tags.all("tag")]
        return ReadQuestion(
            content,
            category,
            identity=known_as(identity),
            tags=tuple(dict.fromkeys(tag[:100] for tag in tags if tag)),
            line=self.node.line,
            pictures=self.texts.taken(),
        )

    def html(self, name: str) -> str:
        return self.texts.html(*_written(self.node.one(name)))

    def feedback(self, answer: Node) -> str:
        return self.texts.html(*_written(answer.one("feedback")))

    def says(self, name: str, otherwise: bool) -> bool:
        """A yes or no of the file. Moodle writes it as a word, a digit or an empty element."""
        node = self.node.one(name)
        if node is None:
            return otherwise
        return node.words().strip().lower() in ("", "1", "true", "yes")

    def note(self, sentence: str) -> None:
        self.gatherer.note(self.place, sentence)

    def _picture(self, source: str) -> Picture | None:
        if not source.startswith(PLUGIN_FILE):
            return None
        name = unquote(source.removeprefix(PLUGIN_FILE)).partition("?")[0]
        file = self._files.get(name)
        return from_base64(name, file.text or "") if file is not None else None

    def _note_losses(self) -> None:
        for sentence in self.texts.losses():
            self.note(sentence)
        said = [_words(self.node.one(f"{name}feedback")) for name in ("correct", "partiallycorrect", "incorrect")]
        if any(words and Texts().plain(words) not in USUAL_WORDS for words in said):
            self.note(_("What is said to all right, partly right and wrong answers is not kept."))
        if any(_words(hint) for hint in self.node.all("hint")):
            self.note(_("Hints for further tries are not kept."))
        if self.node.one("hidden") is not None and self.says("hidden", False):
            self.note(_("The question was hidden in Moodle. It comes in like all others."))


def _choices(question: _Question) -> dict:
    options = tuple(
        Option(key(place), question.texts.line(*_written(answer)), _credit(answer), question.feedback(answer))
        for place, answer in enumerate(question.node.all("answer"))
    )
    is_single = question.says("single", True)
    return {
        "kind": Kind.SINGLE if is_single else Kind.MULTIPLE,
        "options": options if is_single else settled(options),
        "is_shuffled": question.says("shuffleanswers", True),
    }


def _true_false(question: _Question) -> dict:
    told = {_words(answer).lower(): answer for answer in question.node.all("answer")}
    if set(told) != {"true", "false"}:
        raise BadQuestion(_("A true/false question has the answers “true” and “false”."))
    is_true = _credit(told["true"]) > _credit(told["false"])
    right, wrong = ("true", "false") if is_true else ("false", "true")
    options = true_false(is_true, when_right=question.feedback(told[right]), when_wrong=question.feedback(told[wrong]))
    return {"kind": Kind.TRUE_FALSE, "options": options}


def _short_answer(question: _Question) -> dict:
    accepted = tuple(
        Accepted(question.texts.plain(_words(answer), "plain"), _credit(answer), question.feedback(answer))
        for answer in question.node.all("answer")
    )
    return {
        "kind": Kind.SHORT_ANSWER,
        "accepted": accepted,
        "is_case_sensitive": question.says("usecase", False),
    }


def _numerical(question: _Question) -> dict:
    numbers = []
    for answer in question.node.all("answer"):
        if _words(answer) == "*":
            question.note(_("What is said to every other number is not kept."))
            continue
        written = f"{_words(answer)}:{(_text_of(answer.one('tolerance')) or '0')}"
        numbers.append(accepted_number(written, credit=_credit(answer), feedback=question.feedback(answer)))
    units = [_text_of(unit.one("unit_name")) for unit in question.node.within("unit")]
    if units:
        question.note(
            _("Units are not kept (%(units)s): the number alone is asked.") % {"units": ", ".join(units)[:100]}
        )
    return {"kind": Kind.NUMERICAL, "numbers": tuple(numbers)}


def _matching(question: _Question) -> dict:
    pairs = tuple(
        Pair(
            key(place),
            question.texts.line(*_written(line)),
            question.texts.plain(_words(line.one("answer")), "plain"),
        )
        for place, line in enumerate(question.node.all("subquestion"))
    )
    return {"kind": Kind.MATCHING, "pairs": pairs, "is_shuffled": question.says("shuffleanswers", True)}


def _ordering(question: _Question) -> dict:
    items = tuple(
        Item(key(place), question.texts.line(*_written(answer)))
        for place, answer in enumerate(question.node.all("answer"))
    )
    if (_text_of(question.node.one("selecttype")) or "ALL").upper() not in ("ALL", "0"):
        question.note(_("Of the things to order all are shown, not some of them."))
    return {"kind": Kind.ORDERING, "items": items}


def _essay(question: _Question) -> dict:
    if _words(question.node.one("responsetemplate")):
        question.note(_("The text that stands in the answer from the beginning is not kept."))
    if (_text_of(question.node.one("attachmentsrequired")) or "0") not in ("0", ""):
        question.note(_("Files cannot be attached to an answer here. Make an assignment of it."))
    return {"kind": Kind.ESSAY, "model_answer": question.html("graderinfo")}


def _cloze(question: _Question) -> dict:
    text, style = _written(question.node.one("questiontext"))
    read = read_gaps(text, question.texts, style)
    if read.mixes_cases:
        question.note(_("Capital letters count in some gaps only; here they count in none."))
    return {
        "kind": Kind.CLOZE,
        "text": read.text,
        "gaps": read.gaps,
        "is_case_sensitive": read.is_case_sensitive,
        "is_shuffled": read.is_shuffled,
        "points": Decimal(sum(gap.points for gap in read.gaps) or 1),
    }


_READERS: dict[str, Callable[[_Question], dict]] = {
    "multichoice": _choices,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
}


def _credit(answer: Node) -> Decimal:
    return share(answer.get("fraction", "0"))


def _text_of(node: Node | None) -> str:
    return node.words().strip() if node is not None else ""


def _words(node: Node | None) -> str:
    """The ``<text>`` of an element, or what stands in it where it has none."""
    if node is None:
        return ""
    text = node.one("text")
    return (text.words() if text is not None else node.text or "").strip()


def _written(node: Node | None) -> tuple[str, str]:
    """The text of an element and the style it is written in."""
    style = STYLES.get(node.get("format", "html"), "html") if node is not None else "html"
    return _words(node), style
