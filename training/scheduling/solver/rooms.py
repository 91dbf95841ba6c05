"""Which meeting is in which room, once it is known when: in each half-day by itself, with as few changes as can be.

A run is what a class holds one after the other with the same rooms to choose from; a run that stays in one room
changes never. Rooms are first handed out run by run; where that leaves more changes than the programme forces, or a
meeting without a room, CP-SAT goes over all of them.
"""

from collections import Counter, defaultdict
from itertools import pairwise, product

from ortools.sat.python import cp_model

from .facts import Facts
from .settings import new_solver

Naming = dict[int, int]  # meeting: room


def assign_rooms(
    facts: Facts, when: dict[int, int], who: dict[int, int | None], *, effort: float, seed: int, seconds: float
) -> Naming | None:
    """``{meeting: room}`` for all that need one; None when there is no such plan, or none was found in time."""
    named = _by_runs(facts, when)
    travels = facts.is_on("travel") and len({room.place for room in facts.rooms}) > 1
    complete = all(m in named for m in when if facts.meetings[m].needs_room)
    if complete and not travels and not _wishes(facts) and changes(facts, when, named) <= _least(facts, when):
        return named
    better = _exactly(facts, when, who, named, effort, seed, seconds)
    if not complete or travels or (better and _price(facts, when, better) < _price(facts, when, named)):
        return better
    return named


def _price(facts: Facts, when: dict[int, int], named: Naming) -> int:
    moved = sum(
        was is not None and was.room != facts.rooms[r].key
        for m, r in named.items()
        for was in [facts.meetings[m].published]
    )
    return facts.weights["room_changes"] * changes(facts, when, named) + facts.weights["published"] * moved


def changes(facts: Facts, when: dict[int, int], named: Naming) -> int:
    return sum(named[one] != named[other] for one, other in _neighbours(facts, when))


def needless_changes(facts: Facts, when: dict[int, int]) -> Counter[int]:
    """By class, the changes beyond what the programme forces when rooms are handed out run by run."""
    named = _by_runs(facts, when)
    found: Counter[int] = Counter(facts.group_of[m] for m in when if facts.meetings[m].needs_room and m not in named)
    for one, other in _neighbours(facts, when):
        if named.get(one) != named.get(other) and set(facts.rooms_of[one]) & set(facts.rooms_of[other]):
            found[facts.group_of[one]] += 1
    return found


def _wishes(facts: Facts) -> bool:
    return bool(facts.weights["published"]) and any(one.published and one.published.room for one in facts.meetings)


def _least(facts: Facts, when: dict[int, int]) -> int:
    pairs = _neighbours(facts, when)
    return sum(not set(facts.rooms_of[one]) & set(facts.rooms_of[other]) for one, other in pairs)


def _neighbours(facts: Facts, when: dict[int, int]) -> list[tuple[int, int]]:
    """Meetings of a class that follow each other and need rooms."""
    found: list[tuple[int, int]] = []
    for own in facts.meetings_of:
        roomed = sorted((m for m in own if m in when and facts.meetings[m].needs_room), key=when.__getitem__)
        found += pairwise(roomed)
    return found


def _by_runs(facts: Facts, when: dict[int, int]) -> Naming:
    named, taken = {}, {(r, h) for h, rooms in enumerate(facts.locked_rooms) for r in rooms}
    runs = []
    for own in facts.meetings_of:
        run: list[int] = []
        for m in sorted((m for m in own if m in when and facts.meetings[m].needs_room), key=when.__getitem__):
            if facts.is_locked(m, "half_day", "room"):
                named[m] = facts.rooms_of[m][0]
            elif run and facts.rooms_of[m] == facts.rooms_of[run[-1]]:
                run.append(m)
            else:
                run = [m]
                runs.append(run)
    runs.sort(key=lambda run: (len(facts.rooms_of[run[0]]), when[run[0]]))
    while runs:
        run = runs.pop(0)
        best, length = None, 0
        for r in facts.rooms_of[run[0]]:
            free = next((n for n, m in enumerate(run) if not _is_free(facts, m, when[m], r, taken)), len(run))
            if free > length:
                best, length = r, free
        if best is not None:
            for m in run[:length]:
                named[m] = best
                if facts.is_on("room"):
                    taken.add((best, when[m]))
        if run[max(length, 1) :]:
            runs.insert(0, run[max(length, 1) :])
    return named


def _is_free(facts: Facts, m: int, h: int, r: int, taken: set) -> bool:
    return r in facts.rooms_at(m, h) and (r, h) not in taken


def _exactly(facts, when, who, named, effort, seed, seconds) -> Naming | None:
    cp, least = cp_model.CpModel(), _least(facts, when)
    here = {
        (m, r): cp.new_bool_var("")
        for m, h in when.items()
        if facts.meetings[m].needs_room
        for r in facts.rooms_at(m, h)
    }
    by_meeting, by_half_day = defaultdict(list), defaultdict(list)
    for (m, r), one in here.items():
        by_meeting[m].append(one)
        cp.add_hint(one, named.get(m) == r)
        if not facts.is_locked(m, "half_day", "room"):
            by_half_day[r, when[m]].append(one)
            if facts.is_on("room") and r in facts.locked_rooms[when[m]]:
                cp.add(one == 0)
    for several in by_meeting.values():
        cp.add_exactly_one(several)
    if facts.is_on("room"):
        for several in by_half_day.values():
            cp.add_at_most_one(several)
    if facts.is_on("travel"):
        _travel(facts, cp, when, who, here)
    changed = _changed(facts, cp, when, here)
    cp.add(sum(changed) >= least)
    moved = _moved(facts, here)
    cp.minimize(facts.weights["room_changes"] * sum(changed) + facts.weights["published"] * moved)
    solver = new_solver(effort=effort, seed=seed, seconds=seconds)
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {m: r for (m, r), one in here.items() if solver.boolean_value(one)}


def _changed(facts: Facts, cp, when, here) -> list:
    found = []
    for one, other in _neighbours(facts, when):
        change = cp.new_bool_var("")
        found.append(change)
        for r in facts.rooms_at(one, when[one]):
            cp.add(change >= here[one, r] - here.get((other, r), 0))
    return found


def _moved(facts: Facts, here):
    moved = []
    for (m, r), one in here.items():
        was = facts.meetings[m].published
        if was is not None and was.room != facts.rooms[r].key:
            moved.append(one)
    return sum(moved)


def _travel(facts: Facts, cp, when, who, here) -> None:
    """Meetings that a lecturer gives one after the other on one day are at one place."""
    at = {(i, when[m]): m for m, i in who.items() if i is not None}
    for (i, h), m in at.items():
        for later in facts.beside(h):
            n = at.get((i, later))
            both = n is not None and facts.is_settled(m) and facts.is_settled(n)
            if later > h and n is not None and not both:
                for (place, one), (elsewhere, other) in product(_at(facts, m, h, here), _at(facts, n, later, here)):
                    if place != elsewhere:
                        cp.add_bool_or([literal.Not() for literal in (one, other) if literal is not None])


def _at(facts: Facts, m: int, h: int, here) -> list[tuple[str, object]]:
    if not facts.meetings[m].needs_room:
        return [(facts.groups[facts.group_of[m]].place, None)]
    return [(facts.rooms[r].place, here[m, r]) for r in facts.rooms_at(m, h)]
