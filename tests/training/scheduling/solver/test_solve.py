"""The planner beside the truth: every plan of small years tried, larger ones judged by ``evaluate``."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.scheduling.solver.builder import MONDAY, at, change, cheapest, small
from training.scheduling.solver import CoverSet, Duty, Person, Placement, Rule, evaluate, solve
from training.scheduling.solver.generate import Size, generate
from training.scheduling.solver.search import Search


@st.composite
def problems(draw):
    """Two classes of two meetings, or one of three, in two days, with whatever else there is drawn beside."""
    classes, meetings = draw(st.sampled_from(((2, 1), (1, 3), (2, 2))))
    problem = small(2, draw(st.integers(1, 2)), draw(st.integers(1, 2)), classes, meetings)
    times = st.sampled_from([one.key for one in problem.half_days])
    some = st.lists(times, max_size=2, unique=True).map(tuple)
    for room in problem.rooms:
        place = draw(st.sampled_from(("", "elsewhere")))
        problem = change(problem, "rooms", room.key, closed=draw(some), place=place, capacity=draw(SEATS))
    for one in problem.lecturers:
        dislikes = tuple((key, 2) for key in draw(some))
        problem = change(problem, "lecturers", one.key, away=draw(some), dislikes=dislikes, most_week=draw(MOST))
    for one in problem.groups:
        problem = change(problem, "groups", one.key, day_min=draw(LEAST), day_max=draw(st.sampled_from((4, 8))))
    for one in problem.meetings:
        order = draw(st.integers(0, 1))
        locked = draw(st.one_of(st.none(), st.none(), times.map(Placement)))
        published = draw(st.one_of(st.none(), times.map(lambda key: Placement(key, "R0", "L0"))))
        periods = draw(st.sampled_from((3, 4)))
        problem = change(problem, "meetings", one.key, order=order, locked=locked, published=published, periods=periods)
    cover = (CoverSet("u", (Person("a", ("C0",)), Person("b", ("C1",)))),) if classes > 1 and draw(BOOLEAN) else ()
    people = (Person("p", ("C0", "C1")),) if classes > 1 and draw(BOOLEAN) else ()
    duties = (Duty("d", draw(some), ("C0",), blocks=draw(BOOLEAN)),)
    off = draw(st.lists(st.sampled_from(("module_order", "cover", "travel", "room", "load")), max_size=1))
    return replace(
        problem, cover=cover, people=people, duties=duties, rules=tuple(Rule(code, is_on=False) for code in off)
    )


SEATS, MOST, LEAST = st.sampled_from((50, 60, 40)), st.sampled_from((None, 8)), st.sampled_from((0, 6))
BOOLEAN = st.booleans()


@given(problem=problems())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_small_years_are_planned_as_cheaply_as_can_be(problem):
    plan = solve(problem, seconds=20, workers=1)
    best = cheapest(problem)
    assert plan.status == ("impossible" if best is None else "optimal")
    assert plan.cost == best
    if best is not None:
        judged = evaluate(problem, plan.placements)
        assert judged.violations == ()
        assert judged.cost == plan.cost == plan.bound == sum(one.price for one in plan.bent)


@given(problem=problems())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_search_for_large_years_never_claims_too_much(problem):
    """The same small years by the way of the large: bounds are below the truth, plans above, and both are honest."""
    best = cheapest(problem)
    search = Search(problem, 0.3, 1, 1, None, None)
    search._at_large({})
    if search.status == "impossible":  # proven, so there must be none
        assert best is None
    if best is not None:
        assert search.bound <= best
    if search.cost is not None:
        assert evaluate(problem, search.placements).violations == ()
        assert search.cost >= best


def test_a_quarter_of_the_city_is_planned_with_a_proven_gap():
    problem, drafted = generate(Size.scaled(0.1), seed=3)
    assert evaluate(problem, drafted).violations == ()
    seen = []
    plan = solve(problem, seconds=6, on_progress=seen.append)
    judged = evaluate(problem, plan.placements)
    assert judged.violations == ()
    assert plan.bound <= plan.cost == judged.cost <= evaluate(problem, drafted).cost
    costs = [one.cost for one in seen if one.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert [one.bound for one in seen] == sorted(one.bound for one in seen)


def test_the_same_seed_walks_the_same_way_and_a_stop_keeps_the_best():
    problem, _drafted = generate(Size.scaled(0.1), seed=3)
    walks = []
    for _run in range(2):
        costs: list = []
        plan = solve(
            problem,
            seconds=30,
            seed=7,
            on_progress=lambda one, costs=costs: costs.append((one.cost, one.bound)),
            should_stop=lambda costs=costs: len(costs) >= 3,
        )
        walks.append((costs[:3], plan.cost))
        assert evaluate(problem, plan.placements).violations == ()
    assert walks[0][0] == walks[1][0]


def test_a_plan_given_to_start_with_is_not_lost():
    problem, _drafted = generate(Size.scaled(0.1), seed=3)
    first = solve(problem, seconds=3)
    again = solve(problem, seconds=0.01, start=first.placements)
    assert again.cost <= first.cost


def test_locked_meetings_stay():
    problem = small(days=3, rooms=2, lecturers=2, classes=2)
    lock = Placement(at(2, "afternoon"), "R1", "L1")
    plan = solve(change(problem, "meetings", "C0-1", locked=lock), seconds=5)
    assert plan.placements["C0-1"] == lock


def test_leaders_in_one_class_make_the_year_impossible():
    leaders = Person("secretary", ("C0",)), Person("chairman", ("C0",))
    assert solve(small(cover=(CoverSet("00004", leaders),)), seconds=5).status == "impossible"


@pytest.mark.parametrize("days", [1, 5])
def test_weekends_are_for_those_who_study_then(days):
    problem = small(days=2, classes=1, meetings=1)
    closed = tuple(replace(one, date=one.date + timedelta(days=5), closed="weekend") for one in problem.half_days)
    moved = change(replace(problem, half_days=closed), "groups", "C0", last=MONDAY + timedelta(days=6))
    assert solve(moved, seconds=5).status == "impossible"
    assert solve(change(moved, "groups", "C0", weekends=True), seconds=5).status == "optimal"
