"""What classes take from each other, as rows: of everything that is shared, all classes together take at most so much.

A row is a key; ``taken`` says how much of which rows a pattern takes, ``most`` how much there is. Prices of rows become
prices of half-days, lecturers, days and weeks for ``patterns.py``. There is always what locked meetings take alone.
"""

from collections import Counter, defaultdict
from functools import cached_property
from itertools import product
from math import gcd
from typing import Any

import numpy as np

from .facts import Facts
from .model import room_sets
from .patterns import Pattern, Patterns

Row = tuple  # (kind, …)


class Rows:
    """Kinds: ``lecturer i h``, ``rooms h set``, ``cover row d``, ``person pair h``, ``load i span when``,
    ``balance i``, ``uneven i`` and ``spread number choice week``; the last three may be exceeded for a price."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.kinds = sorted({frozenset(rooms) for rooms in facts.rooms_of if rooms}, key=sorted)
        self.kind_of = [self.kinds.index(frozenset(rooms)) if rooms else -1 for rooms in facts.rooms_of]
        self.sets = sorted(room_sets(self.kinds), key=sorted) if facts.is_on("room") else []
        self.sets_of = [[n for n, rooms in enumerate(self.sets) if kind <= rooms] for kind in self.kinds]
        self.cover_of: list[list[tuple[int, int]]] = [[] for _group in facts.groups]
        self.cover_rows = list(facts.cover_rows.items())
        for number, (row, _most) in enumerate(self.cover_rows):
            for g, times in row:
                self.cover_of[g].append((number, times))
        self.shares: list[list[tuple[int, int]]] = [[] for _group in facts.groups]
        for pair in facts.shared:
            self.shares[pair[0]].append(pair)
            self.shares[pair[1]].append(pair)
        self._leaders()
        self.locked = self._locked()

    @cached_property
    def unit(self) -> int:
        """Periods come in multiples of this, so that whoever gives more than a share gives a whole unit of it more.

        ``uneven``: above the last whole unit within the share, each period costs the part of a unit that lies beyond.
        """
        return gcd(*(one.periods for one in self.facts.meetings)) or 1

    def part(self, kind: str, i: int) -> float:
        """What one period of the lecturer takes of a row of balance."""
        return 1 - self.facts.share[i] % self.unit / self.unit if kind == "uneven" else 1.0

    def _leaders(self) -> None:
        """Units whose leaders sit in the same classes are one; a choice is one class for each leader."""
        facts = self.facts
        alike: Counter = Counter()
        for cover in facts.problem.cover if facts.weights["spread"] else ():
            sits = [tuple(sorted(facts.group_index[key] for key in one.groups)) for one in cover.leaders]
            alike[tuple(sorted(one for one in sits if one))] += 1
        self.leaders = [(sits, times) for sits, times in alike.items() if len(sits) > 1]
        self.spread_of: list[list[tuple[int, tuple[int, ...], int]]] = [[] for _group in facts.groups]
        for number, (sits, _times) in enumerate(self.leaders):
            for choice in set(product(*sits)):
                for g in set(choice):
                    self.spread_of[g].append((number, choice, choice.count(g)))

    def taken(self, pattern: Pattern) -> Counter:
        facts, g = self.facts, pattern.group
        found: Counter = Counter()
        days, weeks = set(), set()
        for m, h, i in pattern.spots:
            days.add(facts.day_of[h])
            if self.kind_of[m] >= 0 and not facts.is_locked(m, "half_day", "room"):
                for number in self.sets_of[self.kind_of[m]] if self.sets else ():
                    found["rooms", h, number] += 1
            for pair in self.shares[g]:
                found["person", pair, h] += 1
            if i is not None:
                found += self._of_lecturer(m, h, i)
        weeks = {facts.week_of[d] for d in days}
        for number, times in self.cover_of[g]:
            found.update({("cover", number, d): times for d in days})
        for number, choice, times in self.spread_of[g]:
            found.update({("spread", number, choice, w): times for w in weeks})
        return found

    def _of_lecturer(self, m: int, h: int, i: int) -> Counter:
        facts, periods = self.facts, self.facts.meetings[m].periods
        found: Any = Counter()
        if facts.is_on("lecturer"):
            found["lecturer", i, h] += 1
        if facts.weights["balance"]:
            found["balance", i] += periods
            found["uneven", i] += periods * self.part("uneven", i)
        if facts.is_on("load"):
            for span, when in facts.spans_of(h).items():
                if getattr(facts.lecturers[i], f"most_{span}") is not None:
                    found["load", i, span, when] += periods
        return found

    def most(self, row: Row) -> float:
        """How much there is for all classes, what is locked included."""
        return max(self._most(row), self.locked[row])

    def _most(self, row: Row) -> float:
        facts = self.facts
        match row[0]:
            case "rooms":
                _kind, h, number = row
                return sum(facts.room_open[r][h] and r not in facts.locked_rooms[h] for r in self.sets[number])
            case "cover":
                return self.cover_rows[row[1]][1]
            case "load":
                return getattr(facts.lecturers[row[1]], f"most_{row[2]}")
            case "balance":
                return facts.share[row[1]]
            case "uneven":
                return facts.share[row[1]] // self.unit * self.unit * self.part("uneven", row[1])
        return 1

    def beyond(self, row: Row) -> Row:
        """Rows with the same key are exceeded together: the price is paid once."""
        match row[0]:
            case "spread":
                return row[0], row[1], row[3]
            case "uneven":
                return "balance", row[1]
        return row

    def price_beyond(self, row: Row) -> float | None:
        """What each unit above ``most`` costs; None where there can be none."""
        if row[0] in ("balance", "uneven"):
            return self.facts.weights["balance"]
        if row[0] == "spread":
            return self.facts.weights["spread"] * self.leaders[row[1]][1]
        return None

    def _locked(self) -> Counter:
        """What the locked meetings take of the hard rows."""
        facts = self.facts
        found: Counter = Counter()
        by_group = defaultdict(list)
        for m in range(len(facts.meetings)):
            if facts.is_locked(m, "half_day"):
                who = facts.lecturers_of[m][0] if facts.is_locked(m, "half_day", "lecturer") else None
                by_group[facts.group_of[m]].append((m, facts.domain[m][0], who))
        for g, spots in by_group.items():
            found += self.taken(Pattern(g, 0, tuple(spots)))
        return Counter({row: units for row, units in found.items() if row[0] not in ("balance", "uneven", "spread")})

    # --- prices -----------------------------------------------------------------------------------------------------

    def prices(self, patterns: Patterns, duals: dict[Row, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The rows' prices as ``extra``, ``day_fee`` and ``week_fee`` of ``Patterns.cheapest``."""
        facts, known = self.facts, self._known(patterns)
        shape = len(facts.lecturers) + 1, len(facts.half_days)
        here, period = np.zeros(shape), np.zeros(shape)
        room = np.zeros((len(self.kinds) + 1, len(facts.half_days)))
        group = np.zeros((len(facts.groups), len(facts.half_days)))
        day = np.zeros((len(facts.groups), len(facts.days) + 1))
        week = np.zeros((len(facts.groups), max(facts.week_of, default=0) + 2))
        for row, price in duals.items():
            match row[0]:
                case "lecturer":
                    here[row[1], row[2]] += price
                case "balance":
                    period[row[1]] += price
                case "uneven":
                    period[row[1]] += price * self.part("uneven", row[1])
                case "load":
                    period[row[1], self._half_days_of[row[2], row[3]]] += price
                case "rooms":
                    room[[n for n, sets in enumerate(self.sets_of) if row[2] in sets], row[1]] += price
                case "person":
                    group[list(row[1]), row[2]] += price
                case "cover":
                    for g, times in self.cover_rows[row[1]][0]:
                        day[g, row[2]] += price * times
                case "spread":
                    for g in set(row[2]):
                        week[g, row[3]] += price * row[2].count(g)
        who, when = patterns.lecturer, patterns.half_day
        extra = here[who, when] + period[who, when] * known.periods + group[patterns.group, when]
        extra += room[known.kind, when]
        day, week = day[patterns.groups], week[patterns.groups]
        return extra, np.take_along_axis(day, known.days, 1), np.take_along_axis(week, known.weeks, 1)

    def _known(self, patterns: Patterns) -> "_Known":
        if getattr(self, "_known_of", None) is not patterns:
            self._known_of, self._known_is = patterns, _Known(self, patterns)
        return self._known_is

    @cached_property
    def _half_days_of(self) -> dict[tuple, list[int]]:
        found = defaultdict(list)
        for h in range(len(self.facts.half_days)):
            for span, when in self.facts.spans_of(h).items():
                found[span, when].append(h)
        return found


class _Known:
    """Look-ups between the arrays of rows and of patterns."""

    def __init__(self, rows: Rows, patterns: Patterns) -> None:
        facts = rows.facts
        self.periods = np.array([one.periods for one in facts.meetings], dtype=float)[patterns.meeting]
        free = [
            rows.kind_of[m] if not facts.is_locked(m, "half_day", "room") else -1 for m in range(len(facts.meetings))
        ]
        self.kind = np.array(free, dtype=np.int64)[patterns.meeting]
        shape = len(patterns.groups), patterns.most_days
        self.days = np.full(shape, len(facts.days))
        for g, days in enumerate(patterns.days):
            self.days[g, : len(days)] = days
        self.weeks = np.where(patterns.week >= 0, patterns.week, max(facts.week_of, default=0) + 1)
