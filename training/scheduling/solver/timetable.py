"""A plan in the making: who and what is taken, class by class, and what a class may still take at which price.

Rooms are counted, not named. What locked meetings take is taken from the start and never given back.
"""

from collections import defaultdict

import numpy as np

from .facts import Facts
from .patterns import INFINITE, Pattern, Patterns
from .rows import Rows

SPANS = ("week", "month", "year")


class Timetable:
    """``patterns[g]``: what class g does, None while it is left out. ``price()`` adds up all soft rules but rooms'."""

    def __init__(self, facts: Facts, rows: Rows) -> None:
        self.facts, self.rows = facts, rows
        self.own = [Patterns(facts, [g]) for g in range(len(facts.groups))]
        self.balance_part = 1.0  # of the price of balance: less where lecturers will be assigned anew anyway
        self.patterns: list[Pattern | None] = [None] * len(facts.groups)
        self.own_prices = np.zeros(len(facts.groups))
        half_days, lecturers = len(facts.half_days), len(facts.lecturers)
        self.busy = np.zeros((lecturers + 1, half_days), dtype=int)
        self.in_rooms = np.zeros((len(rows.sets), half_days), dtype=int)
        self.meets = np.zeros((len(facts.groups), half_days), dtype=int)
        self.away = np.zeros((len(facts.groups), len(facts.days)), dtype=int)
        self.covered = np.zeros((len(rows.cover_rows), len(facts.days)), dtype=int)
        self.weeks = np.zeros((len(facts.groups), max(facts.week_of, default=0) + 1), dtype=int)
        self.week_of = np.array(facts.week_of, dtype=int)
        self._spans()
        self.gives = np.zeros(lecturers + 1, dtype=int)
        self.share = np.array([*facts.share, 10**9])
        self.kind_sets = np.zeros((len(rows.kinds) + 1, len(rows.sets)), dtype=bool)
        for kind, sets in enumerate(rows.sets_of):
            self.kind_sets[kind, sets] = bool(rows.sets)
        self.beyond = np.zeros(len(rows.leaders), dtype=int)
        self.of_leaders = [sorted({number for number, _choice, _times in several}) for several in rows.spread_of]
        self.changed = set(range(len(rows.leaders)))
        self._look_ups()
        self._take_locked()

    def _spans(self) -> None:
        """For each half-day the numbers of its week, month and year, and what each lecturer may give in them."""
        facts = self.facts
        numbers: dict = {}
        self.span_of = np.zeros((len(facts.half_days), len(SPANS)), dtype=int)
        for h in range(len(facts.half_days)):
            for n, (span, when) in enumerate(facts.spans_of(h).items()):
                self.span_of[h, n] = numbers.setdefault((span, when), len(numbers))
        self.load = np.zeros((len(facts.lecturers) + 1, len(numbers)), dtype=int)
        self.most_load = np.full(self.load.shape, 10**9)
        if facts.is_on("load"):
            for i, one in enumerate(facts.lecturers):
                for (span, _when), number in numbers.items():
                    most = getattr(one, f"most_{span}")
                    if most is not None:
                        self.most_load[i, number] = most

    def _look_ups(self) -> None:
        facts = self.facts
        periods = np.array([one.periods for one in facts.meetings])
        kinds = np.array(self.rows.kind_of)
        when = np.array([facts.is_locked(m, "half_day") for m in range(len(facts.meetings))])
        who = np.array([facts.is_locked(m, "half_day", "lecturer") for m in range(len(facts.meetings))])
        self.periods = [periods[one.meeting] for one in self.own]
        self.kinds = [kinds[one.meeting] for one in self.own]
        self.when_locked = [when[one.meeting] for one in self.own]
        self.who_locked = [who[one.meeting] for one in self.own]
        self.sharing: list[list[int]] = [[] for _group in facts.groups]
        for one, other in facts.shared:
            self.sharing[one].append(other)
            self.sharing[other].append(one)

    def _take_locked(self) -> None:
        facts = self.facts
        self.locked = {m for m in range(len(facts.meetings)) if facts.is_locked(m, "half_day")}
        self.locked_days: list[set[int]] = [set() for _group in facts.groups]
        for m in self.locked:
            h = facts.domain[m][0]
            self.locked_days[facts.group_of[m]].add(facts.day_of[h])
            self._take(m, h, 1, room=not facts.is_locked(m, "half_day", "room"))
            if facts.is_locked(m, "half_day", "lecturer") and facts.lecturers_of[m]:
                self._take_lecturer(m, h, facts.lecturers_of[m][0], 1)
        for g, days in enumerate(self.locked_days):
            self._take_days(g, days, 1)
        shut = np.array([[r not in facts.locked_rooms[h] for h in range(len(facts.half_days))] for r in self._rooms()])
        open_ = np.array([[facts.room_open[r][h] for h in range(len(facts.half_days))] for r in self._rooms()])
        self.most_rooms = np.zeros_like(self.in_rooms)
        for number, rooms in enumerate(self.rows.sets):
            self.most_rooms[number] = (shut & open_)[sorted(rooms)].sum(axis=0)
        self.most_covered = np.array([most for _row, most in self.rows.cover_rows]).reshape(-1, 1)

    def _rooms(self) -> range:
        return range(len(self.facts.rooms))

    # --- taking and giving back -------------------------------------------------------------------------------------

    def _take(self, m: int, h: int, sign: int, *, room: bool = True) -> None:
        kind = self.rows.kind_of[m]
        if kind >= 0 and room:
            self.in_rooms[self.kind_sets[kind], h] += sign
        self.meets[self.facts.group_of[m], h] += sign

    def _take_lecturer(self, m: int, h: int, i: int, sign: int) -> None:
        periods = self.facts.meetings[m].periods * sign
        self.busy[i, h] += sign
        self.load[i, self.span_of[h]] += periods
        self.gives[i] += periods

    def _take_days(self, g: int, days: set[int], sign: int) -> None:
        self.changed.update(self.of_leaders[g])
        for d in days:
            self.away[g, d] += sign
            self.weeks[g, self.week_of[d]] += sign
            for number, times in self.rows.cover_of[g]:
                self.covered[number, d] += sign * times

    def put(self, pattern: Pattern) -> None:
        self.patterns[pattern.group] = pattern
        self.own_prices[pattern.group] = self.own[pattern.group].own_price(pattern)
        self._change(pattern, 1)

    def take_out(self, g: int) -> Pattern | None:
        pattern = self.patterns[g]
        if pattern is not None:
            self._change(pattern, -1)
            self.patterns[g] = None
            self.own_prices[g] = 0
        return pattern

    def _change(self, pattern: Pattern, sign: int) -> None:
        days = set()
        for m, h, i in pattern.spots:
            days.add(self.facts.day_of[h])
            if m not in self.locked:
                self._take(m, h, sign)
            if i is not None and not (m in self.locked and self.facts.is_locked(m, "lecturer")):
                self._take_lecturer(m, h, i, sign)
        self._take_days(pattern.group, days - self.locked_days[pattern.group], sign)

    # --- looking ----------------------------------------------------------------------------------------------------

    def cheapest(self, g: int, dearer: np.ndarray | None = None) -> Pattern | None:
        """The best the class can do beside all others; ``dearer`` adds to the prices of its choices."""
        own = self.own[g]
        extra = self.prices(g)
        if dearer is not None:
            extra = extra + dearer
        for _attempt in range(4):
            pattern = own.cheapest(extra, self._day_fee(g), self._week_fee(g))[0]
            if pattern is None:
                return None
            over = self._overloaded(pattern)
            if not over:
                return pattern
            extra = extra + np.where(np.isin(own.lecturer, over) & ~self.who_locked[g], self._some(len(extra)), 0)
        return None

    def _some(self, count: int) -> np.ndarray:
        """Forbids every second choice of a lecturer, in turn, until what is left is not too much."""
        self._turn = getattr(self, "_turn", 0) + 1
        return np.where((np.arange(count) + self._turn) % 2, INFINITE, 0)

    def prices(self, g: int) -> np.ndarray:
        """For each choice of the class what it costs in the plan; ``INFINITE`` where something is taken."""
        own, facts = self.own[g], self.facts
        who, when, periods = own.lecturer, own.half_day, self.periods[g]
        taken = np.zeros(len(who), dtype=bool)
        if facts.is_on("lecturer"):
            taken |= self.busy[who, when] > 0
        left = (self.most_load - self.load)[who[:, None], self.span_of[when]].min(axis=1)
        taken |= left < periods
        taken[who == len(facts.lecturers)] = False
        taken &= ~self.who_locked[g]
        if len(self.rows.sets):
            full = self.in_rooms >= self.most_rooms
            shut = (self.kind_sets @ full) > 0
            taken |= shut[self.kinds[g], when] & ~self.when_locked[g]
        if self.sharing[g]:
            taken |= (self.meets[self.sharing[g]].sum(axis=0) > 0)[when] & ~self.when_locked[g]
        above = np.maximum(self.gives[who] + periods - self.share[who], 0) - np.maximum(
            self.gives[who] - self.share[who], 0
        )
        return np.where(taken, INFINITE, above * facts.weights["balance"] * self.balance_part)

    def accepts(self, pattern: Pattern) -> bool:
        """Whether the class can do just this beside all others."""
        own, g = self.own[pattern.group], pattern.group
        if not all(own.knows(spot) for spot in pattern.spots) or self._overloaded(pattern):
            return False
        extra = np.full(len(own.price), INFINITE)
        chosen = [own.choice_at[spot] for spot in pattern.spots]
        extra[chosen] = self.prices(g)[chosen]
        return own.cheapest(extra, self._day_fee(g), self._week_fee(g))[0] is not None

    def _overloaded(self, pattern: Pattern) -> list[int]:
        """Lecturers to whom the pattern as a whole gives too much."""
        gets: dict[tuple[int, int], int] = defaultdict(int)
        for m, h, i in pattern.spots:
            if i is not None and m not in self.locked:
                for number in self.span_of[h]:
                    gets[i, number] += self.facts.meetings[m].periods
        return sorted({i for (i, n), periods in gets.items() if self.load[i, n] + periods > self.most_load[i, n]})

    def _day_fee(self, g: int) -> np.ndarray:
        own, numbers = self.own[g], self.rows.cover_of[g]
        fee = np.zeros((1, own.most_days))
        if numbers:
            which = [number for number, _times in numbers]
            times = np.array([times for _number, times in numbers]).reshape(-1, 1)
            full = (self.covered[which] + times > self.most_covered[which]).any(axis=0)
            for j, d in enumerate(own.days[0]):
                if full[d] and d not in self.locked_days[g]:
                    fee[0, j] = INFINITE
        return fee

    def _week_fee(self, g: int) -> np.ndarray:
        """What one more week with the class costs the units whose leaders sit in it."""
        own, weight = self.own[g], self.facts.weights["spread"]
        fee = np.zeros((1, own.most_days))
        if weight and self.rows.spread_of[g]:
            by_week = np.zeros(self.weeks.shape[1])
            for number in self.of_leaders[g]:
                by_week += weight * self._beyond(number, g)
            inside = own.week[0] >= 0
            fee[0, inside] = by_week[own.week[0][inside]]
        return fee

    def _beyond(self, number: int, with_group: int | None = None) -> np.ndarray:
        """Leaders of the units beyond the first, by week; with a class: what it would add."""
        sits, times = self.rows.leaders[number]
        away = np.array([(self.weeks[list(groups)] > 0).any(axis=0) for groups in sits])
        now = np.maximum(away.sum(axis=0) - 1, 0)
        if with_group is None:
            return now * times
        away |= np.array([with_group in groups for groups in sits])[:, None]
        return (np.maximum(away.sum(axis=0) - 1, 0) - now) * times

    def price(self) -> float:
        """What the plan costs as it stands, without rooms."""
        weights = self.facts.weights
        above = np.maximum(self.gives - self.share, 0).sum() * weights["balance"] * self.balance_part
        for number in self.changed:
            self.beyond[number] = self._beyond(number).sum()
        self.changed.clear()
        return float(self.own_prices.sum() + above + self.beyond.sum() * weights["spread"])

    @property
    def left_out(self) -> list[int]:
        return [g for g, pattern in enumerate(self.patterns) if pattern is None]
