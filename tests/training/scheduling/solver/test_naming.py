"""Lecturers and rooms once it is known when: as cheap as trying them all, and never dearer than by the simple way."""

from dataclasses import replace
from itertools import pairwise, product

import pytest

from tests.training.scheduling.solver.builder import at, change, small
from training.scheduling.solver import Placement, evaluate
from training.scheduling.solver.facts import Facts
from training.scheduling.solver.generate import Size, generate
from training.scheduling.solver.lecturers import assign_lecturers
from training.scheduling.solver.rooms import assign_rooms, changes, needless_changes


def year(most_week, **lock):
    """Two classes at the same times, three lecturers who are not fond of some of them, one absent on Tuesday."""
    problem = small(days=2, rooms=2, lecturers=3, classes=2, meetings=3)
    for number, (disliked, away) in enumerate(((at(0), ()), (at(1), ()), (at(0, "afternoon"), (at(1),)))):
        problem = change(
            problem, "lecturers", f"L{number}", dislikes=((disliked, 3),), away=away, most_week=most_week, share=8
        )
    return change(problem, "meetings", "C0-0", locked=Placement(at(0), **lock)) if lock else problem


@pytest.mark.parametrize("problem", [year(None), year(8), year(8, lecturer="L0")])
def test_lecturers_cost_as_little_as_they_can(problem):
    facts, times = Facts(problem), (at(0), at(0, "afternoon"), at(1))
    when = {m: facts.half_day_index[times[m % 3]] for m in range(6)}
    given = {m: (h, None) for m, h in when.items()}
    assigned = assign_lecturers(facts, given, seconds=10)
    assert {m: h for m, (h, _who) in assigned.items()} == when

    def judged(who):
        spots = {one.key: Placement(times[m % 3], f"R{m // 3}", f"L{who[m]}") for m, one in enumerate(problem.meetings)}
        return evaluate(problem, spots)

    tried = [judged(who) for who in product(*facts.lecturers_of)]
    found = judged([who for _m, (_h, who) in sorted(assigned.items())])
    assert not found.violations
    assert found.cost == min(one.cost for one in tried if not one.violations)


def test_rooms_change_no_more_than_the_simple_way_says():
    problem, drafted = generate(Size.scaled(0.25), seed=2)
    facts = Facts(problem)
    when = {m: facts.half_day_index[drafted[one.key].half_day] for m, one in enumerate(problem.meetings)}
    forced = 0
    for own in facts.meetings_of:
        rooms = [set(facts.rooms_of[m]) for m in sorted(own, key=when.__getitem__)]
        forced += sum(not one & other for one, other in pairwise(rooms))
    likely = forced + sum(needless_changes(facts, when).values())
    named = assign_rooms(facts, when, dict.fromkeys(when), effort=0.01, seed=1, seconds=10)
    spots = {
        one.key: replace(drafted[one.key], room=problem.rooms[named[m]].key) for m, one in enumerate(problem.meetings)
    }
    judged = evaluate(problem, spots)
    assert not judged.violations
    assert sum(one.rule == "room_changes" for one in judged.bent) == changes(facts, when, named) <= likely
