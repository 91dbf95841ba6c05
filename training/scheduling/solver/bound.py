"""What no plan can cost less than: a linear programme over whole patterns of classes, made as they are needed.

Each class mixes patterns; the rows (``rows.py``) hold what classes take from each other, added when they are broken.
With any prices of the rows, the cheapest patterns less what the rows have to give is a bound (Lagrange), so each round
has a true one and the best is kept. Room changes that the programme itself forces are counted with it. What is left out
(travel, changes of rooms that are not forced) can only make plans dearer.
"""

import itertools
import time
from collections import Counter, defaultdict

from ortools.linear_solver import pywraplp

from .facts import Facts
from .patterns import Pattern, Patterns
from .rows import Row, Rows

BEYOND = 10_000.0  # a price for breaking a hard row until there are patterns that do not
TINY = 1e-6
CALM = 0.5  # how much of the best prices so far is kept when new ones are tried


class Bound:
    """``best``: the bound so far; ``columns``: the patterns found on the way, of use to whoever looks for plans."""

    def __init__(self, facts: Facts, patterns: Patterns, rows: Rows) -> None:
        self.facts, self.patterns, self.rows = facts, patterns, rows
        self.lp = pywraplp.Solver.CreateSolver("GLOP")
        self.lp.SetSolverSpecificParametersAsString("use_preprocessing: false")
        self.forced = forced_changes(facts) * facts.weights["room_changes"]
        self.best = 0
        self.impossible: list[int] = []
        self.odd = self._odd()
        self.finished = not facts.is_on("class")  # without that rule a class is no walk, and nothing is proven
        self.once = {g: self.lp.Constraint(1, 1) for g in range(len(facts.groups)) if g not in self.odd}
        self.held: dict[Row, object] = {}
        self.beyond: dict[tuple, object] = {}
        self.columns: list[Pattern] = []
        self.takes: list[Counter] = []
        self.shares: list = []
        self.known: set = set()
        self.prices: dict[Row, float] = {}
        self.parts: list[float] = []
        self.value = float("inf")  # what the mix costs; the bound ends there
        if not self.finished:
            self._price({})
        self.finished = self.finished or bool(self.impossible)

    def _odd(self) -> set[int]:
        """Classes in which people have locked what is no walk (two meetings at a time); the bound does without."""
        nothing = self.rows.prices(self.patterns, {})
        found = self.patterns.cheapest(*nothing)
        locked = {g for m, g in enumerate(self.facts.group_of) if self.facts.is_locked(m, "half_day")}
        return {g for g, pattern in enumerate(found) if pattern is None and g in locked}

    def begin(self) -> None:
        """Prices of the lecturers as if there were no calendar: who could give how much."""
        if self.finished:
            return
        lp, facts = pywraplp.Solver.CreateSolver("GLOP"), self.facts
        asked = Counter((facts.lecturers_of[m], one.periods) for m, one in enumerate(facts.meetings))
        once = {key: lp.Constraint(count, count) for key, count in asked.items() if key[0]}
        rows = {}
        for i in range(len(facts.lecturers)):
            above = lp.NumVar(0, lp.infinity(), "")
            lp.Objective().SetCoefficient(above, facts.weights["balance"])
            for kind in ("balance", "uneven"):
                rows[kind, i] = lp.Constraint(-lp.infinity(), self.rows.most((kind, i)))
                rows[kind, i].SetCoefficient(above, -1)
        for key, given in once.items():
            for i in key[0]:
                share = lp.NumVar(0, lp.infinity(), "")
                given.SetCoefficient(share, 1)
                for kind in ("balance", "uneven"):
                    rows[kind, i].SetCoefficient(share, key[1] * self.rows.part(kind, i))
        if lp.Solve() == lp.OPTIMAL:
            self._price({row: max(-held.dual_value(), 0.0) for row, held in rows.items()})

    def improve(self, until: float, should_stop=None) -> None:
        """Rounds of prices and patterns until nothing changes or the time is up."""
        while not self.finished and time.monotonic() < until and not (should_stop and should_stop()):
            self.round()

    def round(self) -> None:
        self.lp.Solve()
        duals = {row: max(-held.dual_value(), 0.0) for row, held in self.held.items()}
        self.parts = [share.solution_value() for share in self.shares]
        self.value = self.lp.Objective().Value() + self.forced
        cut = self._add_broken_rows()
        calm = {row: CALM * self.prices.get(row, 0) + (1 - CALM) * price for row, price in duals.items()}
        if not self._price(calm) and not self._price(duals) and not cut:
            self.finished = True

    def mix(self) -> list[tuple[float, Pattern]]:
        """The patterns of the last mix, with their parts."""
        pairs = zip(self.parts, self.columns, strict=False)
        return [(part, column) for part, column in pairs if part > TINY]

    def _price(self, duals: dict[Row, float]) -> bool:
        """Patterns at these prices; whether one was new. Keeps the bound they prove."""
        all_found = self.patterns.cheapest(*self.rows.prices(self.patterns, duals))
        found = [pattern for g, pattern in enumerate(all_found) if g not in self.odd]
        self.impossible = [g for g, pattern in enumerate(all_found) if pattern is None and g not in self.odd]
        if self.impossible:
            return False
        proven = sum(one.price for one in found) - sum(price * self.rows.most(row) for row, price in duals.items())
        proven = int(-(-(proven + self.forced - 1e-4) // 1))
        if proven > self.best or not self.prices:
            self.best, self.prices = max(self.best, proven), duals
        new = [self.add(pattern) for pattern in found]
        return any(new)

    def add(self, pattern: Pattern) -> bool:
        """Let the mix use a pattern; False when it does already."""
        key = pattern.group, pattern.spots
        if key in self.known:
            return False
        self.known.add(key)
        taken = self.rows.taken(pattern)
        share = self.lp.NumVar(0, self.lp.infinity(), "")
        self.lp.Objective().SetCoefficient(share, self.patterns.own_price(pattern))
        self.once[pattern.group].SetCoefficient(share, 1)
        for row, units in taken.items():
            if row in self.held:
                self.held[row].SetCoefficient(share, units)
        self.columns.append(pattern)
        self.takes.append(taken)
        self.shares.append(share)
        return True

    def _add_broken_rows(self) -> bool:
        used: dict[Row, float] = defaultdict(float)
        for part, taken in zip(self.parts, self.takes, strict=True):
            if part > TINY:
                for row, units in taken.items():
                    used[row] += units * part
        broken = [row for row, units in used.items() if row not in self.held and units > self.rows.most(row) + TINY]
        for row in broken:
            self._hold(row)
        return bool(broken)

    def _hold(self, row: Row) -> None:
        held = self.lp.Constraint(-self.lp.infinity(), self.rows.most(row))
        for share, taken in zip(self.shares, self.takes, strict=True):
            if row in taken:
                held.SetCoefficient(share, taken[row])
        price = self.rows.price_beyond(row)
        key = self.rows.beyond(row)
        if key not in self.beyond:
            self.beyond[key] = self.lp.NumVar(0, self.lp.infinity(), "")
            self.lp.Objective().SetCoefficient(self.beyond[key], BEYOND if price is None else price)
        held.SetCoefficient(self.beyond[key], -1)
        self.held[row] = held


def forced_changes(facts: Facts) -> int:
    """Changes of room between meetings that follow each other and have no room in common."""
    count = 0
    for blocks in facts.blocks:
        if all(len(block) == 1 for block in blocks):
            roomed = [m for (m,) in blocks if facts.meetings[m].needs_room]
            count += sum(
                not set(facts.rooms_of[one]) & set(facts.rooms_of[other]) for one, other in itertools.pairwise(roomed)
            )
    return count
