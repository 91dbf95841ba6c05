"""What a plan costs and which rules it breaks, reckoned from the problem alone.

Written apart from everything that plans and sharing nothing with it but the problem: each plan is checked by this
before it is handed out, and the tests hold the two against each other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from .held import Held, by, concerns, duties_of, hold
from .prices import bent_rules
from .problem import CLOSING, Lecturer, Placement, Problem
from .results import Finding

ADDING_UP = ("cover", "load", "day_max")  # may be broken by locked meetings alone while others stand beside


@dataclass(frozen=True)
class Evaluation:
    """``violations``: hard rules not kept; ``accepted``: those among locked meetings; ``bent``: soft rules, priced."""

    violations: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    bent: tuple[Finding, ...]

    @property
    def cost(self) -> int:
        return sum(finding.price for finding in self.bent)


def evaluate(problem: Problem, placements: dict[str, Placement]) -> Evaluation:
    """Everything that can be said against the placements; meetings without one are told as ``placed``."""
    held = hold(problem, placements)
    hard = [*_missing(problem, placements), *_hard(problem, held)]
    locked = [one.as_locked() for one in held if one.is_locked("half_day")]
    decided = {_key(finding): finding.units for finding in _hard(problem, locked)}
    marked = [finding if finding.accepted else _accept(finding, decided) for finding in hard]
    return Evaluation(
        violations=tuple(finding for finding in marked if not finding.accepted),
        accepted=tuple(finding for finding in marked if finding.accepted),
        bent=tuple(finding for finding in bent_rules(problem, held) if finding.price),
    )


def _key(finding: Finding) -> tuple:
    if finding.rule in ADDING_UP:
        return finding.rule, finding.who, finding.half_day
    return finding.rule, finding.who, finding.half_day, finding.meetings


def _accept(finding: Finding, decided: dict[tuple, int]) -> Finding:
    """Accepted when the locked meetings alone break the rule no less."""
    return replace(finding, accepted=finding.units <= decided.get(_key(finding), 0))


# --- hard -----------------------------------------------------------------------------------------------------------


def _missing(problem: Problem, placements: dict[str, Placement]) -> Iterator[Finding]:
    for meeting in problem.meetings:
        place = placements.get(meeting.key) or Placement("")
        lacks = not place.half_day or meeting.needs_room > bool(place.room)
        if lacks or meeting.needs_lecturer > bool(place.lecturer):
            yield Finding("placed", (meeting.group,), (meeting.key,), place.half_day)


def _hard(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    for finding in _all_hard(problem, held):
        if finding.rule == "calendar" or problem.is_on(finding.rule):
            yield finding


def _all_hard(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    duties = duties_of(problem)
    for one in held:
        yield from _about_time(one, duties)
        yield from _about_room(one)
        yield from _about_lecturer(one)
    yield from _twice(held, "class", lambda one: one.group.key)
    yield from _twice(held, "room", lambda one: one.room and one.room.key)
    yield from _twice(held, "lecturer", lambda one: one.lecturer and one.lecturer.key)
    yield from _people(problem, held)
    yield from _module_order(held)
    yield from _length_of_days(held)
    yield from _cover(problem, held)
    yield from _load(held)
    yield from _travel(held)


def _about_time(one: Held, duties: dict[str, list]) -> Iterator[Finding]:
    group, half_day, meeting = one.group, one.half_day, one.meeting
    accepted = one.is_locked("half_day")

    def finding(rule: str, *who: str) -> Finding:
        return Finding(rule, (group.key, *who), (meeting.key,), half_day.key, accepted=accepted)

    if half_day.closed == "calendar":
        yield finding("calendar")
    if half_day.closed in CLOSING and not (half_day.closed == "weekend" and group.weekends):
        yield finding(half_day.closed)
    first, last = meeting.first or group.first, meeting.last or group.last
    inside = max(first, group.first) <= one.day <= min(last, group.last)
    if not inside or half_day.slot not in group.slots:
        yield finding("window")
    for duty in duties.get(half_day.key, []):
        if duty.blocks and concerns(duty, group):
            yield finding("duty", duty.key)


def _about_room(one: Held) -> Iterator[Finding]:
    room, meeting = one.room, one.meeting
    if room is None:
        return
    chosen = one.is_locked("room")

    def finding(rule: str, accepted: bool = chosen) -> Finding:
        return Finding(rule, (room.key, one.group.key), (meeting.key,), one.half_day.key, accepted=accepted)

    if one.group.size > room.capacity:
        yield finding("capacity")
    if (meeting.kinds and room.kind not in meeting.kinds) or (meeting.rooms and room.key not in meeting.rooms):
        yield finding("room_kind")
    if any(dict(room.equipment).get(kind, 0) < number for kind, number in meeting.equipment):
        yield finding("equipment")
    if one.half_day.key in room.closed:
        yield finding("room_closed", one.is_locked("half_day", "room"))


def _about_lecturer(one: Held) -> Iterator[Finding]:
    lecturer, meeting, half_day = one.lecturer, one.meeting, one.half_day
    if lecturer is None:
        return
    chosen, both = one.is_locked("lecturer"), one.is_locked("half_day", "lecturer")

    def finding(rule: str, accepted: bool) -> Finding:
        return Finding(rule, (lecturer.key, one.group.key), (meeting.key,), half_day.key, accepted=accepted)

    not_thought_of = bool(meeting.lecturers) and lecturer.key not in meeting.lecturers
    if not_thought_of or (meeting.module and lecturer.modules and meeting.module not in lecturer.modules):
        yield finding("competence", chosen)
    if lecturer.key in meeting.declined:
        yield finding("declined", chosen)
    usual = not lecturer.weekly or (one.day.weekday(), half_day.slot) in lecturer.weekly
    if half_day.key in lecturer.away:
        yield finding("away", both)
    elif not usual and half_day.key not in lecturer.free:
        yield finding("availability", both)


def _twice(held: list[Held], rule: str, of) -> Iterator[Finding]:
    there = defaultdict(list)
    for one in held:
        if of(one):
            there[of(one), one.half_day.key].append(one)
    for (key, half_day), several in there.items():
        for first, second in combinations(several, 2):
            yield Finding(rule, (key,), (first.meeting.key, second.meeting.key), half_day)


def _people(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    there = defaultdict(list)
    for one in held:
        there[one.group.key].append(one)
    for person in problem.people:
        for first, second in combinations(person.groups, 2):
            at = {one.half_day.key: one.meeting.key for one in there[first]}
            for one in there[second]:
                if one.half_day.key in at and first != second:
                    yield Finding("person", (person.key,), (at[one.half_day.key], one.meeting.key), one.half_day.key)


def _module_order(held: list[Held]) -> Iterator[Finding]:
    """Each meeting beside the latest of those that should come before it."""
    for own in by(held, lambda one: one.group.key).values():
        latest: Held | None = None
        for step in by(sorted(own, key=lambda one: one.meeting.order), lambda one: one.meeting.order).values():
            for one in step:
                if latest is not None and latest.order > one.order:
                    keys = latest.meeting.key, one.meeting.key
                    yield Finding("module_order", (one.group.key,), keys, one.half_day.key)
            latest = max([*step, *([latest] if latest else [])], key=lambda one: one.order)


def _length_of_days(held: list[Held]) -> Iterator[Finding]:
    for (_key, day), several in by(held, lambda one: (one.group.key, one.day)).items():
        group, periods = several[0].group, sum(one.meeting.periods for one in several)
        keys = tuple(one.meeting.key for one in several)
        if periods < group.day_min:
            yield Finding("day_min", (group.key,), keys, day.isoformat(), group.day_min - periods)
        if periods > group.day_max:
            yield Finding("day_max", (group.key,), keys, day.isoformat(), periods - group.day_max)


def _cover(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    """By day: a leader is away whatever half-day the class has."""
    meets = by(held, lambda one: (one.group.key, one.day))
    days = by(held, lambda one: one.group.key)
    for cover in problem.cover:
        away = defaultdict(list)
        for leader in cover.leaders:
            for day in {one.day for key in leader.groups for one in days.get(key, ())}:
                away[day].append(leader)
        for day, leaders in sorted(away.items()):
            if len(leaders) > cover.most_away:
                keys = {one.meeting.key for who in leaders for key in who.groups for one in meets.get((key, day), ())}
                who = cover.unit, *(leader.key for leader in leaders)
                yield Finding("cover", who, tuple(sorted(keys)), day.isoformat(), len(leaders) - cover.most_away)


def _spans(lecturer: Lecturer, day: date) -> Iterator[tuple[str, int]]:
    year, week, _weekday = day.isocalendar()
    if lecturer.most_week is not None:
        yield f"week {year}-{week:02}", lecturer.most_week
    if lecturer.most_month is not None:
        yield f"month {day:%Y-%m}", lecturer.most_month
    if lecturer.most_year is not None:
        yield f"year {day.year}", lecturer.most_year


def _load(held: list[Held]) -> Iterator[Finding]:
    sums: Counter = Counter()
    meetings = defaultdict(list)
    for one in held:
        if one.lecturer is not None:
            for span, most in _spans(one.lecturer, one.day):
                sums[one.lecturer.key, span, most] += one.meeting.periods
                meetings[one.lecturer.key, span, most].append(one.meeting.key)
    for (key, span, most), periods in sums.items():
        if periods > most:
            yield Finding("load", (key,), tuple(meetings[key, span, most]), span, periods - most)


def _travel(held: list[Held]) -> Iterator[Finding]:
    taught = [one for one in held if one.lecturer is not None]
    for (key, _day), several in by(taught, lambda one: (one.lecturer.key, one.day)).items():
        for first, second in combinations(sorted(several, key=lambda one: one.order), 2):
            if second.order[1] - first.order[1] == 1 and len({first.place, second.place} - {None}) == 2:
                yield Finding("travel", (key,), (first.meeting.key, second.meeting.key), second.half_day.key)
