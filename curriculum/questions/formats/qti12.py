"""QTI 1.2, as Canvas exports it and many older systems do."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.questions.content import Accepted, AcceptedNumber, Gap, Kind, Option, Pair, QuestionContent
from curriculum.questions.formats.answers import WHOLE, gap_mark, key, number, settled, shared_out, true_false
from curriculum.questions.formats.reading import (
    BadQuestion,
    Gatherer,
    NotOurs,
    Place,
    ReadQuestion,
    category_path,
    known_as,
)
from curriculum.questions.formats.texts import Finder, Texts, name_from
from curriculum.questions.formats.trees import Node, html_inside

GENERAL_FEEDBACK = "general_fb"
# How Common Cartridge names the kinds.
_CARTRIDGE = {
    "cc.multiple_choice.v0p1": "multiple_choice_question",
    "cc.multiple_response.v0p1": "multiple_answers_question",
    "cc.true_false.v0p1": "true_false_question",
    "cc.fib.v0p1": "short_answer_question",
    "cc.pattern_match.v0p1": "short_answer_question",
    "cc.essay.v0p1": "essay_question",
}
_NO_NAME = {"", "question", "câu hỏi", "item"}


def read_old(root: Node, *, gatherer: Gatherer, find: Finder) -> None:
    """All items below ``questestinterop``; an assessment or a bank with a title is their category."""
    _read_below(root, gatherer, find, ())


def _read_below(node: Node, gatherer: Gatherer, find: Finder, path: tuple[str, ...]) -> None:
    for child in node:
        if child.name == "item":
            with gatherer.question(child.line, child.get("title", "")) as place:
                gatherer.add(_OldItem(child, place, gatherer, find).read(path))
        elif child.name in ("assessment", "objectbank", "section"):
            title = child.get("title", "") or _metadata(child).get("bank_title", "")
            _read_below(child, gatherer, find, category_path([*path, title]))


def _metadata(node: Node) -> dict[str, str]:
    facts = {}
    for holder in (node, *node.all("itemmetadata")):
        for metadata in holder.all("qtimetadata"):
            for field in metadata.all("qtimetadatafield"):
                label, entry = field.one("fieldlabel"), field.one("fieldentry")
                if label is not None and entry is not None:
                    facts[label.words().strip()] = entry.words().strip()
    return facts


class _OldItem:
    def __init__(self, node: Node, place: Place, gatherer: Gatherer, find: Finder):
        self.node, self.place, self.gatherer = node, place, gatherer
        self.texts = Texts(find)
        presentation = node.one("presentation")
        if presentation is None:
            raise NotOurs(_("The item asks nothing."))
        flow = presentation.one("flow")
        self.presentation = presentation if flow is None else flow
        self.lists = self.presentation.within("response_lid")
        self.lines = self.presentation.within("response_str", "response_num")
        self.facts = _metadata(node)
        self.rules = [rule for one in node.all("resprocessing") for rule in one.all("respcondition")]

    def read(self, category: tuple[str, ...]) -> ReadQuestion:
        reader = _READERS.get(self._kind())
        if reader is None:
            raise NotOurs(
                _("Questions of the kind “%(kind)s” do not exist here. Ask it in another way.")
                % {"kind": self._kind()[:40]}
            )
        facts = reader(self)
        words = facts.pop("text", None)
        words = self.asked() if words is None else words
        title = " ".join(self.node.get("title", "").split())[:255]
        self.place.name = name = name_from(words) if title.lower() in _NO_NAME else title
        points = self.facts.get("points_possible", "") or self.facts.get("cc_weighting", "")
        content = QuestionContent(
            name=name,
            text=words,
            points=number(points) if points else Decimal(1),
            feedback=self.feedback(GENERAL_FEEDBACK),
            **facts,
        )
        for sentence in self.texts.losses():
            self.note(sentence)
        identifier = self.node.get("ident", "")
        return ReadQuestion(
            content,
            category,
            identity=known_as(identifier),
            line=self.node.line,
            pictures=self.texts.taken(),
        )

    def note(self, sentence: str) -> None:
        self.gatherer.note(self.place, sentence)

    def _kind(self) -> str:
        """The kind Canvas or Common Cartridge names, or the one the presentation shows."""
        profile = self.facts.get("cc_profile", "")
        named = self.facts.get("question_type", "") or _CARTRIDGE.get(profile, "")
        if named:
            return named
        if len(self.lists) == 1:
            is_multiple = self.lists[0].get("rcardinality", "Single").lower() == "multiple"
            return "multiple_answers_question" if is_multiple else "multiple_choice_question"
        if len(self.lists) > 1:
            return "matching_question"
        if len(self.lines) == 1:
            return "short_answer_question" if self._compared() else "essay_question"
        return "text_only_question"

    def asked(self) -> str:
        """What stands around the places for answers; where nothing does, what stands before a list of choices."""
        words = self._around(self.presentation)
        return words or "".join(self._material(one) for one in self.lists[:1] + self.lines[:1])

    def _around(self, node: Node) -> str:
        pieces = [
            self._material(child) if child.name == "material" else self._around(child)
            for child in node
            if child.name in ("material", "flow", "flow_mat")
        ]
        return pieces[0] if len(pieces) == 1 else "".join(_paragraph(piece) for piece in pieces if piece)

    def _material(self, node: Node | None) -> str:
        if node is None:
            return ""
        if node.name == "response_label" or node.one("material") is not None:
            return "".join(self._material(one) for one in node.all("material"))
        pieces = []
        for child in node:
            if child.name == "mattext":
                pieces.append(self.texts.html(*_text(child)))
            elif child.name == "matimage" and child.get("uri"):
                pieces.append(self.texts.html(f'<img src="{child.get("uri")}" alt="">'))
        return "".join(pieces)

    def line(self, node: Node) -> str:
        return self.texts.line(self._material(node))

    def plain(self, node: Node | None) -> str:
        return self.texts.plain(self._material(node))

    def labels(self, response: Node) -> dict[str, Node]:
        return {label.get("ident", ""): label for label in response.within("response_label")}

    def feedback(self, identifier: str) -> str:
        for one in self.node.all("itemfeedback"):
            if one.get("ident") == identifier:
                return "".join(self.texts.html(*_text(text)) for text in one.within("mattext"))
        return ""

    def _compared(self) -> list[Node]:
        return [one for rule in self.rules for one in rule.within("varequal", "vargte", "varlte", "vargt", "varlt")]

    def right(self, response: str) -> list[str]:
        """The answers to a response that the rules reward, those within a "not" left out."""
        found: dict[str, None] = {}
        for rule in self.rules:
            if not any(_earned(outcome) > 0 for outcome in rule.all("setvar")):
                continue
            denied = {one for refusal in rule.within("not") for one in refusal.iter()}
            for one in rule.within("varequal"):
                if one.get("respident") == response and one not in denied:
                    found[(one.text or "").strip()] = None
        return list(found)

    def options(self, *, is_single: bool) -> tuple[Option, ...]:
        response = self.lists[0]
        labels, right = self.labels(response), set(self.right(response.get("ident", "")))
        if not right & set(labels):
            raise BadQuestion(_("The item names no right answer."))
        part = WHOLE if is_single else shared_out(len(right))
        wrong = Decimal(0) if is_single else -part
        return tuple(
            Option(
                key(at),
                self.line(label),
                part if identifier in right else wrong,
                self.feedback(f"{identifier}_fb"),
                is_fixed=label.get("rshuffle", "").lower() == "no",
            )
            for at, (identifier, label) in enumerate(labels.items())
        )

    def one_list(self) -> None:
        if len(self.lists) != 1:
            raise BadQuestion(_("The item has no list of choices, or more than one."))


def _single(item: _OldItem) -> dict:
    item.one_list()
    return {"kind": Kind.SINGLE, "options": item.options(is_single=True), "is_shuffled": _is_shuffled(item)}


def _multiple(item: _OldItem) -> dict:
    item.one_list()
    item.note(_("Here each right choice earns its share and each wrong one takes as much away."))
    options = settled(item.options(is_single=False))
    return {"kind": Kind.MULTIPLE, "options": options, "is_shuffled": _is_shuffled(item)}


def _true_false(item: _OldItem) -> dict:
    item.one_list()
    options = item.options(is_single=True)
    told = {option.text.strip().casefold(): option for option in options}
    true, false = told.get("true") or told.get("đúng"), told.get("false") or told.get("sai")
    if true is None or false is None or len(options) != 2:
        return _single(item)
    right, wrong = (true, false) if true.credit else (false, true)
    return {
        "kind": Kind.TRUE_FALSE,
        "options": true_false(bool(true.credit), when_right=right.feedback, when_wrong=wrong.feedback),
    }


def _short_answer(item: _OldItem) -> dict:
    accepted = _accepted(item, item.lines[0].get("ident", "")) if item.lines else ()
    compared = [one for rule in item.rules for one in rule.within("varequal")]
    strict = bool(compared) and all(one.get("case", "No").lower() == "yes" for one in compared)
    return {"kind": Kind.SHORT_ANSWER, "accepted": accepted, "is_case_sensitive": strict}


def _numerical(item: _OldItem) -> dict:
    numbers: list[AcceptedNumber] = []
    for rule in item.rules:
        exact = [number(one.words()) for one in rule.within("varequal")]
        low = [number(one.words()) for one in rule.within("vargte", "vargt")]
        high = [number(one.words()) for one in rule.within("varlte", "varlt")]
        if low and high:
            middle = exact[0] if exact else (low[0] + high[0]) / 2
            numbers.append(AcceptedNumber(middle, max(abs(high[0] - middle), abs(middle - low[0]))))
        else:
            numbers += [AcceptedNumber(value) for value in exact]
    plain = [AcceptedNumber(_bare(one.value), _bare(one.tolerance)) for one in numbers]
    return {"kind": Kind.NUMERICAL, "numbers": tuple(plain)}


def _essay(item: _OldItem) -> dict:
    return {"kind": Kind.ESSAY}


def _matching(item: _OldItem) -> dict:
    pairs: list[Pair] = []
    used: set[str] = set()
    labels: dict[str, Node] = {}
    for at, response in enumerate(item.lists):
        labels |= item.labels(response)
        right = item.right(response.get("ident", ""))
        if len(right) != 1 or right[0] not in labels:
            raise NotOurs(_("Each thing in the first list must belong to exactly one in the second."))
        used.add(right[0])
        pairs.append(Pair(key(at), item.line(response), item.plain(labels[right[0]])))
    free = [label for identifier, label in labels.items() if identifier not in used]
    pairs += [Pair(f"x{at}", "", item.plain(label)) for at, label in enumerate(free, 1)]
    return {"kind": Kind.MATCHING, "pairs": tuple(pairs)}


def _gaps(item: _OldItem) -> dict:
    """Canvas writes gaps as ``[name]``; each is a response called ``response_name``, a list or accepted texts."""
    text = item.asked()
    gaps: list[Gap] = []
    is_typed = item.facts.get("question_type") == "fill_in_multiple_blanks_question"
    for at, response in enumerate(item.lists, 1):
        identifier = response.get("ident", "")
        named = f"[{identifier.removeprefix('response_')}]"
        if text.count(named) != 1:
            raise BadQuestion(_("The gap %(name)s does not stand in the text exactly once.") % {"name": named[:60]})
        text = text.replace(named, gap_mark(str(at)))
        labels, right = item.labels(response), set(item.right(identifier))
        if is_typed:
            accepted = tuple(Accepted(_literal(item.plain(label))) for one, label in labels.items() if one in right)
            gaps.append(Gap(str(at), accepted=accepted))
        else:
            options = tuple(
                Option(key(place), item.plain(label), WHOLE if one in right else Decimal(0))
                for place, (one, label) in enumerate(labels.items())
            )
            gaps.append(Gap(str(at), options=options))
    return {"kind": Kind.CLOZE, "text": text, "gaps": tuple(gaps)}


_READERS: dict[str, Callable[[_OldItem], dict]] = {
    "multiple_choice_question": _single,
    "true_false_question": _true_false,
    "multiple_answers_question": _multiple,
    "short_answer_question": _short_answer,
    "numerical_question": _numerical,
    "essay_question": _essay,
    "matching_question": _matching,
    "fill_in_multiple_blanks_question": _gaps,
    "multiple_dropdowns_question": _gaps,
}


def _accepted(item: _OldItem, response: str) -> tuple[Accepted, ...]:
    return tuple(Accepted(_literal(text)) for text in item.right(response) if text)


def _is_shuffled(item: _OldItem) -> bool:
    render = next(iter(item.lists[0].all("render_choice")), None)
    return render is None or render.get("shuffle", "Yes").lower() != "no"


def _earned(outcome: Node) -> Decimal:
    text = (outcome.text or "").strip()
    earned = number(text) if text else Decimal(0)
    return -earned if outcome.get("action", "").lower() == "subtract" else earned


def _paragraph(words: str) -> str:
    return words if words.startswith("<") else f"<p>{words}</p>"


def _text(node: Node) -> tuple[str, str]:
    """The words of a ``mattext`` and their style: escaped HTML, real elements, or plain."""
    if len(node):
        return html_inside(node), "html"
    return node.text or "", "html" if node.get("texttype", "text/plain") == "text/html" else "plain"


def _bare(value: Decimal) -> Decimal:
    return Decimal(format(value.normalize(), "f"))


def _literal(text: str) -> str:
    return text.replace("*", "\\*")
