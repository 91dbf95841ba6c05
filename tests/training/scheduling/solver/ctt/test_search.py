"""What a timetable costs by three reckonings, and what the search reaches in few steps."""

import random

import pytest

from tests.training.scheduling.solver.ctt.instances import BAD, BAD_COST, GOOD, GOOD_COST, SMALL
from tests.training.scheduling.solver.ctt.official import check
from training.scheduling.solver.ctt import evaluate, parse_instance, parse_solution, solve
from training.scheduling.solver.ctt.annealing import Walk
from training.scheduling.solver.ctt.bounds import first_timetable, period_bound, room_bound
from training.scheduling.solver.ctt.generate import generate
from training.scheduling.solver.ctt.repair import repair
from training.scheduling.solver.ctt.solution import Lecture, format_solution
from training.scheduling.solver.ctt.state import Tables, Timetable
from training.scheduling.solver.ctt.stopping import Stop


@pytest.fixture
def cache(settings):
    """Where the command keeps the compiled loop, so that only the first run compiles."""
    return settings.VAR_DIR / "numba"


@pytest.mark.parametrize(("text", "cost"), [(GOOD, GOOD_COST), (BAD, BAD_COST)])
def test_both_reckonings_agree_with_the_one_by_hand(text, cost):
    instance = parse_instance(SMALL)
    components = evaluate(instance, parse_solution(text, instance)).components()
    assert components == check(SMALL, text)
    assert {name: value for name, value in components.items() if value} == cost


def test_both_reckonings_agree_on_timetables_without_sense():
    text = generate(courses=14, rooms=3, days=3, per_day=4, curricula=9, occupancy=0.6)
    instance, chance = parse_instance(text), random.Random(5)
    for _ in range(60):
        lectures = [
            Lecture(chance.randrange(14), chance.randrange(3), chance.randrange(12))
            for _ in range(chance.randrange(60))
        ]
        solution = format_solution(lectures, instance)
        assert evaluate(instance, parse_solution(solution, instance)).components() == check(text, solution)


@pytest.mark.parametrize("temperature", [30.0, 0.5])
def test_the_tables_beside_the_timetable_stay_true(temperature, cache):
    instance = parse_instance(generate(courses=40, rooms=6, days=5, per_day=6, curricula=30, occupancy=0.8, seed=4))
    walk = Walk(Tables(instance), seed=3, number=0, cache=cache)
    walk.slice(temperature, steps=20_000)
    seen, anew = walk.timetable, Timetable(walk.tables, walk.timetable.place_of)
    assert seen.cost[3] > 100  # accepted
    assert seen.cost[:2].tolist() == anew.cost[:2].tolist()
    for name in ("lecture_at", "crowd", "held", "mask", "in_room", "on_day", "days"):
        assert (getattr(seen, name) == getattr(anew, name)).all(), name


def test_clashes_go_and_the_same_seed_gives_the_same_timetable(cache):
    text = generate(courses=25, rooms=4, days=5, per_day=5, curricula=18, occupancy=0.8, seed=4)
    instance = parse_instance(text)
    first, again = (solve(instance, steps=1_500_000, seed=1, cache=cache) for _ in range(2))
    assert (first.lectures, first.iterations, first.repairs) == (again.lectures, again.iterations, again.repairs)
    assert first.repairs >= 2
    assert first.cost.hard == 0
    assert first.cost.components() == check(text, format_solution(first.lectures, instance))
    assert first.bound <= first.cost.soft < 100


def test_a_small_week_is_solved_and_proven(cache):
    result = solve(parse_instance(SMALL), steps=100_000, cache=cache)
    assert (result.status, result.cost.soft, result.bound, result.gap) == ("optimal", 22, 22, 0.0)


def test_bounds_of_rooms_and_periods():
    """alg has 10 students too many for each room, twice; law is alone on its day in its curriculum."""
    instance = parse_instance(SMALL)
    assert room_bound(instance, effort=20, stop=Stop()) == 20
    assert period_bound(instance, effort=20, stop=Stop()) == 2


@pytest.mark.parametrize("periods_first", [False, True])
def test_a_repair_is_cheaper_and_keeps_what_was_not_taken_out(periods_first):
    text = generate(courses=30, rooms=5, days=5, per_day=5, curricula=20, occupancy=0.7, seed=2)
    instance = parse_instance(text)
    before = first_timetable(instance, effort=20, seed=1, stop=Stop())
    cost = evaluate(instance, before)
    assert cost.hard == 0
    taken_out = [lecture for lecture in before if lecture.course < 6]
    result = repair(instance, before, taken_out, seconds=20, effort=2, seed=1, stop=Stop(), periods_first=periods_first)
    assert set(before) - set(taken_out) <= set(result.lectures)
    assert evaluate(instance, result.lectures).hard == 0
    assert evaluate(instance, result.lectures).soft < cost.soft
    again = repair(instance, result.lectures, [result.lectures[0]], seconds=20, effort=2, seed=1, stop=Stop())
    assert again.is_settled


def test_what_is_stopped_begins_no_search():
    instance, stop = parse_instance(SMALL), Stop()
    stop.set()
    assert first_timetable(instance, effort=20, seed=1, stop=stop) is None
    assert room_bound(instance, effort=20, stop=stop) == 0
