"""A rubric as every screen shows it: the criteria with their levels, which of them was chosen, the words beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.assignments.rubric import Criterion, Level, Rubric


@dataclass(frozen=True)
class Row:
    """One criterion; ``chosen`` is the number of a level, None where none is."""

    criterion: Criterion
    chosen: int | None = None
    comment: str = ""

    @property
    def levels(self) -> list[tuple[int, Level, bool]]:
        return [(number, level, number == self.chosen) for number, level in enumerate(self.criterion.levels)]

    @property
    def level(self) -> Level | None:
        return None if self.chosen is None else self.criterion.levels[self.chosen]


def rows_of(rubric: Rubric, levels: Mapping[str, Any] | None = None, comments: Mapping[str, str] | None = None):
    """The rows of a rubric, with what a marking says of each."""
    levels, comments = levels or {}, comments or {}
    return [Row(one, levels.get(one.key), comments.get(one.key, "")) for one in rubric.criteria]
