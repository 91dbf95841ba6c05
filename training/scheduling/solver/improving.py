"""A first plan class by class, and better ones: some classes are taken out and put back one after the other.

Which classes go together: those that are in each other's way (leaders of one unit, people, lecturers, the same weeks).
"""

import math
from random import Random

import numpy as np

from .patterns import Pattern
from .rooms import needless_changes
from .timetable import Timetable

BATCH = 12  # steps between two looks at the clock
WARM, COOL = 2.0, 0.1  # what a worse plan may cost more, at the beginning and at the end of a search
TINY = 1e-6
LEFT_OUT = 1_000_000.0


class Improver:
    """Changes the timetable in place; ``best`` keeps the patterns of the best plan so far, ``cost`` what it costs."""

    def __init__(self, timetable: Timetable, seed: int) -> None:
        self.timetable, self.random = timetable, Random(seed)
        self.near = self._near()
        self.asks_rooms = False  # whether changes of rooms count, which are dear to reckon
        self.found: set[int] = set()  # the classes that change rooms needlessly, as last reckoned
        self.changing: set[int] = set()  # the same for the plan as it stands
        self.best, self.cost = list(timetable.patterns), self.worth()
        self.current = self.cost

    def worth(self, limit: float = math.inf) -> float:
        """What the plan costs as it stands; above ``limit`` rooms are not looked at."""
        timetable = self.timetable
        worth = timetable.price() + LEFT_OUT * len(timetable.left_out)
        weight = timetable.facts.weights["room_changes"] if self.asks_rooms else 0
        if weight and worth <= limit and not timetable.left_out:
            when = {m: h for pattern in timetable.patterns if pattern for m, h, _i in pattern.spots}
            found = needless_changes(timetable.facts, when)
            self.found, worth = set(found), worth + weight * sum(found.values())
        return worth

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
        limit = self.current - warmth * math.log(1 - self.random.random())
        worth = self.worth(limit)
        if worth <= limit:
            return self._keep(worth)
        for g in chosen:
            timetable.take_out(g)
        for pattern in was:
            if pattern is not None:
                timetable.put(pattern)
        return False

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
        return self._keep(self.worth())

    def _keep(self, worth: float) -> bool:
        self.current, self.changing = worth, self.found
        if worth < self.cost - TINY:
            self.best, self.cost = list(self.timetable.patterns), worth
            return True
        return False

    def weigh(self, balance: float, *, rooms: bool) -> None:
        """Take balance less or more seriously, ask for rooms or not; what is best must then be found anew."""
        self.restore()
        self.timetable.balance_part, self.asks_rooms = balance, rooms
        self.cost = math.inf
        self.remember()

    def restore(self) -> None:
        """Back to the best plan."""
        for g, pattern in enumerate(self.best):
            if self.timetable.patterns[g] is not pattern:
                self.timetable.take_out(g)
        for g, pattern in enumerate(self.best):
            if pattern is not None and self.timetable.patterns[g] is None:
                self.timetable.put(pattern)
        self.remember()

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

    def _wanting(self, together: np.ndarray) -> list[int]:
        """The classes of the plan as it stands that cost more than they must."""
        timetable = self.timetable
        away = {g for number in together for groups in timetable.rows.leaders[number][0] for g in groups}
        dear = {int(g) for g in np.flatnonzero(timetable.own_prices > TINY)}
        return sorted(away | dear | self.changing)

    def _choose(self) -> list[int]:
        """A class and some that are in its way: left out, in one week with the leaders of a unit, dear, or any."""
        timetable, random = self.timetable, self.random
        groups = range(len(timetable.patterns))
        together = np.flatnonzero(timetable.beyond)
        if timetable.left_out:
            first = random.choice(timetable.left_out)
        elif self.asks_rooms and (wanting := self._wanting(together)) and random.random() < 0.8:
            first = random.choice(wanting)
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
