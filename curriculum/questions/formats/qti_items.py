"""One item of QTI 2.1, 2.2 or 3.0, made into a question of ours where its interaction is one we have."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.questions.checking import GAP
from curriculum.questions.content import Accepted, AcceptedNumber, Gap, Item, Kind, Option, Pair, QuestionContent
from curriculum.questions.formats.answers import WHOLE, gap_mark, key, number, settled, true_false
from curriculum.questions.formats.qti_declarations import Declaration, Marking, as_share
from curriculum.questions.formats.reading import BadQuestion, Gatherer, NotOurs, Place, ReadQuestion, known_as
from curriculum.questions.formats.texts import Finder, Texts, name_from
from curriculum.questions.formats.trees import Node, html_inside

NUMBERS = {"float", "integer"}
GENERAL = "general"
_KEY = re.compile(r"[A-Za-z_][\w.-]{0,63}")
_IN_TEXT = {"textEntryInteraction", "inlineChoiceInteraction"}
_NO_TEXT = {
    *("rubricBlock", "feedbackInline", "feedbackBlock", "modalFeedback", "stylesheet", "script", "style"),
    *("printedVariable", "templateInline", "templateBlock", "catalogInfo"),
}
_FRAME = re.compile(r"\s*<div(?:\s[^>]*)?>((?:(?!</?div\b).)*)</div>\s*", re.S)
_BLANKS = re.compile(r"(?:<(p|div)(?:\s[^>]*)?>\s*</\1>|\s|<br>)*$")


# The passage an address in an item leads to, and where the pictures in it are found.
Passages = Callable[[str], tuple[Node, Finder] | None]


def read_item(
    root: Node,
    *,
    place: Place,
    gatherer: Gatherer,
    find: Finder,
    passages: Passages = lambda address: None,
    category: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
) -> ReadQuestion:
    """The question of an item. Raises ``BadQuestion``, and ``NotOurs`` for interactions that do not exist here."""
    return _Item(root, place, gatherer, find, passages).read(category, tags)


class _Item:
    def __init__(self, root: Node, place: Place, gatherer: Gatherer, find: Finder, passages: Passages):
        self.root, self.place, self.gatherer, self.passages = root, place, gatherer, passages
        self.texts = Texts(find)
        self._said: set[Node] = set()  # the feedback that found its place
        self.marking = Marking(root)
        self.declarations = {node.get("identifier", ""): Declaration(node) for node in root.all("responseDeclaration")}
        body = root.one("itemBody")
        if body is None:
            raise BadQuestion(_("The item has no body."))
        self.body = body
        self.interactions = [node for node in body.below() if node.name.endswith("Interaction")]

    def read(self, category: tuple[str, ...], tags: tuple[str, ...]) -> ReadQuestion:
        identifier = self.root.get("identifier", "")
        title = " ".join(self.root.get("title", "").split())
        self.place.name = title or identifier
        facts = self._facts()
        words = facts.pop("text", None)
        words = _after(self._passage(), self._words() if words is None else words)
        facts.setdefault("points", self.marking.points or Decimal(1))
        content = QuestionContent(
            name=title[:255] if title and title != identifier else name_from(words),
            text=words,
            feedback=self._general_feedback(),
            **facts,
        )
        feedback = self.root.within("modalFeedback", "feedbackBlock", "feedbackInline")
        if any(one not in self._said and one.words().strip() for one in feedback):
            self.note(_("Words that the item shows only after certain answers are not all kept."))
        if self.marking.is_own:
            self.note(_("The item has its own rules of marking, which are not kept; its right answers are."))
        for sentence in self.texts.losses():
            self.note(sentence)
        identity = known_as(self.root.get("label") or identifier)
        return ReadQuestion(content, category, identity, tags, self.root.line, self.texts.taken())

    def note(self, sentence: str) -> None:
        self.gatherer.note(self.place, sentence)

    def _passage(self) -> str:
        """The text that several items are about, which lies in a file of its own."""
        written = []
        for reference in self.root.all("assessmentStimulusRef"):
            found = self.passages(reference.get("href", ""))
            if found is None:
                self.note(
                    _("The text that the question is about (%(name)s) is not in the file. Look at the question.")
                    % {"name": (reference.get("title") or reference.get("href", ""))[:80]}
                )
                continue
            body, find = found
            texts = Texts(find)
            written.append(texts.html(html_inside(body, skip=_skip)))
            self.texts.join(texts)
        return "".join(written)

    def _facts(self) -> dict:
        if self.root.one("templateDeclaration") is not None or self.root.one("templateProcessing") is not None:
            raise NotOurs(_("The item draws other numbers or words each time. Such questions do not exist here."))
        if not self.interactions:
            raise NotOurs(_("The item asks nothing: it has no interaction."))
        for interaction in self.interactions:
            if interaction.name not in _READERS and interaction.name not in _IN_TEXT:
                raise NotOurs(_("The interaction %(name)s does not exist here.") % {"name": interaction.name[:60]})
        in_text = [interaction for interaction in self.interactions if interaction.name in _IN_TEXT]
        if in_text and len(in_text) == len(self.interactions):
            return self._gapped(in_text)
        if len(self.interactions) > 1:
            raise NotOurs(_("The item asks several questions at once. Make an item of each."))
        return _READERS[self.interactions[0].name](self, self.interactions[0])

    def _words(self, gap: Callable[[Node], str] = lambda interaction: "") -> str:
        """What is asked: the body without its interactions, then the prompt of the interaction."""
        prompt = self.interactions[0].one("prompt")
        asked = self.html(prompt) if prompt is not None else ""
        written = html_inside(self.body, skip=lambda child: _skip(child, gap))
        framed = _FRAME.fullmatch(_BLANKS.sub("", written))
        return _after(self.texts.html(framed[1] if framed else written), asked)

    def html(self, node: Node) -> str:
        return self.texts.html(html_inside(node, skip=_skip))

    def line(self, node: Node) -> str:
        return self.texts.line(html_inside(node, skip=_skip))

    def plain(self, node: Node) -> str:
        return self.texts.plain(html_inside(node, skip=_skip))

    def declaration(self, interaction: Node) -> Declaration:
        declaration = self.declarations.get(interaction.get("responseIdentifier", ""))
        if declaration is None:
            raise BadQuestion(_("The item does not declare the response it asks for."))
        return declaration

    def told(self, identifier: str, choice: Node | None = None) -> str:
        """The feedback to a choice: within it, or shown after the answer under its name."""
        inside = choice.one("feedbackInline") if choice is not None else None
        if inside is None:
            inside = next((one for one in self.root.all("modalFeedback") if one.get("identifier") == identifier), None)
        if inside is None:
            return ""
        self._said.add(inside)
        return self._feedback(inside)

    def _general_feedback(self) -> str:
        return self.told(GENERAL)

    def _feedback(self, node: Node) -> str:
        content = node.one("contentBody")
        written = html_inside(node if content is None else content)
        framed = _FRAME.fullmatch(written)
        return self.texts.html(framed[1] if framed else written)

    def _gapped(self, interactions: list[Node]) -> dict:
        """Gaps in a text; a single one at the end of it is a question with a line to write on."""
        places = {interaction: str(at) for at, interaction in enumerate(interactions, 1)}
        text = self._words(lambda interaction: gap_mark(places[interaction]))
        first = interactions[0]
        alone = re.fullmatch(r"(.*?)(?:<p>)?\s*\{\{1\}\}\s*(?:</p>)?", text, re.S)
        if len(interactions) == 1 and first.name == "textEntryInteraction" and alone:
            return {"text": self._words(), **self._typed(first)}
        if len(GAP.findall(text)) != len(interactions):
            raise BadQuestion(_("The text holds {{…}}, which marks gaps here. Write it in another way."))
        gaps = [self._gap(interaction, place) for interaction, place in places.items()]
        return {
            "kind": Kind.CLOZE,
            "text": text,
            "gaps": tuple(gap for gap, _strict in gaps),
            "is_case_sensitive": any(strict for _gap, strict in gaps),
            "is_shuffled": any(interaction.get("shuffle") == "true" for interaction in interactions),
            "points": self.marking.points or Decimal(sum(gap.points for gap, _strict in gaps)),
        }

    def _gap(self, interaction: Node, place: str) -> tuple[Gap, bool]:
        declaration = self.declaration(interaction)
        mapped = declaration.most or max((entry.value for entry in declaration.entries), default=Decimal(1))
        if declaration.base_type in NUMBERS:
            mapped = self.marking.most(interaction.get("responseIdentifier", ""))
        points = int(mapped) if mapped >= 1 and mapped == int(mapped) else 1
        if interaction.name == "inlineChoiceInteraction":
            choices = interaction.all("inlineChoice")
            keys = [choice.get("identifier", "") for choice in choices]
            earned = self.marking.credits(keys, declaration, is_single=True)
            options = tuple(
                Option(_own_key(keys, at), self.plain(choice), earned[at], self.told(keys[at], choice))
                for at, choice in enumerate(choices)
            )
            return Gap(place, points, options=options), False
        typed = self._typed(interaction)
        gap = Gap(place, points, accepted=typed.get("accepted", ()), numbers=typed.get("numbers", ()))
        return gap, typed.get("is_case_sensitive", False)

    def _typed(self, interaction: Node) -> dict:
        declaration = self.declaration(interaction)
        if declaration.base_type in NUMBERS:
            identifier = interaction.get("responseIdentifier", "")
            numbers = self.marking.numbers(identifier) or [
                AcceptedNumber(value, self.marking.tolerance(identifier, value))
                for value in map(number, declaration.correct)
            ]
            return {"kind": Kind.NUMERICAL, "numbers": tuple(numbers)}
        entries = declaration.entries if self.marking.maps else []
        most = declaration.most or max((entry.value for entry in entries), default=Decimal(0))
        accepted = [
            Accepted(_literal(entry.key), as_share(entry.value, most)) for entry in entries if entry.value >= 0
        ] or [Accepted(_literal(value)) for value in declaration.correct]
        strict = all(entry.is_case_sensitive for entry in entries)
        return {"kind": Kind.SHORT_ANSWER, "accepted": tuple(accepted), "is_case_sensitive": strict}


def _choice(item: _Item, interaction: Node) -> dict:
    declaration = item.declaration(interaction)
    choices = interaction.all("simpleChoice")
    keys = [choice.get("identifier", "") for choice in choices]
    if declaration.cardinality not in ("single", "multiple"):
        raise NotOurs(_("Choosing in an order does not exist here."))
    is_single = declaration.cardinality == "single" or interaction.get("maxChoices") == "1"
    earned = item.marking.credits(keys, declaration, is_single=is_single)
    told = [item.told(key, choice) for key, choice in zip(keys, choices, strict=True)]
    if is_single and sorted(keys) == ["false", "true"]:
        by_key = dict(zip(keys, zip(earned, told, strict=True), strict=True))
        both = true_false(by_key["true"][0] == WHOLE)
        return {
            "kind": Kind.TRUE_FALSE,
            "options": tuple(replace(option, feedback=by_key[option.key][1]) for option in both),
        }
    if not is_single and len(declaration.correct) > 1 and not (item.marking.maps and declaration.entries):
        item.note(_("Here each right choice earns its share and each wrong one takes as much away."))
    options = tuple(
        Option(_own_key(keys, at), item.line(choice), earned[at], told[at], is_fixed=choice.get("fixed") == "true")
        for at, choice in enumerate(choices)
    )
    return {
        "kind": Kind.SINGLE if is_single else Kind.MULTIPLE,
        "options": options if is_single else settled(options),
        "is_shuffled": interaction.get("shuffle") == "true",
    }


def _order(item: _Item, interaction: Node) -> dict:
    choices = interaction.all("simpleChoice")
    keys = [choice.get("identifier", "") for choice in choices]
    right = item.declaration(interaction).correct
    if sorted(right) != sorted(keys):
        raise BadQuestion(_("The right order does not name each thing once."))
    by_key = dict(zip(keys, choices, strict=True))
    items = tuple(Item(_own_key(right, at), item.line(by_key[key])) for at, key in enumerate(right))
    return {"kind": Kind.ORDERING, "items": items}


def _match(item: _Item, interaction: Node) -> dict:
    sets = [list(one.all("simpleAssociableChoice")) for one in interaction.all("simpleMatchSet")]
    if len(sets) != 2:
        raise BadQuestion(_("Matching needs two lists."))
    declaration = item.declaration(interaction)
    correct = [pair.split() for pair in declaration.correct] or [
        entry.key.split() for entry in declaration.entries if entry.value > 0
    ]
    asked = {choice.get("identifier", ""): choice for choice in sets[0]}
    answers = {choice.get("identifier", ""): choice for choice in sets[1]}
    pairs: list[Pair] = []
    sources = list(asked)
    for at, source in enumerate(sources):
        targets = [pair[1] for pair in correct if len(pair) == 2 and pair[0] == source]
        if len(targets) != 1 or targets[0] not in answers:
            raise NotOurs(_("Each thing in the first list must belong to exactly one in the second."))
        words = item.plain(answers[targets[0]])
        if not words and answers[targets[0]].below():
            raise NotOurs(_("The answers to match are pictures or formulas without words. Here they are words."))
        pairs.append(Pair(_own_key(sources, at), item.line(asked[source]), words))
    used = {pair[1] for pair in correct if len(pair) == 2}
    free = [target for target in answers if target not in used]
    pairs += [Pair(f"x{at}", "", item.plain(answers[target])) for at, target in enumerate(free, 1)]
    return {"kind": Kind.MATCHING, "pairs": tuple(pairs), "is_shuffled": interaction.get("shuffle") == "true"}


def _extended_text(item: _Item, interaction: Node) -> dict:
    scorers = [block for block in item.root.within("rubricBlock") if "scorer" in block.get("view", "").split()]
    model_answer = ""
    for block in scorers:
        model_answer = _after(model_answer, item._feedback(block))
    return {"kind": Kind.ESSAY, "model_answer": model_answer}


_READERS: dict[str, Callable[[_Item, Node], dict]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "extendedTextInteraction": _extended_text,
}


def _after(first: str, second: str) -> str:
    """One text below the other."""
    if not (first and second) or second.startswith(("<p", "<ul", "<ol", "<table", "<h3", "<h4", "<blockquote")):
        return first + second
    return f"{first}<p>{second}</p>"


def _skip(child: Node, gap: Callable[[Node], str] = lambda interaction: "") -> str | None:
    if child.name in _IN_TEXT:
        return gap(child)
    if child.name == "rubricBlock" and "candidate" in child.get("view", "").split():
        return f"<div>{html_inside(child, skip=_skip)}</div>"
    if child.name.endswith("Interaction") or child.name == "prompt" or child.name in _NO_TEXT:
        return ""
    if child.name == "object" and child.get("type", "").startswith("image/"):
        child.name = "img"
        child.set("src", child.attrib.pop("data", ""))
        child.set("alt", child.words().strip())
        for below in list(child):
            child.remove(below)
        child.text = None
    return None


def _own_key(keys: list[str], place: int) -> str:
    """The identifier of the file where all of them are short and differ; else A, B, C …"""
    fit = len(set(keys)) == len(keys) and all(_KEY.fullmatch(one) for one in keys)
    return keys[place] if fit else key(place)


def _literal(text: str) -> str:
    return text.replace("*", "\\*")
