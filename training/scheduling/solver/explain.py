"""Why a year cannot be planned: the smallest set of classes, rules and facts that do not go together.

First the classes: one that fails by itself, or a few that fail together, as few as can be, and of their meetings as few
as can be. Then, for these only, one fact after the other is taken away; what can be missed without the rest becoming
possible has no part in it. What remains are facts of which none can be missed.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from ortools.sat.python import cp_model

from .bound import Bound
from .facts import Facts
from .improving import Improver
from .model import Model
from .patterns import Patterns
from .problem import Problem, Rule
from .results import Conflict, Fact
from .rows import Rows
from .settings import new_solver
from .timetable import Timetable

EFFORT = 10.0  # of CP-SAT for one question
STEPS = 200  # of the search before a class that finds no place is looked into
ALWAYS, NEVER = date.min, date.max


@dataclass(frozen=True)
class Element:
    """A fact, and the problem without it."""

    fact: Fact
    without: Callable[[Problem], Problem]


def explain(problem: Problem, *, seconds: float = 30, seed: int = 1) -> Conflict | None:
    """The conflict; None when none is found, because there is a plan or the time was too short."""
    return _Explanation(time.monotonic() + seconds, seed).of(problem)


def fails_alone(problem: Problem, group: str, *, seconds: float, seed: int = 1) -> bool:
    """Whether it is proven that the class finds no place even where no other class is."""
    return _Explanation(time.monotonic() + seconds, seed).fails(only(problem, [group]))


class _Explanation:
    def __init__(self, until: float, seed: int) -> None:
        self.until, self.seed, self.is_smallest = until, seed, True

    def of(self, problem: Problem) -> Conflict | None:
        groups = self._classes(problem)
        if groups is None:
            return None
        part = only(problem, self._fewest(groups, lambda kept: only(problem, kept)))
        part = _some_meetings(part, self._meetings(part))
        facts = self._facts(part)
        return Conflict(tuple(facts), self.is_smallest)

    def fails(self, problem: Problem) -> bool:
        """Whether it is proven that there is no plan; what stays open counts as possible."""
        facts = Facts(problem)
        if any(not domain for domain in facts.domain):
            return True
        if time.monotonic() >= self.until:
            self.is_smallest = False
            return False
        solver = new_solver(effort=EFFORT, seed=self.seed, seconds=self.until - time.monotonic())
        status = solver.solve(Model(facts).cp)
        self.is_smallest &= status != cp_model.UNKNOWN
        return status == cp_model.INFEASIBLE

    def _meetings(self, part: Problem) -> list[str]:
        """One that has no place by itself, or as few as fail together."""
        for m, domain in enumerate(Facts(part).domain):
            key = part.meetings[m].key
            if not domain and not Facts(_some_meetings(part, [key])).domain[0]:
                return [key]
        return self._fewest([one.key for one in part.meetings], lambda kept: _some_meetings(part, kept))

    # --- classes ----------------------------------------------------------------------------------------------------

    def _classes(self, problem: Problem) -> list[str] | None:
        """Some classes that fail together."""
        facts = Facts(problem)
        empty = [facts.group_of[m] for m, domain in enumerate(facts.domain) if not domain]
        rows = Rows(facts)
        alone = empty or Bound(facts, Patterns(facts, relaxed=True), rows).impossible
        for g in alone[:3]:
            if self.fails(only(problem, [facts.groups[g].key])):
                return [facts.groups[g].key]
        timetable = Timetable(facts, rows)
        improver = Improver(timetable, self.seed)
        improver.start()
        for _step in range(STEPS):
            if not timetable.left_out or time.monotonic() >= self.until:
                break
            improver.step(1.0)
        for g in timetable.left_out:
            for several in self._growing(facts, improver, g):
                keys = [facts.groups[one].key for one in sorted(several)]
                if self.fails(only(problem, keys)):
                    return keys
        return None

    def _growing(self, facts: Facts, improver: Improver, g: int) -> Iterable[set[int]]:
        """The class with those in its way, more and more of them."""
        found = {g, *facts.conflicts[g]}
        yield found
        kinds = [{facts.rooms_of[m] for m in own} for own in facts.meetings_of]
        found = found | {other for other in improver.near[g] if kinds[other] & kinds[g]}
        yield found
        yield found | {other for one in found for other in improver.near[one]}
        yield set(range(len(facts.groups)))

    def _fewest(self, keys: list[str], part: Callable[[list[str]], Problem]) -> list[str]:
        """Without any one of them the others can be planned."""
        kept = list(keys)
        size = max(len(kept) // 2, 1)
        while size:
            number = 0
            while number < len(kept) and len(kept) > 1:
                fewer = kept[:number] + kept[number + size :]
                if fewer and self.fails(part(fewer)):
                    kept = fewer
                else:
                    number += size
            size //= 2
        return kept

    # --- facts ------------------------------------------------------------------------------------------------------

    def _facts(self, part: Problem) -> list[Fact]:
        """Whole rules first, then each fact of the rules that remain."""
        elements = list(elements_of(part))
        for kind in dict.fromkeys(one.fact.kind for one in elements):
            fewer = _without(part, [one for one in elements if one.fact.kind == kind])
            if self.fails(fewer):
                part, elements = fewer, [one for one in elements if one.fact.kind != kind]
        kept = []
        for element in elements:
            fewer = element.without(part)
            if self.fails(fewer):
                part = fewer
            else:
                kept.append(element.fact)
        return kept


def _without(problem: Problem, elements: list[Element]) -> Problem:
    for element in elements:
        problem = element.without(problem)
    return problem


def _some_meetings(problem: Problem, keys: Iterable[str]) -> Problem:
    kept = set(keys)
    return replace(problem, meetings=tuple(one for one in problem.meetings if one.key in kept))


def only(problem: Problem, groups: Iterable[str]) -> Problem:
    """The part of the problem that is about these classes."""
    kept = set(groups)

    def sitting(person):
        return replace(person, groups=tuple(key for key in person.groups if key in kept))

    return replace(
        problem,
        groups=tuple(one for one in problem.groups if one.key in kept),
        meetings=tuple(one for one in problem.meetings if one.group in kept),
        people=tuple(one for one in map(sitting, problem.people) if len(one.groups) > 1),
        cover=tuple(
            replace(one, leaders=tuple(map(sitting, one.leaders)))
            for one in problem.cover
            if sum(bool(kept & set(leader.groups)) for leader in one.leaders) > one.most_away
        ),
        duties=tuple(one for one in problem.duties if not one.groups or kept & set(one.groups)),
    )


# --- what can be taken away -----------------------------------------------------------------------------------------


def elements_of(problem: Problem) -> Iterable[Element]:
    """The facts that may stand against a plan, those that people change most easily first."""
    facts = Facts(problem)
    able = {facts.lecturers[i].key for several in facts.lecturers_of for i in several}
    yield from _of_calendar(problem)
    yield from _of_lecturers(problem, able)
    yield from _of_rooms(problem, facts)
    yield from _of_meetings(problem)
    yield from _of_groups(problem)
    yield from _switches(problem, facts)


def _of_calendar(problem: Problem) -> Iterable[Element]:
    for duty in problem.duties:
        if duty.blocks and problem.is_on("duty"):
            fact = Fact("duty", (duty.key,), {"half_days": len(duty.half_days)})
            yield Element(fact, lambda p, key=duty.key: _drop(p, "duties", key))
    first = min((one.first for one in problem.groups), default=ALWAYS)
    last = max((one.last for one in problem.groups), default=NEVER)
    for rule in ("holiday", "weekend"):
        days = {one.date for one in problem.half_days if one.closed == rule and first <= one.date <= last}
        if days and problem.is_on(rule):
            keys = tuple(day.isoformat() for day in sorted(days)) if rule == "holiday" else ()
            yield Element(Fact(rule, keys, {"days": len(days)}), lambda p, rule=rule: _off(p, rule))


def _of_lecturers(problem: Problem, able: set[str]) -> Iterable[Element]:
    for one in problem.lecturers:
        if one.key in able:
            for rule, name, size in (("away", "away", len(one.away)), ("availability", "weekly", len(one.weekly))):
                if size and problem.is_on(rule):
                    fact = Fact(rule, (one.key,), {"half_days": size})
                    yield Element(fact, lambda p, key=one.key, name=name: _change(p, "lecturers", key, **{name: ()}))
            limits = {
                span: most for span in ("week", "month", "year") if (most := getattr(one, f"most_{span}")) is not None
            }
            if limits and problem.is_on("load"):
                free = dict.fromkeys((f"most_{span}" for span in limits), None)
                yield Element(
                    Fact("load", (one.key,), limits),
                    lambda p, key=one.key, free=free: _change(p, "lecturers", key, **free),
                )


def _of_rooms(problem: Problem, facts: Facts) -> Iterable[Element]:
    for one in problem.rooms:
        if one.closed and problem.is_on("room_closed"):
            fact = Fact("room_closed", (one.key,), {"half_days": len(one.closed)})
            yield Element(fact, lambda p, key=one.key: _change(p, "rooms", key, closed=()))
    for group in problem.groups:
        too_small = sum(room.capacity < group.size for room in problem.rooms)
        if too_small and problem.is_on("capacity"):
            fact = Fact("capacity", (group.key,), {"seats": group.size, "rooms": len(problem.rooms) - too_small})
            yield Element(fact, lambda p, key=group.key: _change(p, "groups", key, size=0))


def _of_meetings(problem: Problem) -> Iterable[Element]:
    for name, rule in (("locked", "locked"), ("declined", "declined")):
        for one in problem.meetings:
            if getattr(one, name):
                empty = None if name == "locked" else ()
                yield Element(
                    Fact(rule, (one.key,)),
                    lambda p, key=one.key, name=name, empty=empty: _change(p, "meetings", key, **{name: empty}),
                )
    kinds = sorted({one.kinds for one in problem.meetings if one.kinds})
    for several in kinds if problem.is_on("room_kind") else ():
        asked = [one.key for one in problem.meetings if one.kinds == several]
        rooms = sum(room.kind in several for room in problem.rooms)
        fact = Fact("room_kind", several, {"meetings": len(asked), "rooms": rooms})
        yield Element(fact, lambda p, asked=asked: _change_all(p, asked, kinds=(), rooms=()))
    wanted = sorted({one.equipment for one in problem.meetings if one.equipment})
    for equipment in wanted if problem.is_on("equipment") else ():
        asked = [one.key for one in problem.meetings if one.equipment == equipment]
        fact = Fact("equipment", tuple(kind for kind, _number in equipment), {"meetings": len(asked)})
        yield Element(fact, lambda p, asked=asked: _change_all(p, asked, equipment=()))


def _of_groups(problem: Problem) -> Iterable[Element]:
    for cover in problem.cover if problem.is_on("cover") else ():
        keys = (cover.unit, *(leader.key for leader in cover.leaders))
        fact = Fact("cover", keys, {"most_away": cover.most_away})
        yield Element(fact, lambda p, unit=cover.unit: replace(p, cover=tuple(c for c in p.cover if c.unit != unit)))
    for person in problem.people if problem.is_on("person") else ():
        yield Element(Fact("person", (person.key, *person.groups)), lambda p, key=person.key: _drop(p, "people", key))
    for one in problem.groups:
        number = sum(meeting.group == one.key for meeting in problem.meetings)
        most = {"most": one.day_max, "meetings": number}
        if problem.is_on("day_max"):
            yield Element(
                Fact("day_max", (one.key,), most), lambda p, key=one.key: _change(p, "groups", key, day_max=10**6)
            )
        if one.day_min and problem.is_on("day_min"):
            fact = Fact("day_min", (one.key,), {"least": one.day_min})
            yield Element(fact, lambda p, key=one.key: _change(p, "groups", key, day_min=0))
        own = tuple(meeting for meeting in problem.meetings if meeting.group == one.key)
        if problem.is_on("module_order") and len({meeting.order for meeting in own}) > 1:
            asked = [meeting.key for meeting in own]
            yield Element(Fact("module_order", (one.key,)), lambda p, asked=asked: _change_all(p, asked, order=0))
        if problem.is_on("window"):
            yield Element(_window(problem, one, number), lambda p, key=one.key: _open(p, key))


def _window(problem: Problem, group, number: int) -> Fact:
    half_days = sum(
        group.first <= one.date <= group.last and one.slot in group.slots and not one.closed
        for one in problem.half_days
    )
    keys = (group.key, group.first.isoformat(), group.last.isoformat())
    return Fact("window", keys, {"meetings": number, "half_days": half_days})


def _switches(problem: Problem, facts: Facts) -> Iterable[Element]:
    """Rules that are about everybody, with how much is asked of them."""
    roomed = sum(one.needs_room for one in problem.meetings)
    taught = sum(one.needs_lecturer for one in problem.meetings)
    modules = tuple(sorted({one.module for one in problem.meetings if one.needs_lecturer and one.module}))
    able = len({i for several in facts.lecturers_of for i in several})
    for rule, keys, numbers in (
        ("competence", modules, {"lecturers": able, "meetings": taught}),
        ("travel", (), {}),
        ("lecturer", (), {"lecturers": able, "meetings": taught}),
        ("room", (), {"rooms": len(problem.rooms), "meetings": roomed}),
        ("class", tuple(one.key for one in problem.groups), {"meetings": len(problem.meetings)}),
    ):
        if problem.is_on(rule):
            yield Element(Fact(rule, keys, numbers), lambda p, rule=rule: _off(p, rule))


def _off(problem: Problem, rule: str) -> Problem:
    rules = tuple(one for one in problem.rules if one.code != rule)
    return replace(problem, rules=(*rules, Rule(rule, is_on=False)))


def _drop(problem: Problem, name: str, key: str) -> Problem:
    return replace(problem, **{name: tuple(one for one in getattr(problem, name) if one.key != key)})


def _change(problem: Problem, name: str, key: str, **fields) -> Problem:
    items = tuple(replace(one, **fields) if one.key == key else one for one in getattr(problem, name))
    return replace(problem, **{name: items})


def _change_all(problem: Problem, keys: list[str], **fields) -> Problem:
    chosen = set(keys)
    items = tuple(replace(one, **fields) if one.key in chosen else one for one in problem.meetings)
    return replace(problem, meetings=items)


def _open(problem: Problem, key: str) -> Problem:
    """A class without a window: all days of the calendar."""
    days = [one.date for one in problem.half_days]
    opened = _change(problem, "groups", key, first=min(days), last=max(days))
    keys = [one.key for one in opened.meetings if one.group == key]
    return _change_all(opened, keys, first=None, last=None)
