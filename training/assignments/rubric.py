"""The rubric of an assignment (phiếu chấm theo tiêu chí): criteria, each with levels that carry points."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from curriculum.vietnamese.text import nfc_lines
from training.errors import InvalidInput

MOST_CRITERIA, MOST_LEVELS = 12, 6
SCALE = Decimal(10)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Level:
    """One level of a criterion: what a work of this level shows, and what it is worth."""

    title: str
    points: Decimal
    description: str = ""


@dataclass(frozen=True)
class Criterion:
    key: str
    title: str
    levels: tuple[Level, ...]

    @property
    def most(self) -> Decimal:
        return max(level.points for level in self.levels)


@dataclass(frozen=True)
class Rubric:
    """An empty rubric has no criteria: the mark is then typed."""

    criteria: tuple[Criterion, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.criteria)

    @property
    def most(self) -> Decimal:
        return sum((criterion.most for criterion in self.criteria), Decimal(0))

    def missing(self, levels: Mapping[str, int]) -> list[str]:
        """The titles of the criteria for which no level is chosen."""
        return [one.title for one in self.criteria if _level_of(one, levels) is None]

    def points(self, levels: Mapping[str, int]) -> Decimal:
        found = (_level_of(one, levels) for one in self.criteria)
        return sum((level.points for level in found if level is not None), Decimal(0))

    def mark(self, levels: Mapping[str, int]) -> Decimal:
        """The points on the scale from 0 to 10, to one decimal, halves upwards."""
        return (self.points(levels) / self.most * SCALE).quantize(TENTH, ROUND_HALF_UP)

    def to_json(self) -> list[dict[str, Any]]:
        return [
            {
                "key": one.key,
                "title": one.title,
                "levels": [{**asdict(level), "points": str(level.points)} for level in one.levels],
            }
            for one in self.criteria
        ]


def rubric_of(stored: Sequence[Mapping[str, Any]]) -> Rubric:
    """The rubric as an assignment keeps it."""
    return Rubric(
        tuple(
            Criterion(
                one["key"],
                one["title"],
                tuple(
                    Level(level["title"], Decimal(level["points"]), level.get("description", ""))
                    for level in one["levels"]
                ),
            )
            for one in stored
        )
    )


def read_rubric(text: str) -> Rubric:
    """A rubric as a lecturer types or pastes it: a line for a criterion, below it a line for each level.

    ``Nội dung`` / ``- 4: Đầy đủ, có dẫn chứng`` / ``- 2: Còn thiếu``. Raises ``InvalidInput`` naming the line.
    """
    criteria: list[tuple[str, list[Level]]] = []
    for number, line in enumerate(nfc_lines(text).splitlines(), start=1):
        words = line.strip()
        if not words:
            continue
        if not words.startswith(("-", "–", "•")):
            criteria.append((words[:200], []))
        elif not criteria:
            raise InvalidInput(_("Line %(line)s: the criterion comes before its levels.") % {"line": number})
        else:
            criteria[-1][1].append(_read_level(words.lstrip("-–• "), number))
    _expect_sound(criteria)
    return Rubric(
        tuple(Criterion(f"c{number}", title, tuple(levels)) for number, (title, levels) in enumerate(criteria, start=1))
    )


def write_rubric(rubric: Rubric) -> str:
    """The same rubric as text, to be changed and read again."""
    blocks = []
    for one in rubric.criteria:
        levels = [
            f"- {_plain(level.points)}: {level.title}{f' | {level.description}' if level.description else ''}"
            for level in one.levels
        ]
        blocks.append("\n".join([one.title, *levels]))
    return "\n\n".join(blocks)


def _read_level(words: str, line: int) -> Level:
    points, colon, rest = words.partition(":")
    title, _bar, description = rest.partition("|")
    try:
        worth = Decimal(points.strip().replace(",", ".")) if colon else Decimal(-1)
    except ArithmeticError:
        worth = Decimal(-1)
    if not (worth.is_finite() and 0 <= worth <= 100) or not title.strip():
        raise InvalidInput(
            _("Line %(line)s is no level. Write the points, a colon and the words: “- 2: Complete”.") % {"line": line}
        )
    return Level(title.strip()[:120], worth, description.strip()[:300])


def _expect_sound(criteria: list[tuple[str, list[Level]]]) -> None:
    if len(criteria) > MOST_CRITERIA:
        raise InvalidInput(_("A rubric has at most %(most)s criteria.") % {"most": MOST_CRITERIA})
    for title, levels in criteria:
        if not 2 <= len(levels) <= MOST_LEVELS or not any(level.points > 0 for level in levels):
            raise InvalidInput(
                _("“%(title)s” needs 2 to %(most)s levels, one of them with points.")
                % {"title": title, "most": MOST_LEVELS}
            )


def _level_of(criterion: Criterion, levels: Mapping[str, int]) -> Level | None:
    chosen = levels.get(criterion.key)
    return criterion.levels[chosen] if isinstance(chosen, int) and 0 <= chosen < len(criterion.levels) else None


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}".replace(".", ",")
