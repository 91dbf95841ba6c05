"""The best places of one meeting in a plan, with the price of each.

Only what the meeting can touch is looked at: its class, the classes of the leaders and people in it, everything its
lecturers give, everything in the half-days it may have. Prices are differences of ``evaluate`` before and after.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product

from .evaluate import evaluate
from .facts import Facts
from .problem import SLOTS, Meeting, Placement, Problem
from .results import Finding, Place

LOOKED_AT = 3  # times as many places as asked for are reckoned exactly


def best_places(problem: Problem, placements: dict[str, Placement], meeting: str, count: int = 5) -> list[Place]:
    """At most ``count``, the cheapest first, each in another half-day, never where a hard rule would be broken.

    ``price`` is what the plan costs more than now (or than without the meeting, when it has no place yet); ``bent`` are
    the soft rules that cost more there. The meeting's own lock is not asked.
    """
    part, mine = _part(problem, placements, meeting)
    now = {key: place for key, place in placements.items() if key in {one.key for one in part.meetings}}
    before = evaluate(part, now)
    found: list[Place] = []
    seen = Counter[str]()
    for place in _candidates(mine, part, now, meeting):
        if seen[place.half_day] or len(found) >= count:
            continue
        after = evaluate(part, now | {meeting: place})
        if _broken(after.violations, meeting) <= _broken(before.violations, meeting) and not _own(after, meeting):
            seen[place.half_day] += 1
            dearer = _dearer(before.bent, after.bent)
            found.append(Place(place.half_day, place.room, place.lecturer, after.cost - before.cost, dearer))
    return sorted(found, key=lambda one: one.price)


def _own(judged, meeting: str) -> bool:
    return any(meeting in one.meetings for one in judged.violations)


def _broken(violations: tuple[Finding, ...], meeting: str) -> int:
    return sum(one.units for one in violations if meeting not in one.meetings)


def _dearer(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Finding, ...]:
    was = Counter({(one.rule, one.who, one.meetings, one.half_day): one.price for one in before})
    found = []
    for one in after:
        more = one.price - was[one.rule, one.who, one.meetings, one.half_day]
        if more > 0:
            found.append(replace(one, price=more))
    return tuple(found)


def _part(problem: Problem, placements: dict[str, Placement], meeting: str) -> tuple[Problem, Facts]:
    """The part of the problem that the meeting can touch, and the facts of the meeting alone."""
    one = next(one for one in problem.meetings if one.key == meeting)
    one = replace(one, locked=None)
    group = next(group for group in problem.groups if group.key == one.group)
    able = [lecturer for lecturer in problem.lecturers if one.needs_lecturer]
    mine = Facts(replace(problem, meetings=(one,), groups=(group,), lecturers=tuple(able), people=(), cover=()))
    lecturers = {mine.lecturers[i].key for i in mine.lecturers_of[0]}
    if meeting in placements:
        lecturers.add(placements[meeting].lecturer)
    half_days = {mine.half_days[h].key for h in mine.domain[0]}
    cover = tuple(unit for unit in problem.cover if any(one.group in leader.groups for leader in unit.leaders))
    people = tuple(person for person in problem.people if one.group in person.groups)
    groups = {one.group} | {key for who in people for key in who.groups}
    groups |= {key for unit in cover for leader in unit.leaders for key in leader.groups}
    kept = [
        replace(other, locked=None) if other.key == meeting else other
        for other in problem.meetings
        if other.group in groups
        or (
            (place := placements.get(other.key)) is not None
            and (place.half_day in half_days or place.lecturer in lecturers)
        )
    ]
    shares = _with_shares(problem)
    return replace(problem, meetings=tuple(kept), cover=cover, people=people, lecturers=shares), mine


def _with_shares(problem: Problem):
    """Fair shares are those of the whole."""
    asked = sum(one.periods for one in problem.meetings if one.needs_lecturer)
    even = -(-asked // max(len(problem.lecturers), 1))
    return tuple(one if one.share is not None else replace(one, share=even) for one in problem.lecturers)


def _candidates(mine: Facts, part: Problem, now: dict[str, Placement], meeting: str) -> list[Placement]:
    """Free places, the likeliest first: what is published or held now, the room and the days the class has anyway."""
    others = {key: place for key, place in now.items() if key != meeting}
    taken = {(place.room, place.half_day) for place in others.values() if place.room}
    taken |= {(place.lecturer, place.half_day) for place in others.values() if place.lecturer}
    group = mine.meetings[0].group
    own = [others[one.key] for one in part.meetings if one.group == group and one.key in others]
    busy = {place.half_day for place in own} if part.is_on("class") else set()
    first, last = _between(part, others, mine.meetings[0])
    rooms = Counter(place.room for place in own)
    days = {place.half_day.split()[0] for place in own}
    load = Counter[str]()
    for one in part.meetings:
        if one.key in others:
            load[others[one.key].lecturer] += one.periods
    best: list[tuple[tuple, Placement]] = []
    for h in mine.domain[0]:
        key = mine.half_days[h].key
        if key in busy or not first < (mine.half_days[h].date, mine.slot_of[h]) < last:
            continue
        choices = [
            ((mine.dislike[i].get(h, 0), load[mine.lecturers[i].key], -rooms[room]), room, mine.lecturers[i].key)
            for i, room in product(mine.lecturers_at(0, h), _rooms(mine, h))
            if (room, key) not in taken and (mine.lecturers[i].key, key) not in taken
        ]
        if not mine.meetings[0].needs_lecturer:
            choices = [((-rooms[room],), room, "") for room in _rooms(mine, h) if (room, key) not in taken]
        for worth, room, lecturer in sorted(choices)[:LOOKED_AT]:
            nearest = min((abs(_ordinal(key) - _ordinal(f"{day} -")) for day in days), default=0)
            best.append(((nearest, worth), Placement(key, room, lecturer)))
    return [place for _worth, place in sorted(best, key=lambda one: (one[0], one[1].half_day))]


def _between(part: Problem, others: dict[str, Placement], meeting: Meeting) -> tuple[tuple, tuple]:
    """The half-days that the order of the programme leaves."""
    first: tuple = (date.min, 0)
    last: tuple = (date.max, 0)
    for one in part.meetings if part.is_on("module_order") else ():
        if one.group == meeting.group and one.key in others:
            day, slot = others[one.key].half_day.split()
            when = date.fromisoformat(day), SLOTS.index(slot)
            if one.order < meeting.order:
                first = max(first, when)
            elif one.order > meeting.order:
                last = min(last, when)
    return first, last


def _rooms(mine: Facts, h: int) -> list[str]:
    return [mine.rooms[r].key for r in mine.rooms_at(0, h)] if mine.meetings[0].needs_room else [""]


def _ordinal(key: str) -> int:
    return date.fromisoformat(key.split()[0]).toordinal()
