"""The cheapest days and lecturers of a class by itself, when every half-day and lecturer has its price.

A class goes through its programme in order, so its plan is a walk over the days of its window: on each day it holds
the next none, one, two or three meetings. Dynamic programming finds the cheapest walk; all classes are walked at once,
as rows of arrays. Prices are what the rules of the class itself ask, and what others ask for a half-day, a day, a week,
a lecturer.

Meetings of one step, whose order is free, are taken in the order given (``relaxed`` false: what is found can be held),
or each position takes the cheapest of the step, even twice (``relaxed``: never dearer than the truth).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from .facts import Facts

INFINITE = 1e9


@dataclass(frozen=True)
class Pattern:
    """A whole class: for each meeting its half-day and lecturer (None without), and the price it was found with."""

    group: int
    price: float
    spots: tuple[tuple[int, int, int | None], ...]  # meeting, half-day, lecturer


class Patterns:
    """Arrays: ``cell`` a position of a class in a half-day; ``choice`` a cell with a meeting and a lecturer."""

    def __init__(self, facts: Facts, groups: Sequence[int] | None = None, *, relaxed: bool = False) -> None:
        self.facts, self.relaxed = facts, relaxed
        weights = facts.weights
        self.groups = list(range(len(facts.groups)) if groups is None else groups)
        self.positions = [self._positions(g, relaxed) for g in self.groups]
        self.days = [self._days(g) for g in self.groups]
        self.length = np.array([len(one) for one in self.positions], dtype=int)
        self.most = int(max(self.length, default=0))
        self.most_days = max((len(one) for one in self.days), default=0)
        self.slots = sorted(set(facts.slot_of))
        self.steps = [
            step for size in range(1, len(self.slots) + 1) for step in combinations(range(len(self.slots)), size)
        ]
        self._cells()
        self._calendar(weights["compact"])
        self._fitting()
        self.constant = np.array([-weights["compact"] * facts.fewest_days(g) for g in self.groups])

    def _positions(self, g: int, relaxed: bool) -> list[list[int]]:
        blocks = self.facts.blocks[g]
        if relaxed:
            return [block for block in blocks for _m in block]
        return [[m] for block in blocks for m in sorted(block, key=self._wished)]

    def _wished(self, m: int) -> tuple:
        """Free order follows what is locked, then what was published."""
        one = self.facts.meetings[m]
        place = one.locked if one.locked and one.locked.half_day else one.published
        return self.facts.half_day_index.get(place.half_day, -1) if place else len(self.facts.half_days), m

    def _days(self, g: int) -> list[int]:
        facts = self.facts
        return sorted(
            {facts.day_of[h] for m in facts.meetings_of[g] for h in facts.domain[m]} | set(facts.open_days[g])
        )

    def _cells(self) -> None:
        """One row for each choice, sorted by cell."""
        facts, weights = self.facts, self.facts.weights
        place: list[tuple[int, int, int, int]] = []
        meeting: list[int] = []
        half_day: list[int] = []
        lecturer: list[int] = []
        price: list[float] = []
        starts: list[int] = []
        for row, positions in enumerate(self.positions):
            column = {d: j for j, d in enumerate(self.days[row])}
            for k, several in enumerate(positions):
                for h in sorted({h for m in several for h in facts.domain[m]}):
                    begin = len(price)
                    for m in several:
                        if h in facts.domain_set[m]:
                            for i, cost in self._choices(m, h, weights):
                                meeting.append(m)
                                half_day.append(h)
                                lecturer.append(i)
                                price.append(cost)
                    if len(price) > begin:
                        starts.append(begin)
                        place.append((row, k, column[facts.day_of[h]], self.slots.index(facts.slot_of[h])))
        self.cell_at = np.array(place, dtype=np.int64).reshape(-1, 4)
        self.meeting = np.array(meeting, dtype=np.int64)
        self.half_day = np.array(half_day, dtype=np.int64)
        self.lecturer = np.array(lecturer, dtype=np.int64)  # len(lecturers) for none
        self.price = np.array(price, dtype=float)
        self.starts = np.array(starts, dtype=np.int64)
        self.group = np.array([facts.group_of[m] for m in meeting], dtype=np.int64)
        self.ends = np.append(self.starts[1:], len(price))

    def _choices(self, m: int, h: int, weights: dict[str, int]):
        facts, one = self.facts, self.facts.meetings[m]
        base = weights["soft_duty"] * facts.soft_duty[facts.group_of[m]].get(h, 0)
        was = one.published
        if was is not None:
            base += weights["published"] * (was.half_day != facts.half_days[h].key)
        if not one.needs_lecturer:
            yield len(facts.lecturers), base
        for i in facts.lecturers_at(m, h):
            moved = weights["published"] if was is not None and was.lecturer != facts.lecturers[i].key else 0
            yield i, base + moved + weights["preference"] * facts.dislike[i].get(h, 0)

    def _calendar(self, weight: int) -> None:
        """What a day costs that is met, or is idle between others, and where weeks begin."""
        shape = len(self.days), self.most_days
        self.idle, self.new_week = np.zeros(shape), np.zeros(shape, dtype=bool)
        self.week = np.full(shape, -1)
        for row, days in enumerate(self.days):
            open_ = set(self.facts.open_days[self.groups[row]])
            for j, d in enumerate(days):
                self.idle[row, j] = weight if d in open_ else 0
                self.week[row, j] = self.facts.week_of[d]
                self.new_week[row, j] = j == 0 or self.facts.week_of[days[j - 1]] != self.facts.week_of[d]
        self.day_price = float(weight)

    def _fitting(self) -> None:
        """``fits[q, row, k]``: the q meetings from position k on make a day that is neither too short nor too long."""
        facts = self.facts
        self.fits = np.ones((len(self.slots) + 1, len(self.days), self.most + 1), dtype=bool)
        for row, positions in enumerate(self.positions):
            group = facts.groups[self.groups[row]]
            locked = self.relaxed and any(facts.is_locked(m, "half_day") for several in positions for m in several)
            least = [min(facts.meetings[m].periods for m in several) for several in positions]
            most = [max(facts.meetings[m].periods for m in several) for several in positions]
            for q in range(1, len(self.slots) + 1):
                for k in range(self.most + 1):
                    short = sum(most[k : k + q]) < group.day_min and facts.is_on("day_min") and not locked
                    long = sum(least[k : k + q]) > group.day_max and facts.is_on("day_max")
                    self.fits[q, row, k] = k + q <= len(positions) and not short and not long

    def own_price(self, pattern: Pattern) -> float:
        """What the rules of the class itself ask for the pattern."""
        facts, g = self.facts, pattern.group
        met = {facts.day_of[h] for _m, h, _i in pattern.spots}
        idle = {d for d in facts.open_days[g] if min(met) < d < max(met)} - met
        choices = [self.choice_at[spot] for spot in pattern.spots]
        return float(
            self.price[choices].sum() + self.day_price * (len(met) + len(idle)) + self.constant[self.groups.index(g)]
        )

    def knows(self, spot: tuple[int, int, int | None]) -> bool:
        return spot in self.choice_at

    @cached_property
    def choice_at(self) -> dict[tuple, int]:
        none = len(self.facts.lecturers)
        return {
            (int(m), int(h), None if i == none else int(i)): n
            for n, (m, h, i) in enumerate(zip(self.meeting, self.half_day, self.lecturer, strict=True))
        }

    # --- walking ----------------------------------------------------------------------------------------------------

    def cheapest(self, extra: np.ndarray, day_fee: np.ndarray, week_fee: np.ndarray) -> list[Pattern | None]:
        """For each class its cheapest pattern; None where it has none.

        ``extra``: a price for each choice; ``day_fee[row, j]`` and ``week_fee[row, j]``: for meeting on a day of the
        class, and for meeting at all in the week of that day.
        """
        if not len(self.price):
            return [None if self.length[row] else Pattern(g, 0, ()) for row, g in enumerate(self.groups)]
        price, best = self._best_choices(self.price + extra)
        final, steps, resets = self._walk(price, day_fee + self.day_price, week_fee)
        found: list[Pattern | None] = []
        for row, g in enumerate(self.groups):
            value = final[row, :, self.length[row]].min()
            spots = None if value >= INFINITE else self._trace(row, final, steps, resets, best)
            found.append(None if spots is None else Pattern(g, float(value + self.constant[row]), spots))
        return found

    def _best_choices(self, choices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The price of each cell, and which choice it is."""
        least = np.minimum.reduceat(choices, self.starts)
        same = choices == np.repeat(least, self.ends - self.starts)
        first = np.minimum.reduceat(np.where(same, np.arange(len(choices)), len(choices)), self.starts)
        shape = len(self.groups), self.most, self.most_days, len(self.slots)
        price, best = np.full(shape, INFINITE), np.full(shape, -1)
        row, k, j, s = self.cell_at.T
        price[row, k, j, s], best[row, k, j, s] = least, first
        return price, best

    def _walk(self, price, day_fee, week_fee):
        """``reached[row, met this week, meetings held]``, with the step and the way that led there for each day."""
        count, most = len(self.groups), self.most
        reached = np.full((count, 2, most + 1), INFINITE)
        reached[:, 0, 0] = 0
        held = np.arange(most + 1)
        inside = (held > 0) & (held < self.length[:, None])
        steps = np.zeros((self.most_days, count, most + 1), dtype=np.int8)
        came, resets = np.zeros_like(steps), np.zeros_like(steps)
        for j in range(self.most_days):
            begins = self.new_week[:, j]
            if begins.any():
                resets[j] = np.where(begins[:, None], reached[:, 1] < reached[:, 0], 0)
                reached[begins, 0] = reached[begins].min(axis=1)
                reached[begins, 1] = INFINITE
            entered = reached[:, 0] + week_fee[:, j, None]
            way = reached[:, 1] <= entered
            before = np.where(way, reached[:, 1], entered) + day_fee[:, j, None]
            after = reached + (self.idle[:, j, None] * inside)[:, None]
            for number, step in enumerate(self.steps, start=1):
                q = len(step)
                if q > most:
                    continue
                cost = sum(price[:, t : most - q + t + 1, j, s] for t, s in enumerate(step))
                value = np.where(self.fits[q, :, : most - q + 1], before[:, : most - q + 1] + cost, INFINITE)
                better = value < after[:, 1, q:]
                after[:, 1, q:] = np.where(better, value, after[:, 1, q:])
                steps[j, :, q:] = np.where(better, number, steps[j, :, q:])
                came[j, :, q:] = np.where(better, way[:, : most - q + 1], came[j, :, q:])
            reached = np.minimum(after, INFINITE)
        return reached, (steps, came), resets

    def _trace(self, row, final, steps, resets, best):
        took, came = steps
        k, flag, spots = int(self.length[row]), int(final[row, :, self.length[row]].argmin()), []
        for j in range(self.most_days - 1, -1, -1):
            if flag == 1 and took[j, row, k]:
                step = self.steps[took[j, row, k] - 1]
                flag = int(came[j, row, k])
                k -= len(step)
                spots += [self._spot(best[row, k + t, j, s]) for t, s in enumerate(step)]
            if self.new_week[row, j]:
                flag = int(resets[j, row, k])
        return tuple(sorted(spots))

    def _spot(self, choice: int) -> tuple[int, int, int | None]:
        i = int(self.lecturer[choice])
        return int(self.meeting[choice]), int(self.half_day[choice]), i if i < len(self.facts.lecturers) else None
