"""A first plan class by class, and better ones: some classes are taken out and put back one after the other.

Which classes go together: those that are in each other's way (leaders of one unit, people, lecturers, the same weeks).
"""

import math
from random import Random

import numpy as np

from .patterns import Pattern
from .timetable import Timetable

BATCH = 12  # steps between two looks at the clock
WARM, COOL = 2.0, 0.1  # what a worse plan may cost more, at the beginning and at the end of a search
LEFT_OUT = 1_000_000.0


class Improver:
    """Changes the timetable in place; ``best`` keeps the patterns of the best plan so far, ``cost`` what it costs."""

    def __init__(self, timetable: Timetable, seed: int) -> None:
        self.timetable, self.random = timetable, Random(seed)
        self.near = self._near()
        self.best, self.cost = list(timetable.patterns), self.worth()
        self.current = self.cost

    def worth(self) -> float:
        return self.timetable.price() + LEFT_OUT * len(self.timetable.left_out)

    def start(self) -> None:
        """Every class that is not there yet, those with the least freedom first."""
        timetable = self.timetable
        for g in sorted(timetable.left_out, key=self._freedom):
            pattern = timetable.cheapest(g)
            if pattern is not None:
                timetable.put(pattern)
        self.remember()

    def step(self, warmth: float) -> bool:
        """Take a few classes out and put them back; whether the plan became the best so far."""
        timetable = self.timetable
        chosen = self._choose()
        was = [timetable.take_out(g) for g in chosen]
        self.random.shuffle(chosen)
        noisy = self.random.random() < 0.5
        for g in chosen:
            pattern = timetable.cheapest(g, self._noise(g) if noisy else None)
            if pattern is not None:
                timetable.put(pattern)
        worth = self.worth()
        if worth <= self.current or self.random.random() < math.exp((self.current - worth) / max(warmth, 1e-9)):
            self.current = worth
        else:
            for g in chosen:
                timetable.take_out(g)
            for pattern in was:
                if pattern is not None:
                    timetable.put(pattern)
        return self.remember()

    def adopt(self, patterns: list[Pattern]) -> bool:
        """Take over a whole plan when it is cheaper than the best."""
        self.restore()
        for pattern in patterns:
            self.timetable.take_out(pattern.group)
        for pattern in patterns:
            self.timetable.put(pattern)
        better = self.remember()
        if not better:
            self.restore()
        return better

    def remember(self) -> bool:
        """Whether the plan as it stands is the best so far; it is kept then."""
        self.current = self.worth()
        if self.current < self.cost - 1e-6:
            self.best, self.cost = list(self.timetable.patterns), self.current
            return True
        return False

    def weigh_balance(self, part: float) -> None:
        """Take balance less or more seriously; what is best must then be found anew."""
        self.restore()
        self.timetable.balance_part = part
        self.cost = self.current = self.worth()

    def restore(self) -> None:
        """Back to the best plan."""
        for g, pattern in enumerate(self.best):
            if self.timetable.patterns[g] is not pattern:
                self.timetable.take_out(g)
        for g, pattern in enumerate(self.best):
            if pattern is not None and self.timetable.patterns[g] is None:
                self.timetable.put(pattern)
        self.current = self.worth()

    def _noise(self, g: int) -> np.ndarray:
        """Small random prices, so that what is equal is tried in turn."""
        draw = np.random.default_rng(self.random.getrandbits(32))
        return draw.random(len(self.timetable.own[g].price)) * 0.5

    def _freedom(self, g: int) -> float:
        facts = self.timetable.facts
        return sum(len(facts.domain[m]) for m in facts.meetings_of[g]) - 20 * len(facts.conflicts[g])

    def _near(self) -> list[list[int]]:
        """For each class, those that share days and something besides."""
        facts = self.timetable.facts
        days = [set(open_) for open_ in facts.open_days]
        able = [{i for m in facts.meetings_of[g] for i in facts.lecturers_of[m]} for g in range(len(days))]
        found = []
        for g in range(len(days)):
            others = [o for o in range(len(days)) if o != g and days[g] & days[o]]
            found.append([o for o in others if o in facts.conflicts[g] or able[g] & able[o]])
        return found

    def _choose(self) -> list[int]:
        """A class and some that are in its way: left out, in one week with the leaders of a unit, dear, or any."""
        timetable, random = self.timetable, self.random
        groups = range(len(timetable.patterns))
        together = np.flatnonzero(timetable.beyond)
        if timetable.left_out:
            first = random.choice(timetable.left_out)
        elif len(together) and random.random() < 0.4:
            sits, _times = timetable.rows.leaders[random.choice(together.tolist())]
            first = random.choice(random.choice(sits))
        elif random.random() < 0.5:
            first = max(random.sample(groups, min(4, len(groups))), key=lambda g: timetable.own_prices[g])
        else:
            first = random.choice(groups)
        near = self.near[first]
        chosen = random.sample(near, min(random.choice((0, 1, 1, 2, 3)), len(near)))
        rivals = [g for g in timetable.facts.conflicts[first] if g in near and g not in chosen]
        if rivals and random.random() < 0.7:
            chosen += random.sample(rivals, min(random.choice((1, 1, 2)), len(rivals)))
        return [first, *chosen]
