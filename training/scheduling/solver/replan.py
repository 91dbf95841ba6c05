"""The least change that makes a published plan right again.

One class after the other: only meetings that something stands against are free at first; where that does not do, their
neighbours in the class, then the class, then the whole year. Everything else keeps its half-day, room and
lecturer. A meeting that goes to another half-day concerns a whole class, another lecturer two people, another room a
notice on a door: changes cost in that order, before any soft rule is asked.
"""

import time
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace

from ortools.sat.python import cp_model

from .changes import as_published
from .costs import add_costs
from .evaluate import evaluate
from .facts import Facts
from .model import Model, Spot
from .patterns import Pattern
from .problem import Placement, Problem, Rule
from .results import FEASIBLE, UNKNOWN, Plan
from .rows import Rows
from .search import solve
from .settings import new_solver
from .timetable import Timetable

CHANGE, MOVE = 1000, 4000  # of a room or lecturer; of a half-day, besides
EFFORT = 4.0


def replan(
    problem: Problem, published: dict[str, Placement], changed: Iterable[str] = (), *, seconds: float = 5, seed: int = 1
) -> Plan:
    """A plan that keeps the hard rules of ``problem`` with the fewest changes against ``published``.

    ``changed``: meetings to think of anew though no rule is broken. ``moved`` names those that change. Where every part
    was too small, the whole year is planned anew from it.
    """
    begun = time.monotonic()
    problem = as_published(problem, published)
    touched = _touched(problem, published) | set(changed)
    if not touched:
        return _plan(problem, dict(published), begun)
    facts = Facts(_dear_changes(problem))
    placements = _class_by_class(facts, touched, dict(published), begun + seconds, seed)
    if placements is not None and not evaluate(problem, placements).violations:
        return _plan(problem, placements, begun)
    left = max(begun + seconds - time.monotonic(), 0.5)
    anew = solve(_dear_changes(problem), seconds=left, seed=seed, start=published)
    if anew.cost is None:
        return replace(anew, seconds=time.monotonic() - begun)
    return _plan(problem, anew.placements, begun)


def _touched(problem: Problem, placements: dict[str, Placement]) -> set[str]:
    """The meetings that something stands against."""
    locked = {one.key for one in problem.meetings if one.locked is not None}
    found = {key for one in evaluate(problem, placements).violations for key in one.meetings}
    return found - locked or found


def _plan(problem: Problem, placements: dict[str, Placement], begun: float) -> Plan:
    judged = evaluate(problem, placements)
    moved = tuple(one.key for one in problem.meetings if one.published != placements.get(one.key))
    status = UNKNOWN if judged.violations else FEASIBLE
    return Plan(status, placements, judged.cost, 0, time.monotonic() - begun, judged.bent, moved)


def _dear_changes(problem: Problem) -> Problem:
    rules = tuple(one for one in problem.rules if one.code != "published")
    return replace(problem, rules=(*rules, Rule("published", weight=CHANGE)))


def _class_by_class(
    facts: Facts, touched: set[str], placements: dict[str, Placement], until: float, seed: int
) -> dict[str, Placement] | None:
    """The placements with every touched meeting placed anew; None when a class finds no place in time."""
    open_ = {facts.meeting_index[key] for key in touched}
    for g in sorted({facts.group_of[m] for m in open_}, key=lambda g: min(facts.meetings_of[g])):
        spots = None
        for free in _parts(facts, g, {m for m in open_ if facts.group_of[m] == g}):
            left = until - time.monotonic()
            if spots is None and left > 0:
                standing = {key: one for key, one in placements.items() if facts.meeting_index[key] not in open_}
                whole = len(free) == len(facts.meetings_of[g])
                narrow = _walk(facts, g, standing) if whole else facts
                spots = _place(narrow, free, standing, left, seed) if narrow else None
        if spots is None:
            return None
        placements |= {facts.meetings[m].key: _placement(facts, spot) for m, spot in spots.items()}
        open_ -= set(spots)
    return placements


def _parts(facts: Facts, g: int, touched: set[int]) -> Iterator[list[int]]:
    """Ever more meetings to place anew."""
    yield sorted(touched)
    steps = [one for block in facts.blocks[g] for one in block]
    here = [steps.index(m) for m in touched]
    yield sorted(touched | set(steps[max(min(here) - 2, 0) : max(here) + 3]))
    yield facts.meetings_of[g]


def _walk(facts: Facts, g: int, standing: dict[str, Placement]) -> Facts | None:
    """The facts with the half-days of the class narrowed to its cheapest walk beside all others (``patterns.py``)."""
    timetable = Timetable(facts, Rows(facts))
    for other, own in enumerate(facts.meetings_of):
        spots = ((m, _spot(facts, standing[facts.meetings[m].key])) for m in own if facts.meetings[m].key in standing)
        known = tuple(sorted((m, spot[0], spot[2]) for m, spot in spots if spot))
        if other != g and known and all(timetable.own[other].knows(spot) for spot in known):
            timetable.put(Pattern(other, 0, known))
    pattern = timetable.cheapest(g)
    if pattern is None:
        return None
    narrow = copy(facts)
    narrow.domain = list(facts.domain)
    for m, h, _i in pattern.spots:
        narrow.domain[m] = [h]
    return narrow


def _place(facts: Facts, free: list[int], placements: dict[str, Placement], seconds: float, seed: int):
    fixed = {m: _spot(facts, placements[one.key]) for m, one in enumerate(facts.meetings) if one.key in placements}
    model = Model(facts, free, {m: spot for m, spot in fixed.items() if spot}, names_rooms=True)
    add_costs(model)
    moves = [
        here * MOVE
        for (m, h), here in model.x.items()
        if facts.meetings[m].published and facts.half_days[h].key != facts.meetings[m].published.half_day
    ]
    model.cp.minimize(sum(one * times for one, times in model.terms) + sum(moves))
    solver = new_solver(effort=EFFORT, seed=seed, seconds=seconds)
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return model.read(solver.boolean_value)


def _spot(facts: Facts, place: Placement) -> Spot | None:
    h = facts.half_day_index.get(place.half_day)
    return None if h is None else (h, facts.room_index.get(place.room), facts.lecturer_index.get(place.lecturer))


def _placement(facts: Facts, spot: Spot) -> Placement:
    h, r, i = spot
    room = "" if r is None else facts.rooms[r].key
    return Placement(facts.half_days[h].key, room, "" if i is None else facts.lecturers[i].key)
