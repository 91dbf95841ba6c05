"""What a plan costs: each soft rule that is bent, for whom and how much. Reckoned from the problem alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from .held import Held, by, concerns, duties_of
from .problem import CLOSING, Group, HalfDay, Problem
from .results import Finding


def bent_rules(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    for rule, findings in (
        ("compact", _compact(problem, held)),
        ("room_changes", _room_changes(held)),
        ("preference", _preference(held)),
        ("balance", _balance(problem, held)),
        ("spread", _spread(problem, held)),
        ("published", _published(held)),
        ("soft_duty", _soft_duty(problem, held)),
    ):
        weight = problem.weight(rule)
        for finding in findings:
            if finding.units:
                yield replace(finding, price=finding.units * weight)


def _compact(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    """Days above the fewest possible, and open days of the class without a meeting between its first and last."""
    asked = by(problem.meetings, lambda one: one.group)
    duties = duties_of(problem) if problem.is_on("duty") else {}
    for own in by(held, lambda one: one.group.key).values():
        group, days = own[0].group, {one.day for one in own}
        all_own = asked[group.key]
        periods = sum(one.periods for one in all_own)
        by_periods = -(-periods // group.day_max) if problem.is_on("day_max") else 0
        fewest = max(by_periods, -(-len(all_own) // max(len(group.slots), 1)))
        between = {
            one.date
            for one in problem.half_days
            if min(days) < one.date < max(days) and one.date not in days and _is_open(problem, group, one, duties)
        }
        units = max(len(days) - fewest, 0) + len(between)
        yield Finding("compact", (group.key,), units=units)


def _is_open(problem: Problem, group: Group, half_day: HalfDay, duties: dict[str, list]) -> bool:
    closed = half_day.closed in CLOSING and problem.is_on(half_day.closed)
    if closed and (half_day.closed != "weekend" or not group.weekends):
        return False
    if any(duty.blocks and concerns(duty, group) for duty in duties.get(half_day.key, [])):
        return False
    inside = group.first <= half_day.date <= group.last and half_day.slot in group.slots
    return inside or not problem.is_on("window")


def _room_changes(held: list[Held]) -> Iterator[Finding]:
    for own in by([one for one in held if one.room], lambda one: one.group.key).values():
        own.sort(key=lambda one: one.order)
        for first, second in pairwise(own):
            if first.room != second.room:
                keys = first.meeting.key, second.meeting.key
                yield Finding("room_changes", (first.group.key,), keys, second.half_day.key)


def _preference(held: list[Held]) -> Iterator[Finding]:
    for one in held:
        if one.lecturer is not None:
            points = dict(one.lecturer.dislikes).get(one.half_day.key, 0)
            yield Finding("preference", (one.lecturer.key,), (one.meeting.key,), one.half_day.key, points)


def _balance(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    asked = sum(one.periods for one in problem.meetings if one.needs_lecturer)
    even = -(-asked // max(len(problem.lecturers), 1))
    gives = Counter[str]()
    for one in held:
        if one.lecturer is not None:
            gives[one.lecturer.key] += one.meeting.periods
    for lecturer in problem.lecturers:
        share = even if lecturer.share is None else lecturer.share
        yield Finding("balance", (lecturer.key,), units=max(gives[lecturer.key] - share, 0))


def _spread(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    weeks = defaultdict(set)
    for one in held:
        weeks[one.group.key].add(one.day.isocalendar()[:2])
    for cover in problem.cover:
        away = defaultdict(list)
        for leader in cover.leaders:
            for week in {week for key in leader.groups for week in weeks.get(key, ())}:
                away[week].append(leader.key)
        for (year, number), keys in sorted(away.items()):
            yield Finding("spread", (cover.unit, *keys), half_day=f"week {year}-{number:02}", units=len(keys) - 1)


def _published(held: list[Held]) -> Iterator[Finding]:
    for one in held:
        was = one.meeting.published
        if was is None:
            continue
        room, lecturer = one.room.key if one.room else "", one.lecturer.key if one.lecturer else ""
        differs = (was.half_day != one.half_day.key) + (was.room != room) + (was.lecturer != lecturer)
        yield Finding("published", (one.group.key,), (one.meeting.key,), one.half_day.key, differs)


def _soft_duty(problem: Problem, held: list[Held]) -> Iterator[Finding]:
    duties = duties_of(problem)
    for one in held:
        for duty in duties.get(one.half_day.key, []):
            if not duty.blocks and concerns(duty, one.group):
                yield Finding("soft_duty", (one.group.key, duty.key), (one.meeting.key,), one.half_day.key)
