"""What an item of QTI 2 or 3 says beside its body: right answers, mappings, rules of marking, feedback."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from curriculum.questions.content import AcceptedNumber
from curriculum.questions.formats.answers import WHOLE, number, shared_out
from curriculum.questions.formats.reading import BadQuestion
from curriculum.questions.formats.trees import Node

_STANDARD = {"match", "mapResponse", "equal", "and", "isNull", "not"}
_STEPS = {"responseCondition", "responseIf", "responseElseIf", "responseElse", "setOutcomeValue"}
_PARTS = {"variable", "correct", "baseValue", "sum", "multiple", "product"}


def normalise(root: Node) -> Node:
    """Write an item of QTI 3 (``qti-simple-choice``, ``max-choices``) as one of QTI 2 (``simpleChoice``, …)."""
    for node in root.iter():
        if node.name.startswith("qti-"):
            node.name = _camel(node.name.removeprefix("qti-"))
            for attribute in [name for name in node.attrib if "-" in name]:
                node.set(_camel(attribute), node.attrib.pop(attribute))
    return root


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(other.capitalize() for other in others)


@dataclass(frozen=True)
class MapEntry:
    key: str
    value: Decimal
    is_case_sensitive: bool


class Declaration:
    """What the item says of one response."""

    def __init__(self, node: Node):
        self.cardinality = node.get("cardinality", "single")
        self.base_type = node.get("baseType", "identifier")
        correct, mapping = node.one("correctResponse"), node.one("mapping")
        self.correct = [value.words().strip() for value in correct.all("value")] if correct is not None else []
        self.entries: list[MapEntry] = []
        self.otherwise, self.most = Decimal(0), Decimal(0)
        if mapping is not None:
            self.otherwise = number(mapping.get("defaultValue", "0"))
            self.most = number(mapping.get("upperBound", "0"))
            self.entries = [
                MapEntry(
                    " ".join(entry.get("mapKey", "").split()),
                    number(entry.get("mappedValue", "0")),
                    entry.get("caseSensitive", "true") == "true",
                )
                for entry in mapping.all("mapEntry")
            ]


class Marking:
    """The response processing of an item, as far as it is one of the usual ones."""

    def __init__(self, root: Node):
        found = root.one("responseProcessing")
        self._rules: Node | None = found
        template = found.get("template", "") if found is not None else ""
        self.maps = "map_response" in template or bool(found is not None and found.within("mapResponse"))
        self.is_own = found is not None and not template and not self._is_usual(found)
        self.points = self._points(root)

    def credits(self, keys: Sequence[str], declaration: Declaration, *, is_single: bool) -> list[Decimal]:
        """What each choice earns, in hundredths."""
        if self.maps and declaration.entries:
            mapped = {entry.key: entry.value for entry in declaration.entries}
            values = [mapped.get(key, declaration.otherwise) for key in keys]
            earned = [value for value in values if value > 0]
            if not earned:
                raise BadQuestion(_("No choice earns any points."))
            most = declaration.most or (max(earned) if is_single else sum(earned, Decimal(0)))
            return [min(max(as_share(value, most), -WHOLE), WHOLE) for value in values]
        right = set(declaration.correct)
        if not right:
            raise BadQuestion(_("The item names no right answer."))
        if not right <= set(keys):
            raise BadQuestion(_("The item names a right answer that is none of its choices."))
        part = WHOLE if is_single else shared_out(len(right))
        wrong = Decimal(0) if is_single else -part
        return [part if key in right else wrong for key in keys]

    def numbers(self, identifier: str) -> list[AcceptedNumber]:
        """The numbers the rules compare the response with, each with its tolerance and what it earns."""
        found: list[tuple[Decimal, Decimal, Decimal]] = []
        for branch in self._branches():
            for equal in branch.within("equal"):
                about = {variable.get("identifier") for variable in equal.all("variable")}
                base = equal.one("baseValue")
                if identifier in about and base is not None:
                    value = number(base.words())
                    earned = self._earned(branch)
                    found.append((value, _tolerance(equal, value), Decimal(1) if earned is None else earned))
        most = max((earned for _value, _room, earned in found), default=Decimal(1))
        return [AcceptedNumber(value, room, as_share(earned, most)) for value, room, earned in found]

    def most(self, identifier: str) -> Decimal:
        """The most the rules give for one response that is a number; 1 where they say nothing."""
        about = [branch for branch in self._branches() if identifier in _compared(branch)]
        return max((self._earned(branch) or Decimal(1) for branch in about), default=Decimal(1))

    def tolerance(self, identifier: str, value: Decimal) -> Decimal:
        """How far from the one right number an answer may lie, where the rules compare with that."""
        for branch in self._branches():
            for equal in branch.within("equal"):
                if identifier in {variable.get("identifier") for variable in equal.all("variable")}:
                    return _tolerance(equal, value)
        return Decimal(0)

    def _branches(self) -> list[Node]:
        return self._rules.within("responseIf", "responseElseIf") if self._rules is not None else []

    def _earned(self, branch: Node) -> Decimal | None:
        for outcome in branch.all("setOutcomeValue"):
            base = next(iter(outcome.within("baseValue")), None)
            if outcome.get("identifier") == "SCORE" and base is not None:
                return number(base.words())
        return None

    def _points(self, root: Node) -> Decimal | None:
        """The points of the item, where it says them."""
        for declaration in root.all("outcomeDeclaration"):
            default = declaration.one("defaultValue")
            if declaration.get("identifier") == "MAXSCORE" and default is not None:
                return number(default.words())
            if declaration.get("identifier") == "SCORE" and declaration.get("normalMaximum"):
                return number(declaration.get("normalMaximum", "1"))
        earned = [value for branch in self._branches() if (value := self._earned(branch))]
        return max(earned) if earned and max(earned) > 0 else None

    @staticmethod
    def _is_usual(rules: Node) -> bool:
        return all(node.name in _STANDARD | _STEPS | _PARTS for node in rules.iter() if node is not rules)


def as_share(value: Decimal, most: Decimal) -> Decimal:
    """A value as hundredths of the most one can earn."""
    if most <= 0:
        raise BadQuestion(_("The item earns no points."))
    return (value * WHOLE / most).quantize(Decimal("0.00001")).normalize()


def _compared(branch: Node) -> set[str]:
    return {variable.get("identifier", "") for equal in branch.within("equal") for variable in equal.all("variable")}


def _tolerance(equal: Node, value: Decimal) -> Decimal:
    mode = equal.get("toleranceMode", "exact")
    if mode == "exact":
        return Decimal(0)
    widest = max((abs(number(part)) for part in equal.get("tolerance", "0").split()), default=Decimal(0))
    return abs(value) * widest / WHOLE if mode == "relative" else widest
