"""The description of an official document: what it says, and nothing of how it looks.

Plain frozen values, so that a paper can be kept as JSON (``to_facts``) and printed again with the same words.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True)
class Issuer:
    """The body a paper is issued by; its form is that of the state or that of the Party (rules.md D1 to D3)."""

    code: str
    style: str  # "state" or "party"
    above: str
    name: str
    symbol: str  # as in 12/QĐ-TLHP
    place: str
    decides: str  # who decides: the head, or the body itself

    @property
    def is_party(self) -> bool:
        return self.style == "party"


@dataclass(frozen=True)
class Signature:
    """Who signs: the capacity (direct, tm, kt, tl, tuq) and for whom, the title, the name (rules.md D7)."""

    title: str
    name: str = ""
    capacity: str = "direct"
    on_behalf_of: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text; ``tone`` is text, plain (not indented), heading, centre or note."""

    text: str
    tone: str = "text"


@dataclass(frozen=True)
class Article:
    """*Điều 1.* and what it says; further paragraphs follow as ``more``."""

    label: str
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: its width beside the others, and where its cells stand (left, center, right)."""

    label: str
    width: float = 10
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """Rows under headings. Numbers stay numbers, so that a spreadsheet can go on calculating; ``foot`` holds sums."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[tuple[Cell, ...], ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Facts:
    """Labels with what belongs to each, one beneath the other, without lines: *Họ và tên: …*."""

    rows: tuple[tuple[str, str], ...]


Block = Paragraph | Article | Table | Facts


@dataclass(frozen=True)
class Annex:
    """What goes with a paper: *Phụ lục*, with its title, on pages of its own."""

    title: str
    note: str
    body: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """All the words of one official document.

    ``kind`` is its type in words (*Quyết định*), ``abbreviation`` as in symbols (QĐ). ``number`` is the running number
    with the symbol, or only the symbol behind a gap when the clerk writes the number in by hand.
    """

    issuer: Issuer
    kind: str
    abbreviation: str
    abstract: str
    number: str = ""
    issued_on: date | None = None
    authority: str = ""
    grounds: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    annexes: tuple[Annex, ...] = ()
    landscape: bool = False

    @property
    def tables(self) -> list[Table]:
        """Every table of the paper and its annexes, in order."""
        blocks = [*self.body, *(block for annex in self.annexes for block in annex.body)]
        return [block for block in blocks if isinstance(block, Table)]


BLOCKS: dict[str, type] = {"paragraph": Paragraph, "article": Article, "table": Table, "facts": Facts}
NAMES = {kind: name for name, kind in BLOCKS.items()}


def to_facts(paper: Paper) -> dict[str, Any]:
    """The paper as values that JSON can hold."""
    return {
        **asdict(paper),
        "issued_on": paper.issued_on.isoformat() if paper.issued_on else None,
        "body": _blocks_to_facts(paper.body),
        "annexes": [{**asdict(annex), "body": _blocks_to_facts(annex.body)} for annex in paper.annexes],
    }


def from_facts(facts: dict[str, Any]) -> Paper:
    """The paper again, as it was kept."""
    issued_on = facts["issued_on"]
    return Paper(
        **{
            **facts,
            "issuer": Issuer(**facts["issuer"]),
            "issued_on": date.fromisoformat(issued_on) if issued_on else None,
            "grounds": tuple(facts["grounds"]),
            "body": _blocks_from_facts(facts["body"]),
            "recipients": tuple(facts["recipients"]),
            "signatures": tuple(Signature(**row) for row in facts["signatures"]),
            "annexes": tuple(Annex(**{**row, "body": _blocks_from_facts(row["body"])}) for row in facts["annexes"]),
        }
    )


def _blocks_to_facts(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [{"block": NAMES[type(block)], **asdict(block)} for block in blocks]


def _blocks_from_facts(rows: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_block(**row) for row in rows)


def _block(block: str, **values: Any) -> Block:
    if block == "table":
        return Table(
            columns=tuple(Column(**column) for column in values["columns"]),
            rows=tuple(map(tuple, values["rows"])),
            foot=tuple(map(tuple, values["foot"])),
            title=values["title"],
        )
    if block == "facts":
        return Facts(tuple((label, text) for label, text in values["rows"]))
    if block == "article":
        return Article(values["label"], values["text"], tuple(values["more"]))
    return Paragraph(**values)
