"""After an absence, a lost room, a new holiday: what must change does, and little else. And places for one meeting."""

from dataclasses import replace
from datetime import date

import pytest

from tests.training.scheduling.solver.builder import at, change, small
from training.scheduling.solver import (
    Placement,
    best_places,
    evaluate,
    replan,
    solve,
    with_absence,
    with_holiday,
    without_room,
)
from training.scheduling.solver.generate import Size, generate


@pytest.fixture(scope="module")
def year():
    """A quarter of the City's year with a plan that was published."""
    return generate(Size.scaled(0.25), seed=2)


def test_nothing_moves_when_nothing_happened(year):
    problem, published = year
    assert replan(problem, published).moved == ()


def test_an_absence_moves_only_what_the_lecturer_gives(year):
    problem, published = year
    place = published[problem.meetings[180].key]
    after = with_absence(problem, place.lecturer, [place.half_day])
    plan = replan(after, published, seconds=20)
    assert evaluate(after, plan.placements).violations == ()
    assert plan.moved == (problem.meetings[180].key,)


def test_a_lost_room_moves_nobody_in_time(year):
    problem, published = year
    place = published[problem.meetings[180].key]
    after = without_room(problem, place.room, [place.half_day])
    plan = replan(after, published, seconds=20)
    assert evaluate(after, plan.placements).violations == ()
    assert len(plan.moved) == 1
    assert plan.placements[plan.moved[0]].half_day == place.half_day


def test_a_holiday_leaves_what_is_locked(year):
    problem, published = year
    key = problem.meetings[180].key
    day = date.fromisoformat(published[key].half_day.split()[0])
    locked = problem.meetings[300]
    after = with_holiday(change(problem, "meetings", locked.key, locked=published[locked.key]), day, "Đại hội")
    plan = replan(after, published, seconds=20)
    assert evaluate(after, plan.placements).violations == ()
    assert plan.placements[locked.key] == published[locked.key]
    groups = {one.group for one in problem.meetings if published[one.key].half_day.startswith(day.isoformat())}
    assert {one.group for one in problem.meetings if one.key in plan.moved} <= groups


def test_places_are_free_and_cost_what_they_say(year):
    problem, published = year
    for number in (0, 24, 180):
        meeting = problem.meetings[number]
        now = evaluate(problem, published).cost
        places = best_places(problem, published, meeting.key)
        assert places
        assert [one.price for one in places] == sorted(one.price for one in places)
        for one in places[:2]:
            judged = evaluate(problem, published | {meeting.key: Placement(one.half_day, one.room, one.lecturer)})
            assert judged.violations == ()
            assert judged.cost - now == one.price


def test_a_place_tells_what_bends_and_for_whom():
    problem = small(days=3, rooms=1, lecturers=2, meetings=3)
    problem = replace(problem, meetings=tuple(replace(one, order=0) for one in problem.meetings))
    problem = change(problem, "lecturers", "L0", dislikes=((at(1), 3), (at(1, "afternoon"), 3)))
    problem = change(problem, "lecturers", "L1", away=tuple(one.key for one in problem.half_days))
    plan = solve(problem, seconds=10).placements
    del plan["C0-2"]
    plan |= {"C0-0": Placement(at(0), "R0", "L0"), "C0-1": Placement(at(0, "afternoon"), "R0", "L0")}
    places = best_places(problem, plan, "C0-2")
    assert {one.half_day for one in places} == {at(1), at(1, "afternoon"), at(2), at(2, "afternoon")}
    dear = next(one for one in places if one.half_day == at(1))
    assert ("preference", ("L0",), 6) in {(one.rule, one.who, one.price) for one in dear.bent}
