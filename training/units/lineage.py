"""What became of units, and what they came from, across any number of changes. Plain facts, no database.

A change is a link from one unit to another, whole or partial, effective on a day. What a unit *became* by some day is
found by following the links that take effect later than the unit was reached.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WHOLE, PARTIAL = "whole", "partial"


@dataclass(frozen=True)
class Change:
    """One unit followed by another from ``effective_on``, ``whole`` or ``partial``."""

    predecessor: int
    successor: int
    extent: str
    effective_on: date


@dataclass(frozen=True)
class _Fate:
    """Where a unit went: every unit that holds something of it, and the one that holds all of it, if one does."""

    holders: frozenset[int]
    whole_in: int | None


class Lineage:
    """The changes between units, asked forwards and backwards.

    ``spans`` gives the first and last day of each unit (no last day while it is open).
    """

    def __init__(self, spans: dict[int, tuple[date, date | None]], changes: Iterable[Change]):
        self.spans = spans
        self.after: dict[int, list[Change]] = defaultdict(list)
        self.before: dict[int, list[Change]] = defaultdict(list)
        for change in changes:
            self.after[change.predecessor].append(change)
            self.before[change.successor].append(change)

    def successors(self, unit: int, day: date) -> dict[int, str]:
        """The units that hold what the unit was, on a later day, each with how much of it they hold.

        Whole followed by whole stays whole; anything partial on the way makes it partial, unless all the parts came
        together again. Empty where the data does not say what became of it.
        """
        fate = self._fate(unit, date.min, day, {})
        return {holder: WHOLE if holder == fate.whole_in else PARTIAL for holder in fate.holders}

    def predecessors(self, unit: int, day: date) -> dict[int, str]:
        """The units of an earlier day that went into the unit, each with how much of it went there."""
        last_day = self.spans[unit][1] or date.max
        found = {}
        for candidate in self.ancestors(unit) | {unit}:
            if self._valid_on(candidate, day):
                extent = self.successors(candidate, last_day).get(unit)
                if extent:
                    found[candidate] = extent
        return found

    def ancestors(self, unit: int) -> set[int]:
        """Every unit before it, over all generations."""
        return self._reach(unit, self.before, lambda change: change.predecessor)

    def descendants(self, unit: int) -> set[int]:
        """Every unit after it, over all generations."""
        return self._reach(unit, self.after, lambda change: change.successor)

    def _valid_on(self, unit: int, day: date) -> bool:
        first, last = self.spans[unit]
        return first <= day and (last is None or day <= last)

    def _fate(self, unit: int, since: date, day: date, seen: dict) -> _Fate:
        if (unit, since) in seen:
            return seen[unit, since]
        parts = [
            (change.extent, self._fate(change.successor, change.effective_on, day, seen))
            for change in self.after[unit]
            if since < change.effective_on <= day
        ]
        if self._valid_on(unit, day):  # it went on, with all it had or after giving a part away
            parts.append((PARTIAL if parts else WHOLE, _Fate(frozenset({unit}), unit)))
        holders = frozenset().union(*(fate.holders for _, fate in parts))
        seen[unit, since] = _Fate(holders, _common_whole(parts))
        return seen[unit, since]

    @staticmethod
    def _reach(unit: int, links: dict[int, list[Change]], step) -> set[int]:
        found: set[int] = set()
        waiting = [unit]
        while waiting:
            for change in links[waiting.pop()]:
                other = step(change)
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found - {unit}


def _common_whole(parts: list[tuple[str, _Fate]]) -> int | None:
    if len(parts) == 1:
        extent, fate = parts[0]
        return fate.whole_in if extent == WHOLE else None
    wholes = {fate.whole_in for _, fate in parts}
    return wholes.pop() if len(wholes) == 1 else None
