"""The exact model for CP-SAT, over all meetings or over some while the others stay.

Variables: ``x[m, h]`` a meeting is in a half-day, ``done[m, h]`` it is there or before, ``t[m, h, i]`` with this
lecturer. Rooms are either named, ``p[m, h, r]``, or only counted: in each half-day, of the meetings whose rooms all lie
in a set there are at most as many as the set has open rooms (Hall), so that ``rooms.py`` can hand them out afterwards.

What stands (locked, or not free in this model) is a constant, and no rule is asked of constants alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import combinations, pairwise, product

from ortools.sat.python import cp_model

from .facts import Facts

Spot = tuple[int, int | None, int | None]  # half-day, room, lecturer
MOST_ROOM_SETS = 64


class Model:
    """``free``: the meetings to place; ``fixed``: where the others are. Soft rules are added by ``costs.add_costs``."""

    def __init__(
        self,
        facts: Facts,
        free: Iterable[int] | None = None,
        fixed: dict[int, Spot] | None = None,
        *,
        names_rooms: bool = False,
        optional: bool = False,
    ) -> None:
        self.facts, self.names_rooms, self.optional = facts, names_rooms, optional
        self.cp = cp_model.CpModel()
        self.free = sorted(range(len(facts.meetings)) if free is None else free)
        self.fixed = {m: spot for m, spot in (fixed or {}).items() if m not in set(self.free)}
        self.members = sorted([*self.free, *self.fixed])
        self.at: dict[int, int] = {m: spot[0] for m, spot in self.fixed.items()}
        self.at |= {m: facts.domain[m][0] for m in self.free if facts.is_locked(m, "half_day")}
        self.moving = [m for m in self.free if m not in self.at]
        self.groups = sorted({facts.group_of[m] for m in self.moving})
        self.of_group: dict[int, list[int]] = defaultdict(list)
        for m in self.members:
            self.of_group[facts.group_of[m]].append(m)
        self.x: dict[tuple[int, int], cp_model.IntVar] = {}
        self.done: dict[tuple[int, int], cp_model.IntVar] = {}
        self.t: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.p: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.day: dict[tuple[int, int], cp_model.IntVar | int] = {}
        self.dropped: dict[int, cp_model.IntVar] = {}
        self._domains()
        self._when()
        self._with_whom()
        self._days()
        if names_rooms:
            self._where()
        else:
            self._count_rooms()
        for rule in (self._class, self._person, self._order, self._lengths, self._cover, self._load, self._travel):
            rule()

    # --- variables --------------------------------------------------------------------------------------------------

    def _domains(self) -> None:
        """The half-days of each moving meeting, without those that what stands has taken."""
        facts = self.facts
        taken: dict[int, set[int]] = defaultdict(set)
        for m, h in self.at.items():
            g = facts.group_of[m]
            if facts.is_on("class"):
                taken[g].add(h)
            for pair in self._sharing[g]:
                taken[pair].add(h)
        self.domain = {
            m: [h for h in facts.domain[m] if h not in taken[facts.group_of[m]] and self._in_order(m, h)]
            for m in self.moving
        }
        self.busy = {(spot[2], spot[0]) for spot in self.fixed.values() if spot[2] is not None}

    @cached_property
    def _sharing(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for one, other in self.facts.shared:
            found[one].add(other)
            found[other].add(one)
        return found

    def _in_order(self, m: int, h: int) -> bool:
        first, last = self._limits[m]
        return first < h < last

    @cached_property
    def _limits(self) -> dict[int, tuple[int, int]]:
        """Between which half-days what stands leaves each meeting."""
        limits = {}
        for g in self.groups:
            blocks = self.facts.blocks[g]
            for number, block in enumerate(blocks):
                before = [self.at[m] for earlier in blocks[:number] for m in earlier if m in self.at]
                after = [self.at[m] for later in blocks[number + 1 :] for m in later if m in self.at]
                for m in block:
                    limits[m] = max(before, default=-1), min(after, default=len(self.facts.half_days))
        return limits

    def _when(self) -> None:
        for m in self.moving:
            choices = []
            previous = None
            for h in self.domain[m]:
                self.x[m, h] = self.cp.new_bool_var("")
                self.done[m, h] = self.cp.new_bool_var("")
                choices.append(self.x[m, h])
                self.cp.add(self.done[m, h] == self.x[m, h] + (0 if previous is None else previous))
                previous = self.done[m, h]
            if self.optional:
                self.dropped[m] = self.cp.new_bool_var("")
                choices.append(self.dropped[m])
            self.cp.add_exactly_one(choices)

    def spots(self, m: int) -> list[tuple[int, cp_model.IntVar | int]]:
        """The half-days the meeting may be in, each with its variable, or the one it is in with 1."""
        return [(self.at[m], 1)] if m in self.at else [(h, self.x[m, h]) for h in self.domain[m]]

    def _with_whom(self) -> None:
        facts, at_once = self.facts, defaultdict(list)
        for m in self.free:
            if not facts.meetings[m].needs_lecturer:
                continue
            for h, here in self.spots(m):
                able = [i for i in facts.lecturers_at(m, h) if self._is_idle(m, i, h)]
                for i in able:
                    self.t[m, h, i] = self.cp.new_bool_var("")
                    if not facts.is_locked(m, "half_day", "lecturer"):
                        at_once[i, h].append(self.t[m, h, i])
                self.cp.add(sum(self.t[m, h, i] for i in able) == here)
        if facts.is_on("lecturer"):
            for several in at_once.values():
                if len(several) > 1:
                    self.cp.add_at_most_one(several)

    def _is_idle(self, m: int, i: int, h: int) -> bool:
        """Whether nothing that stands has the lecturer there already."""
        facts = self.facts
        if not facts.is_on("lecturer") or facts.is_locked(m, "half_day", "lecturer"):
            return True
        return (i, h) not in self.busy and (i, h) not in facts.locked_lecturers

    def _where(self) -> None:
        facts, at_once = self.facts, defaultdict(list)
        busy = {(spot[1], spot[0]) for spot in self.fixed.values() if spot[1] is not None}
        for m in self.free:
            if not facts.meetings[m].needs_room:
                continue
            settled = facts.is_locked(m, "half_day", "room")
            for h, here in self.spots(m):
                rooms = [
                    r
                    for r in facts.rooms_at(m, h)
                    if settled or not facts.is_on("room") or ((r, h) not in busy and r not in facts.locked_rooms[h])
                ]
                for r in rooms:
                    self.p[m, h, r] = self.cp.new_bool_var("")
                    if not settled:
                        at_once[r, h].append(self.p[m, h, r])
                self.cp.add(sum(self.p[m, h, r] for r in rooms) == here)
        if facts.is_on("room"):
            for several in at_once.values():
                if len(several) > 1:
                    self.cp.add_at_most_one(several)

    def _days(self) -> None:
        """``day[g, d]``: the class meets, and everybody in it is away."""
        facts = self.facts
        for g in self.groups:
            for m in self.of_group[g]:
                if m in self.at:
                    self.day[g, facts.day_of[self.at[m]]] = 1
            by_day = defaultdict(list)
            for m in self.of_group[g]:
                if m not in self.at:
                    for h in self.domain[m]:
                        by_day[facts.day_of[h]].append(self.x[m, h])
            for d, here in by_day.items():
                if (g, d) not in self.day:
                    self.day[g, d] = self.cp.new_bool_var("")
                    self.cp.add_max_equality(self.day[g, d], here)

    def meets(self, g: int, d: int) -> cp_model.IntVar | int:
        """Whether the class meets on the day: a variable, or what stands."""
        if (g, d) in self.day:
            return self.day[g, d]
        return int(g not in self.groups and d in self._standing_days[g])

    @cached_property
    def _standing_days(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for m, h in self.at.items():
            found[self.facts.group_of[m]].add(self.facts.day_of[h])
        return found

    # --- hard rules -------------------------------------------------------------------------------------------------

    def _count_rooms(self) -> None:
        facts = self.facts
        if not facts.is_on("room"):
            return
        kinds: dict[int, dict[frozenset[int], list]] = defaultdict(lambda: defaultdict(list))
        for m in self.members:
            if facts.meetings[m].needs_room and not facts.is_locked(m, "half_day", "room"):
                for h, here in self.spots(m):
                    kinds[h][frozenset(facts.rooms_of[m])].append(here)
        for h, there in kinds.items():
            for rooms in room_sets(there):
                most = sum(facts.room_open[r][h] and r not in facts.locked_rooms[h] for r in rooms)
                inside = [one for kind, several in there.items() if kind <= rooms for one in several]
                self._at_most(inside, most)

    def _at_most(self, terms: list, most: int, coefficients: list[int] | None = None) -> None:
        """The terms add up to at most so much; what stands may exceed it, then nothing may be added."""
        coefficients = coefficients or [1] * len(terms)
        pairs = list(zip(terms, coefficients, strict=True))
        standing = sum(times * one for one, times in pairs if isinstance(one, int))
        moving = [(one, times) for one, times in pairs if not isinstance(one, int)]
        left = max(most - standing, 0)
        if sum(times for _one, times in moving) > left:
            self.cp.add(sum(one * times for one, times in moving) <= left)

    def _class(self) -> None:
        if self.facts.is_on("class"):
            for g in self.groups:
                for several in self._in_half_days(g).values():
                    if len(several) > 1:
                        self.cp.add_at_most_one(several)

    def _in_half_days(self, g: int) -> dict[int, list[cp_model.IntVar]]:
        found = defaultdict(list)
        for m in self.of_group[g]:
            if m not in self.at:
                for h in self.domain[m]:
                    found[h].append(self.x[m, h])
        return found

    def _person(self) -> None:
        own = {g: self._in_half_days(g) for g in self.groups}
        for one, other in self.facts.shared:
            if one in own and other in own:
                for h in own[one].keys() & own[other].keys():
                    for pair in product(own[one][h], own[other][h]):
                        self.cp.add_at_most_one(pair)

    def _order(self) -> None:
        for g in self.groups:
            steps = [[m for m in block if m in self.domain] for block in self.facts.blocks[g]]
            steps = [step for step in steps if step]
            for before, after in pairwise(steps):
                for one, other in product(before, after):
                    self._precedes(one, other)

    def _precedes(self, one: int, other: int) -> None:
        """Whenever the other is done, this one was done the half-day before."""
        drop = [self.dropped[one]] if self.optional else []
        for h in self.domain[other]:
            earlier = [k for k in self.domain[one] if k < h]
            if len(earlier) < len(self.domain[one]):
                was = [self.done[one, earlier[-1]]] if earlier else []
                self.cp.add_bool_or([self.done[other, h].Not(), *was, *drop])

    def _lengths(self) -> None:
        facts = self.facts
        for g in self.groups:
            group = facts.groups[g]
            by_day = defaultdict(list)
            for m in self.of_group[g]:
                for h, here in self.spots(m):
                    by_day[facts.day_of[h]].append((here, facts.meetings[m].periods))
            for several in by_day.values():
                if facts.is_on("day_max"):
                    self._at_most([one for one, _n in several], group.day_max, [n for _one, n in several])
                short = [one for one, periods in several if periods < group.day_min and not isinstance(one, int)]
                if facts.is_on("day_min"):
                    for one in short:
                        self.cp.add(sum(here * n for here, n in several) >= group.day_min).only_enforce_if(one)

    def _cover(self) -> None:
        facts = self.facts
        for row, most in facts.cover_rows.items():
            if any(g in self.groups for g, _times in row):
                for d in {d for g, _times in row for d in facts.open_days[g]} | self._days_that_stand(row):
                    self._at_most([self.meets(g, d) for g, _times in row], most, [times for _g, times in row])

    def _days_that_stand(self, row) -> set[int]:
        return {d for g, _times in row for d in self._standing_days[g]}

    def _load(self) -> None:
        facts = self.facts
        if not facts.is_on("load"):
            return
        sums, standing = defaultdict(list), Counter[tuple]()
        for (m, h, i), here in self.t.items():
            for span, when in facts.spans_of(h).items():
                if facts.is_locked(m, "half_day", "lecturer"):
                    standing[i, span, when] += facts.meetings[m].periods
                else:
                    sums[i, span, when].append((here, facts.meetings[m].periods))
        for m, (h, _r, i) in self.fixed.items():
            if i is not None:
                for span, when in facts.spans_of(h).items():
                    standing[i, span, when] += facts.meetings[m].periods
        for (i, span, when), several in sums.items():
            most = getattr(facts.lecturers[i], f"most_{span}")
            if most is not None:
                left = max(most - standing[i, span, when], 0)
                self._at_most([one for one, _n in several], left, [n for _one, n in several])

    # --- travel -----------------------------------------------------------------------------------------------------

    def _travel(self) -> None:
        """Nobody teaches at one place and in the next half-day at another."""
        facts = self.facts
        if not facts.is_on("travel") or len({place for m in self.members for place in facts.places_of(m)}) < 2:
            return
        teaches: dict[tuple[int, int], list] = defaultdict(list)
        for (m, h, i), here in self.t.items():
            teaches[i, h].append((m, here))
        for m, (h, _r, i) in self.fixed.items():
            if i is not None:
                teaches[i, h].append((m, 1))
        for (i, h), several in teaches.items():
            for later in facts.beside(h):
                if later > h:
                    for (m, one), (n, other) in product(several, teaches.get((i, later), ())):
                        self._not_both(m, h, one, n, later, other)

    def _not_both(self, m: int, h: int, one, n: int, later: int, other) -> None:
        literals = [here.Not() for here in (one, other) if not isinstance(here, int)]
        locked = self.facts.is_settled(m) and self.facts.is_settled(n)
        if m == n or not literals or locked:
            return
        here, there = self._places_at(m, h), self._places_at(n, later)
        if len(here) == len(there) == 1 or not self.names_rooms:
            if not here.keys() & there.keys():
                self.cp.add_bool_or(literals)
            return
        for (place, rooms), (other_place, other_rooms) in product(here.items(), there.items()):
            if place != other_place:
                for first, second in product(rooms, other_rooms):
                    chosen = [one.Not() for one in (first, second) if one is not None]
                    self.cp.add_bool_or([*literals, *chosen])

    def _places_at(self, m: int, h: int) -> dict[str, list]:
        """The places the meeting may be at, with the variables of the rooms that put it there; None for certain."""
        facts = self.facts
        if m in self.fixed and self.names_rooms:
            room = self.fixed[m][1]
            return {facts.groups[facts.group_of[m]].place if room is None else facts.rooms[room].place: [None]}
        found = defaultdict(list)
        for r in facts.rooms_at(m, h) if facts.meetings[m].needs_room else ():
            found[facts.rooms[r].place].append(self.p.get((m, h, r)))
        return dict(found) or {facts.groups[facts.group_of[m]].place: [None]}

    # --- reading ----------------------------------------------------------------------------------------------------

    def read(self, value) -> dict[int, Spot]:
        """Where ``value`` (of a solver or a callback) puts the free meetings; without rooms where they are counted."""
        when = dict(self.at) | {m: h for (m, h), here in self.x.items() if value(here)}
        who = {m: i for (m, _h, i), here in self.t.items() if value(here)}
        where = {m: r for (m, _h, r), here in self.p.items() if value(here)}
        return {m: (when[m], where.get(m), who.get(m)) for m in self.free if m in when}

    def hint(self, spots: dict[int, Spot]) -> None:
        """Where to begin the search."""
        for m in self.free:
            if m in spots:
                h, r, i = spots[m]
                for key, here in ((k, self.x.get((m, k))) for k in self.domain.get(m, ())):
                    self.cp.add_hint(here, key == h)
                    self.cp.add_hint(self.done[m, key], key >= h)
                for able in self.facts.lecturers_of[m]:
                    for k, _here in self.spots(m):
                        if (m, k, able) in self.t:
                            self.cp.add_hint(self.t[m, k, able], k == h and able == i)
                for room in self.facts.rooms_of[m] if self.names_rooms else ():
                    for k, _here in self.spots(m):
                        if (m, k, room) in self.p:
                            self.cp.add_hint(self.p[m, k, room], k == h and room == r)


def room_sets(kinds: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    """The unions of the kinds: those of all choices, or of pairs and of all together where there are too many."""
    kinds = list(set(kinds))
    found = set(kinds)
    if 2 ** len(kinds) <= MOST_ROOM_SETS:
        sizes = range(2, len(kinds) + 1)
    else:
        sizes = range(2, 3)
        found.add(frozenset().union(*kinds))
    for size in sizes:
        found |= {frozenset().union(*several) for several in combinations(kinds, size)}
    return found
