"""Officials and posts as the matching sees them: numbers and codes, nothing of Django.

Two views are weighed apart, so that a stable proposal has two sides: ``wish`` is what speaks for the post from where
the official stands, ``fit`` what speaks for him from where the host stands; together 0 to 10,000, by the weights.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

Cell = tuple[int, str]  # bloc, kind of movement
Places = dict[int, int]  # index of the official → index of the post

OWN_UNIT, KIND, QUOTA = "own_unit", "kind", "quota"
NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class Official:
    """``stopped`` names why he may go nowhere at all (a verdict of the rules); empty where he may."""

    key: int
    kind: str
    bloc: int
    is_woman: bool = False
    is_young: bool = False
    stopped: str = ""

    @property
    def cell(self) -> Cell:
        return self.bloc, self.kind


@dataclass(frozen=True)
class Post:
    key: int
    kind: str
    places: int = 1
    urgency: int = 2


@dataclass(frozen=True)
class Targets:
    """How many of a hundred sent should be women, and young; and the points that each one short of it costs."""

    women: int = 0
    young: int = 0
    women_points: int = 0
    young_points: int = 0


@dataclass
class Problem:
    """``barred`` holds, by indexes of official and post, the codes of the rules that forbid the pair."""

    officials: list[Official]
    posts: list[Post]
    wish: np.ndarray
    fit: np.ndarray
    barred: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    quotas: Mapping[Cell, int] | None = None
    targets: Targets = Targets()

    @cached_property
    def points(self) -> np.ndarray:
        return self.wish + self.fit

    @cached_property
    def allowed(self) -> np.ndarray:
        """Which official may go to which post, by all that is hard."""
        kinds = {kind: number for number, kind in enumerate({one.kind for one in [*self.officials, *self.posts]})}
        mine = np.array([kinds[one.kind] for one in self.officials], dtype=np.int16)
        theirs = np.array([kinds[post.kind] for post in self.posts], dtype=np.int16)
        found = mine[:, None] == theirs[None, :]
        may_go = np.array([not one.stopped and self.quota_of(one.cell) > 0 for one in self.officials], dtype=bool)
        found &= may_go[:, None]
        if self.barred:
            rows, columns = zip(*self.barred, strict=True)
            found[list(rows), list(columns)] = False
        return found

    @cached_property
    def merit(self) -> list[tuple[int, int]]:
        """The order in which a quota lets the officials of a group in: who suits some host best comes first."""
        best = np.where(self.allowed, self.fit, -1).max(axis=1, initial=-1)
        return [(int(points), -number) for number, points in enumerate(best)]

    def quota_of(self, cell: Cell) -> int:
        """How many of a bloc may go by a kind; without any quota no limit, with some what is not named is 0."""
        return NO_LIMIT if self.quotas is None else self.quotas.get(cell, 0)

    def sent_by_cell(self, places: Places) -> Counter[Cell]:
        return Counter(self.officials[one].cell for one in places)

    def holders(self, places: Places) -> dict[int, list[int]]:
        """The officials of each post."""
        found: dict[int, list[int]] = {}
        for one, post in places.items():
            found.setdefault(post, []).append(one)
        return found

    def total(self, places: Places) -> int:
        """The points of all pairs together."""
        return int(sum(self.points[one, post] for one, post in places.items()))
