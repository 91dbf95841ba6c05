"""A package of QTI 2.1 or 3.0 made of questions: an item each, a test whose sections are the categories, a manifest."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, tostring

from django.utils.translation import gettext as _

from curriculum.questions.checking import GAP
from curriculum.questions.cleaning import PICTURE
from curriculum.questions.content import Accepted, AcceptedNumber, Gap, Kind, Picture
from curriculum.questions.formats.answers import WHOLE
from curriculum.questions.formats.qti_elements import element, html, written
from curriculum.questions.formats.reading import Reading, ReadQuestion
from curriculum.questions.formats.writing import Losses, Written, file_name_of, said_of_kind, written_identity

GENERAL = "general"
RESPONSE = "RESPONSE"
TEMPLATES = {
    "2.1": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
}
_KEY = re.compile(r"[A-Za-z_][\w.-]{0,63}")
_STAR = re.compile(r"(?<!\\)\*")


def write_qti(reading: Reading, *, version: str = "3.0") -> Written:
    """The questions as a package (.zip) of this version."""
    losses, target = Losses(), io.BytesIO()
    pictures: dict[str, Picture] = {}
    items: list[tuple[str, ReadQuestion]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, question in enumerate(_sayable(said_of_kind(reading.questions, losses), losses), 1):
            name = f"items/q{place:05}.xml"
            archive.writestr(name, written(_Item(question, losses, version, place).write(), version))
            pictures |= {picture.key: picture for picture in question.pictures}
            items.append((name, question))
        for picture in pictures.values():
            archive.writestr(f"images/{file_name_of(picture)}", picture.content)
        archive.writestr("test.xml", written(_test(items), version))
        archive.writestr("imsmanifest.xml", _manifest(items, version))
    return Written(target.getvalue(), f"questions-qti-{version}.zip", tuple(losses.problems))


def _sayable(questions: Iterable[ReadQuestion], losses: Losses) -> Iterator[ReadQuestion]:
    """The questions that can be answered without a wildcard, which QTI does not have."""
    for question in questions:
        content = question.content
        lists = [content.accepted, *(gap.accepted for gap in content.gaps)]
        if all(any(one.credit == WHOLE for one in _without_stars(accepted)) for accepted in lists if accepted):
            yield question
        else:
            losses.leave_out(content, _("Every right answer has a * in it, which does not exist in this format."))


class _Item:
    """One question as an item; ``identity`` goes into its label, for identifiers allow few letters."""

    def __init__(self, question: ReadQuestion, losses: Losses, version: str, place: int):
        self.question, self.content, self.losses = question, question.content, losses
        self.version, self.place = version, place
        self.pictures = {picture.key: picture for picture in question.pictures}

    def write(self) -> Element:
        content = self.content
        self.root = element(
            None,
            "assessmentItem",
            identifier=f"q{self.place:05}",
            title=content.name,
            adaptive="false",
            timeDependent="false",
        )
        if label := written_identity(self.question) or f"name:{content.name}"[:200]:
            self.root.set("label", label)
        self.body = element(None, "itemBody")
        self.rules = element(None, "responseProcessing")
        self.tells = bool(content.feedback or any(option.feedback for option in content.options))
        if content.kind != Kind.CLOZE:
            self.html(_plain_element(self.body, "div"), content.text)
        _WRITERS[content.kind](self)
        self._outcomes()
        self.root.append(self.body)
        if len(self.rules) or "template" in self.rules.attrib:
            self.root.append(self.rules)
        if content.feedback:
            told = element(
                self.root, "modalFeedback", outcomeIdentifier="FEEDBACK", showHide="show", identifier=GENERAL
            )
            self.html(element(told, "contentBody") if self.version == "3.0" else told, content.feedback)
        return self.root

    def html(self, parent: Element, text: str) -> Element:
        def place(found) -> str:
            picture = self.pictures.get(found[1])
            return f"../images/{file_name_of(picture)}" if picture else found[0]

        return html(parent, PICTURE.sub(place, text))

    def declare(self, name: str, cardinality: str, base: str, *correct: str) -> Element:
        node = element(self.root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
        if correct:
            values = element(node, "correctResponse")
            for value in correct:
                element(values, "value", value)
        return node

    def by_template(self, name: str) -> None:
        self.rules.set("template", TEMPLATES[self.version].format(name))

    def map(self, declaration: Element, entries: Iterable[tuple[str, Decimal]], most: Decimal, **attributes) -> None:
        mapping = element(declaration, "mapping", defaultValue="0", lowerBound="0", upperBound=_number(most))
        for value, earned in entries:
            element(mapping, "mapEntry", mapKey=value, mappedValue=_number(earned), **attributes)

    def compare(self, name: str, numbers: Iterable[AcceptedNumber], points: Decimal) -> None:
        """Rules that give what the first fitting number earns."""
        condition = element(self.rules, "responseCondition")
        for place, one in enumerate(numbers):
            branch = element(condition, "responseElseIf" if place else "responseIf")
            tolerance = _number(one.tolerance)
            equal = element(branch, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
            element(equal, "variable", identifier=name)
            element(equal, "baseValue", _number(one.value), baseType="float")
            outcome = element(element(branch, "setOutcomeValue", identifier="SCORE"), "sum")
            element(outcome, "variable", identifier="SCORE")
            element(outcome, "baseValue", _number(one.credit * points / WHOLE), baseType="float")

    def add_mapped(self, name: str) -> None:
        """A rule that adds what the mapping of the response gives."""
        outcome = element(element(self.rules, "setOutcomeValue", identifier="SCORE"), "sum")
        element(outcome, "variable", identifier="SCORE")
        element(outcome, "mapResponse", identifier=name)

    def accepted(self, declaration: Element, accepted: Iterable[Accepted], points: Decimal) -> None:
        strict = "true" if self.content.is_case_sensitive else "false"
        entries = [(one.text.replace("\\*", "*"), one.credit * points / WHOLE) for one in _without_stars(accepted)]
        self.map(declaration, entries, points, caseSensitive=strict)

    def _outcomes(self) -> None:
        score = element(self.root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
        element(element(score, "defaultValue"), "value", "0")
        most = element(self.root, "outcomeDeclaration", identifier="MAXSCORE", cardinality="single", baseType="float")
        element(element(most, "defaultValue"), "value", _number(self.content.points))
        if self.tells:
            element(
                self.root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier"
            )

    def name_losses(self, accepted: Iterable[Accepted], told: Iterable[str]) -> None:
        if any(_STAR.search(one.text) for one in accepted):
            self.losses.note(self.content, _("Accepted texts with * are not in the file."))
        if any(told):
            self.losses.note(self.content, _("What is said to single answers is not in the file."))


def _choice(item: _Item) -> None:
    content = item.content
    is_single = content.kind != Kind.MULTIPLE
    names = identifiers([option.key for option in content.options])
    right = [name for name, option in zip(names, content.options, strict=True) if option.credit > 0]
    best = [name for name, option in zip(names, content.options, strict=True) if option.credit == WHOLE]
    declaration = item.declare(
        RESPONSE, "single" if is_single else "multiple", "identifier", *(best if is_single else right)
    )
    if is_single and all(option.credit in (0, WHOLE) for option in content.options):
        item.by_template("match_correct")
    else:
        earned = [option.credit * content.points / WHOLE for option in content.options]
        item.map(declaration, zip(names, earned, strict=True), content.points)
        item.by_template("map_response")
    interaction = element(
        item.body,
        "choiceInteraction",
        responseIdentifier=RESPONSE,
        shuffle=_yes(content.is_shuffled),
        maxChoices="1" if is_single else "0",
    )
    for name, option in zip(names, content.options, strict=True):
        choice = element(interaction, "simpleChoice", identifier=name)
        if option.is_fixed:
            choice.set("fixed", "true")
        item.html(choice, option.text)
        if option.feedback:
            told = element(choice, "feedbackInline", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
            item.html(told, option.feedback)


def _matching(item: _Item) -> None:
    pairs = item.content.pairs
    asked = [pair for pair in pairs if pair.prompt]
    answers = {answer: f"T{place}" for place, answer in enumerate(dict.fromkeys(pair.answer for pair in pairs), 1)}
    names = identifiers([pair.key for pair in asked], first="S")
    correct = [f"{name} {answers[pair.answer]}" for name, pair in zip(names, asked, strict=True)]
    declaration = item.declare(RESPONSE, "multiple", "directedPair", *correct)
    each = item.content.points / len(asked)
    item.map(declaration, [(pair, each) for pair in correct], item.content.points)
    item.by_template("map_response")
    interaction = element(
        item.body,
        "matchInteraction",
        responseIdentifier=RESPONSE,
        shuffle=_yes(item.content.is_shuffled),
        maxAssociations="0",
    )
    sources, targets = element(interaction, "simpleMatchSet"), element(interaction, "simpleMatchSet")
    for name, pair in zip(names, asked, strict=True):
        item.html(element(sources, "simpleAssociableChoice", identifier=name, matchMax="1"), pair.prompt)
    for answer, name in answers.items():
        element(targets, "simpleAssociableChoice", answer, identifier=name, matchMax="0")


def _ordering(item: _Item) -> None:
    names = identifiers([one.key for one in item.content.items])
    item.declare(RESPONSE, "ordered", "identifier", *names)
    item.by_template("match_correct")
    interaction = element(item.body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    for name, one in zip(names, item.content.items, strict=True):
        item.html(element(interaction, "simpleChoice", identifier=name), one.text)


def _numerical(item: _Item) -> None:
    numbers = item.content.numbers
    best = next(one for one in numbers if one.credit == WHOLE)
    item.declare(RESPONSE, "single", "float", _number(best.value))
    item.compare(RESPONSE, numbers, item.content.points)
    item.name_losses((), [one.feedback for one in numbers])
    _line_to_write_on(item)


def _short_answer(item: _Item) -> None:
    accepted = item.content.accepted
    best = next(one for one in _without_stars(accepted) if one.credit == WHOLE)
    declaration = item.declare(RESPONSE, "single", "string", best.text.replace("\\*", "*"))
    item.accepted(declaration, accepted, item.content.points)
    item.by_template("map_response")
    item.name_losses(accepted, [one.feedback for one in accepted])
    _line_to_write_on(item)


def _line_to_write_on(item: _Item) -> None:
    line = _plain_element(item.body, "p")
    element(line, "textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="40")


def _cloze(item: _Item) -> None:
    """The text with a mark where each gap is; then each mark gives way to its interaction."""
    gaps = {gap.key: gap for gap in item.content.gaps}
    places = {key: place for place, key in enumerate(GAP.findall(item.content.text), 1)}
    text = GAP.sub(lambda found: f'<wbr id="{found[1]}">', item.content.text)
    body = item.html(_plain_element(item.body, "div"), text)
    for parent in list(body.iter()):
        for at, child in enumerate(list(parent)):
            if child.tag == "wbr":
                key = child.get("id", "")
                interaction = _gap(item, gaps[key], f"{RESPONSE}{places[key]}")
                interaction.tail = child.tail
                parent[at] = interaction
    for gap in item.content.gaps:
        told = [one.feedback for one in (*gap.options, *gap.accepted, *gap.numbers)]
        item.name_losses(gap.accepted, told)


def _gap(item: _Item, gap: Gap, name: str) -> Element:
    points = Decimal(gap.points)
    if gap.options:
        names = identifiers([option.key for option in gap.options])
        right = [one for one, option in zip(names, gap.options, strict=True) if option.credit == WHOLE]
        declaration = item.declare(name, "single", "identifier", right[0])
        earned = [option.credit * points / WHOLE for option in gap.options]
        item.map(declaration, zip(names, earned, strict=True), points)
        item.add_mapped(name)
        interaction = element(
            None, "inlineChoiceInteraction", responseIdentifier=name, shuffle=_yes(item.content.is_shuffled)
        )
        for one, option in zip(names, gap.options, strict=True):
            element(interaction, "inlineChoice", option.text, identifier=one)
        return interaction
    if gap.numbers:
        best = next(one for one in gap.numbers if one.credit == WHOLE)
        item.declare(name, "single", "float", _number(best.value))
        item.compare(name, gap.numbers, points)
    else:
        best_text = next(one for one in _without_stars(gap.accepted) if one.credit == WHOLE)
        declaration = item.declare(name, "single", "string", best_text.text.replace("\\*", "*"))
        item.accepted(declaration, gap.accepted, points)
        item.add_mapped(name)
    return element(None, "textEntryInteraction", responseIdentifier=name)


def _essay(item: _Item) -> None:
    item.declare(RESPONSE, "single", "string")
    element(item.body, "extendedTextInteraction", responseIdentifier=RESPONSE, expectedLines="10")
    if item.content.model_answer:
        block = element(item.body, "rubricBlock", view="scorer")
        inside = element(block, "contentBody") if item.version == "3.0" else block
        item.html(_plain_element(inside, "div"), item.content.model_answer)


_WRITERS: dict[Kind, Callable[[_Item], None]] = {
    Kind.SINGLE: _choice,
    Kind.MULTIPLE: _choice,
    Kind.TRUE_FALSE: _choice,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERICAL: _numerical,
    Kind.SHORT_ANSWER: _short_answer,
    Kind.CLOZE: _cloze,
    Kind.ESSAY: _essay,
}


def identifiers(keys: list[str], first: str = "C") -> list[str]:
    """The keys where all of them may be identifiers of QTI, else numbered ones."""
    if all(_KEY.fullmatch(one) for one in keys):
        return keys
    return [f"{first}{place}" for place in range(1, len(keys) + 1)]


def _without_stars(accepted: Iterable[Accepted]) -> list[Accepted]:
    return [one for one in accepted if not _STAR.search(one.text)]


def _test(items: list[tuple[str, ReadQuestion]]) -> Element:
    test = element(None, "assessmentTest", identifier="bank", title="Bank")
    part = element(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    sections: dict[tuple[str, ...], Element] = {(): part}
    for place, (name, question) in enumerate(items, 1):
        for depth in range(1, len(question.category) + 1):
            path = question.category[:depth]
            if path not in sections:
                sections[path] = element(
                    sections[path[:-1]],
                    "assessmentSection",
                    identifier=f"s{len(sections)}",
                    title=path[-1],
                    visible="true",
                )
        if question.category == () and "loose" not in {node.get("identifier") for node in part}:
            sections[()] = element(part, "assessmentSection", identifier="loose", title="", visible="false")
        element(sections[question.category], "assessmentItemRef", identifier=f"r{place:05}", href=name)
    return test


def _manifest(items: list[tuple[str, ReadQuestion]], version: str) -> bytes:
    suffix = version.replace(".", "p")
    root = Element("manifest", {"identifier": "manifest", "xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1"})
    facts = _plain_element(root, "metadata")
    _plain_element(facts, "schema").text = f"QTIv{version}"
    _plain_element(facts, "schemaversion").text = version
    _plain_element(root, "organizations")
    resources = _plain_element(root, "resources")
    for place, (name, question) in enumerate(items, 1):
        resource = _resource(resources, f"q{place:05}", f"imsqti_item_xmlv{suffix}", name)
        if question.tags:
            lom = _plain_element(_plain_element(resource, "metadata"), "lom", xmlns="http://ltsc.ieee.org/xsd/LOM")
            general = _plain_element(lom, "general")
            for tag in question.tags:
                _plain_element(_plain_element(general, "keyword"), "string").text = tag
        _plain_element(resource, "file", href=name)
        for picture in question.pictures:
            _plain_element(resource, "file", href=f"images/{file_name_of(picture)}")
    _plain_element(_resource(resources, "test", f"imsqti_test_xmlv{suffix}", "test.xml"), "file", href="test.xml")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _resource(parent: Element, identifier: str, kind: str, href: str) -> Element:
    return _plain_element(parent, "resource", identifier=identifier, type=kind, href=href)


def _plain_element(parent: Element, name: str, **attributes: str) -> Element:
    """An element that is not of QTI: HTML, or the manifest's."""
    node = Element(name, attributes)
    parent.append(node)
    return node


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _yes(value: bool) -> str:
    return "true" if value else "false"
