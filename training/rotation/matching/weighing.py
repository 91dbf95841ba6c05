"""What a pair of official and post is worth, part by part; numbers only, for all pairs at once.

Each part is 0 to 100. What speaks from the official's side (his wishes, the way) makes ``wish``, what from the host's
(competence, the crossing of blocs) makes ``fit``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

WISH, DISTANCE, COMPETENCE, BLOC = "wish", "distance", "competence", "bloc"
OF_OFFICIAL, OF_HOST = (WISH, DISTANCE), (COMPETENCE, BLOC)
PARTS = (*OF_OFFICIAL, *OF_HOST)

WISHED = (100, 85, 70)  # first, second, third wish
NOT_WISHED, NOTHING_WISHED = 30, 50
NEAR = (100, 80, 60, 45, 30)  # by districts crossed
FAR, WAY_UNKNOWN = 20, 50
FIELDS, THEORY = 70, 30  # parts of competence
NO_FIELD_ASKED = 50
CROSSES, STAYS, TITLE_OF_NO_BLOC = 100, 40, 70


@dataclass(frozen=True)
class OfficialFacts:
    """``fields`` are bits, ``theory`` the order of the level, ``wishes`` keys of units, ``district`` a key."""

    fields: int = 0
    theory: int = 0
    bloc: int = 0
    wishes: Sequence[int] = ()
    district: int | None = None


@dataclass(frozen=True)
class PostFacts:
    unit: int = 0
    fields: int = 0
    least_theory: int = 0
    bloc: int | None = None
    district: int | None = None


def parts(
    officials: Sequence[OfficialFacts], posts: Sequence[PostFacts], steps: Mapping[tuple[int, int], int]
) -> dict[str, np.ndarray]:
    """The four parts of every pair; ``steps`` are the districts crossed between two districts."""
    return {
        WISH: _wishes(officials, posts),
        DISTANCE: _distances(officials, posts, steps),
        COMPETENCE: _competences(officials, posts),
        BLOC: _blocs(officials, posts),
    }


def sides(found: Mapping[str, np.ndarray], weights: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """``wish`` and ``fit``, 0 to 10,000 together where the weights make a hundred."""
    wish = sum(weights[name] * found[name] for name in OF_OFFICIAL)
    fit = sum(weights[name] * found[name] for name in OF_HOST)
    return np.asarray(wish, dtype=np.int64), np.asarray(fit, dtype=np.int64)


def _wishes(officials: Sequence[OfficialFacts], posts: Sequence[PostFacts]) -> np.ndarray:
    of_unit: dict[int, list[int]] = {}
    for column, post in enumerate(posts):
        of_unit.setdefault(post.unit, []).append(column)
    found = np.empty((len(officials), len(posts)), dtype=np.int64)
    for row, one in enumerate(officials):
        found[row] = NOT_WISHED if one.wishes else NOTHING_WISHED
        for rank, unit in enumerate(one.wishes):
            found[row, of_unit.get(unit, [])] = WISHED[min(rank, len(WISHED) - 1)]
    return found


def _distances(
    officials: Sequence[OfficialFacts], posts: Sequence[PostFacts], steps: Mapping[tuple[int, int], int]
) -> np.ndarray:
    from_where = {district: row for row, district in enumerate(dict.fromkeys(one.district for one in officials))}
    table = np.full((max(1, len(from_where)), len(posts)), WAY_UNKNOWN, dtype=np.int64)
    for district, row in from_where.items():
        for column, post in enumerate(posts):
            if district is not None and post.district is not None:
                crossed = 0 if district == post.district else steps.get((district, post.district), len(NEAR))
                table[row, column] = NEAR[crossed] if crossed < len(NEAR) else FAR
    return table[[from_where[one.district] for one in officials]] if officials else table[:0]


def _competences(officials: Sequence[OfficialFacts], posts: Sequence[PostFacts]) -> np.ndarray:
    has = np.array([one.fields for one in officials], dtype=np.int64)
    asked = np.array([post.fields for post in posts], dtype=np.int64)
    count = np.array([post.fields.bit_count() for post in posts], dtype=np.int64)
    covered = np.bitwise_count(has[:, None] & asked[None, :]).astype(np.int64)
    by_field = np.where(count > 0, FIELDS * covered // np.maximum(count, 1), FIELDS * NO_FIELD_ASKED // 100)
    theory = np.array([one.theory for one in officials], dtype=np.int64)
    least = np.array([post.least_theory for post in posts], dtype=np.int64)
    return by_field + np.where(theory[:, None] >= least[None, :], THEORY, 0)


def _blocs(officials: Sequence[OfficialFacts], posts: Sequence[PostFacts]) -> np.ndarray:
    mine = np.array([one.bloc for one in officials], dtype=np.int64)
    theirs = np.array([post.bloc or 0 for post in posts], dtype=np.int64)
    crosses = np.where(mine[:, None] == theirs[None, :], STAYS, CROSSES)
    return np.where(theirs[None, :] == 0, TITLE_OF_NO_BLOC, crosses)
