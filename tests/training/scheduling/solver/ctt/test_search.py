"""What a timetable costs by three reckonings, and what the search reaches in few steps."""

import random

import pytest

from tests.training.scheduling.solver.ctt.instances import BAD, BAD_COST, GOOD, GOOD_COST, SMALL
from tests.training.scheduling.solver.ctt.official import check
from training.scheduling.solver.ctt import evaluate, parse_instance, parse_solution, solve
from training.scheduling.solver.ctt.annealing import Walk
from training.scheduling.solver.ctt.generate import generate
from training.scheduling.solver.ctt.solution import Lecture, format_solution
from training.scheduling.solver.ctt.state import Tables, Timetable


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
    text = generate(courses=40, rooms=6, days=5, per_day=6, curricula=30, occupancy=0.8, seed=4)
    instance = parse_instance(text)
    first, again, other = (solve(instance, steps=2_000_000, seed=seed, cache=cache) for seed in (1, 1, 2))
    assert (first.lectures, first.iterations) == (again.lectures, again.iterations)
    assert first.lectures != other.lectures
    assert first.cost.hard == other.cost.hard == 0
    assert first.cost.components() == check(text, format_solution(first.lectures, instance))
    assert first.cost.soft < 200
