"""What a question says, kind by kind. Importers make these, versions keep them as JSON, quizzes show and mark them.

Every text is NFC and already clean: HTML of the few elements ``clean_html`` lets through. Plain text are the names, the
answers of pairs, the choices within a cloze text, accepted texts and the rubric. A picture in a text is
``<img src="picture:KEY" alt="…">``; KEY is the SHA-256 of the file, kept once (``QuestionPicture``).
Credit is in hundredths of the question's points, from -100 to 100, as in Moodle's formats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The kinds of question; the value is what is stored."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    ORDERING = "ordering"
    NUMERICAL = "numerical"
    SHORT_ANSWER = "short_answer"
    CLOZE = "cloze"
    ESSAY = "essay"
    SITUATION = "situation"


@dataclass(frozen=True)
class Option:
    """One choice of a single, multiple or true/false question, or of a list within a cloze text.

    ``key`` is unique within its list and stays when the text is edited; ``is_fixed`` keeps its place in a shuffle.
    """

    key: str
    text: str
    credit: Decimal = Decimal(0)
    feedback: str = ""
    is_fixed: bool = False


@dataclass(frozen=True)
class Pair:
    """One line of a matching question. An empty ``prompt`` is an answer that belongs to nothing."""

    key: str
    prompt: str
    answer: str


@dataclass(frozen=True)
class Item:
    """One thing to put in order; the right order is the one in which the items stand."""

    key: str
    text: str


@dataclass(frozen=True)
class Accepted:
    """An accepted text of a short answer; ``*`` in it stands for anything, ``\\*`` for the star itself."""

    text: str
    credit: Decimal = Decimal(100)
    feedback: str = ""


@dataclass(frozen=True)
class AcceptedNumber:
    """An accepted number and how far from it an answer may lie, both ends included."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    credit: Decimal = Decimal(100)
    feedback: str = ""


@dataclass(frozen=True)
class Gap:
    """A place to fill in a cloze text, marked there as ``{{key}}``. Exactly one of the three lists is used."""

    key: str
    points: int = 1
    options: Sequence[Option] = ()
    accepted: Sequence[Accepted] = ()
    numbers: Sequence[AcceptedNumber] = ()


@dataclass(frozen=True)
class Level:
    """One level of a criterion and its points."""

    points: Decimal
    text: str


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric (essay, situation)."""

    key: str
    name: str
    levels: Sequence[Level]


@dataclass(frozen=True)
class QuestionContent:
    """Everything one version of a question says; only the parts of its kind are filled.

    =============  ==========================================================================
    single         ``options``, exactly one with 100
    multiple       ``options``, credits of the right ones sum to 100; wrong ones may be below 0
    true_false     ``options`` with the keys ``true`` and ``false``
    matching       ``pairs``
    ordering       ``items``
    numerical      ``numbers``
    short_answer   ``accepted``
    cloze          ``gaps``, named in ``text``
    essay          ``rubric`` may be empty, ``model_answer``
    situation      ``rubric``, ``model_answer``
    =============  ==========================================================================
    """

    kind: Kind
    name: str
    text: str
    points: Decimal = Decimal(1)
    feedback: str = ""  # shown with every answer
    is_shuffled: bool = True
    folds_tones: bool = False  # short answer and cloze: "thu do" is taken for "Thủ đô"
    is_case_sensitive: bool = False
    options: Sequence[Option] = ()
    pairs: Sequence[Pair] = ()
    items: Sequence[Item] = ()
    accepted: Sequence[Accepted] = ()
    numbers: Sequence[AcceptedNumber] = ()
    gaps: Sequence[Gap] = ()
    rubric: Sequence[Criterion] = ()
    model_answer: str = ""

    def as_json(self) -> dict[str, Any]:
        """A mapping of plain values, the same for equal contents; decimals are texts."""
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "QuestionContent":
        """The content ``as_json`` was made from. Raises ``KeyError`` or ``TypeError`` where the shape is another."""
        return cls(
            **{name: value[name] for name in _SIMPLE},
            kind=Kind(value["kind"]),
            points=Decimal(value["points"]),
            options=_options(value["options"]),
            pairs=tuple(Pair(**one) for one in value["pairs"]),
            items=tuple(Item(**one) for one in value["items"]),
            accepted=_accepted(value["accepted"]),
            numbers=_numbers(value["numbers"]),
            gaps=tuple(_gap(one) for one in value["gaps"]),
            rubric=tuple(_criterion(one) for one in value["rubric"]),
        )


_SIMPLE = ("name", "text", "feedback", "is_shuffled", "folds_tones", "is_case_sensitive", "model_answer")


@dataclass(frozen=True)
class Picture:
    """A file a question brings along; ``key`` is its SHA-256 in hexadecimal."""

    key: str
    name: str
    content: bytes = field(repr=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, StrEnum) else value


def _options(values: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(**{**one, "credit": Decimal(one["credit"])}) for one in values)


def _accepted(values: Sequence[Mapping[str, Any]]) -> tuple[Accepted, ...]:
    return tuple(Accepted(**{**one, "credit": Decimal(one["credit"])}) for one in values)


def _numbers(values: Sequence[Mapping[str, Any]]) -> tuple[AcceptedNumber, ...]:
    decimals = ("value", "tolerance", "credit")
    return tuple(AcceptedNumber(**{**one, **{name: Decimal(one[name]) for name in decimals}}) for one in values)


def _gap(value: Mapping[str, Any]) -> Gap:
    return Gap(
        key=value["key"],
        points=value["points"],
        options=_options(value["options"]),
        accepted=_accepted(value["accepted"]),
        numbers=_numbers(value["numbers"]),
    )


def _criterion(value: Mapping[str, Any]) -> Criterion:
    levels = tuple(Level(Decimal(one["points"]), one["text"]) for one in value["levels"])
    return Criterion(value["key"], value["name"], levels)
