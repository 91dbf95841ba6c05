"""Simulated annealing of one timetable, in slices short enough to look at the clock between them."""

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numba
import numpy as np

from .kernel import anneal
from .solution import Lecture
from .state import NOTHING_FOUND, Tables, Timetable

SLICE = 200_000  # proposals between two looks at the clock: 10 to 20 ms
HARD_WEIGHT = 100
CHAIN_EVERY = 128


@lru_cache(maxsize=1)
def compiled(cache: Path | None):
    """The inner loop as machine code, kept in the folder ``cache`` for the next process; without one, or where it
    cannot be written to, compiled in memory (some seconds)."""
    if cache is not None:
        numba.config.CACHE_DIR = str(cache)
        try:
            return numba.njit(anneal, nogil=True, cache=True)
        except RuntimeError:  # numba found no folder to write to
            return numba.njit(anneal, nogil=True)
    return numba.njit(anneal, nogil=True)


class Walk:
    """One annealing run with its own seed. Threads run walks side by side: the inner loop holds no lock."""

    def __init__(self, tables: Tables, *, seed: int, number: int, cache: Path | None):
        self.tables, self.run = tables, compiled(cache)
        self.chance = np.random.default_rng([seed, number])
        self.random = self.chance.integers(1, 1 << 62, size=1, dtype=np.uint64)
        self.exponential = -np.log((self.chance.permutation(1024) + 0.5) / 1024).astype(np.float32)
        self.stop = np.zeros(1, dtype=np.int64)
        self.steps = 0
        self.hard_weight = HARD_WEIGHT
        self.chain_every = CHAIN_EVERY
        self.start_anew()

    def start_anew(self) -> None:
        """Every lecture somewhere."""
        lectures, *_rest, places = self.tables.sizes.tolist()
        self.timetable = Timetable(self.tables, self.chance.permutation(places)[:lectures])

    def start_from(self, lectures: Iterable[Lecture]) -> None:
        rooms = len(self.tables.instance.rooms)
        places = [period * rooms + room for _course, room, period in sorted(lectures)]
        self.timetable = Timetable(self.tables, np.array(places))

    @property
    def hard(self) -> int:
        return int(self.timetable.cost[0])

    @property
    def found(self) -> bool:
        return bool(self.timetable.cost[2] < NOTHING_FOUND)

    @property
    def key(self) -> tuple[int, int]:
        """What the walk has reached, hard violations first."""
        hard, soft, best, _accepted = self.timetable.cost.tolist()
        return (0, best) if self.found else (hard, soft)

    def slice(self, temperature: float, steps: int = SLICE) -> None:
        self.steps += self.run(
            steps,
            temperature,
            self.hard_weight,
            self.chain_every,
            self.tables.sizes,
            self.stop,
            self.random,
            self.exponential,
            *self.tables.arguments(),
            *self.timetable.arguments(),
        )


def between(warm: float, cold: float, share: float) -> float:
    """The temperature after a share of the cooling: it falls by the same factor in the same time."""
    return warm * math.exp(math.log(cold / warm) * min(1.0, share))
