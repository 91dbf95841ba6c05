"""The matching itself, on made-up instances: nothing hard is broken, nobody has cause to envy, the bound holds."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.rotation.matching.generate import instance
from training.rotation.matching.judging import blocking_pairs, violations, why_not_placed, why_open
from training.rotation.matching.optimum import optimum, worth_of
from training.rotation.matching.problem import Official, Post, Problem, Targets
from training.rotation.matching.stable import stable


def small(wish, fit, *, places=(1, 1), quotas=None, barred=None, women=(), targets=None) -> Problem:
    officials = [Official(10 + row, "rotation", 1, row in women) for row in range(len(wish))]
    posts = [Post(90 + column, "rotation", count) for column, count in enumerate(places)]
    return Problem(officials, posts, np.array(wish), np.array(fit), barred or {}, quotas, targets or Targets())


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), officials=st.integers(2, 40), posts=st.integers(1, 15), quotas=st.booleans())
def test_stable_proposal_breaks_nothing_and_leaves_no_pair_that_would_rather(seed, officials, posts, quotas):
    problem = instance(officials, max(3, posts), seed=seed, quotas=quotas)
    places, _kept_out = stable(problem)
    assert violations(problem, places) == []
    assert blocking_pairs(problem, places) == []


@pytest.mark.parametrize("seed", range(6))
def test_optimum_is_what_trying_everything_finds(seed):
    problem = instance(5, 4, seed=seed, barred=0.2)
    best = optimum(problem, seconds=5)
    assert violations(problem, best.places) == []
    assert best.value == max(_value(problem, places) for places in _every_placing(problem))
    assert best.value <= best.bound


def _every_placing(problem):
    for chosen in product([None, *range(len(problem.posts))], repeat=len(problem.officials)):
        places = {one: post for one, post in enumerate(chosen) if post is not None}
        if not violations(problem, places):
            yield places


def _value(problem, places):
    worth, targets, officials = worth_of(problem), problem.targets, problem.officials
    women = max(0, -(-(targets.women * len(places) - 100 * sum(officials[one].is_woman for one in places)) // 100))
    young = max(0, -(-(targets.young * len(places) - 100 * sum(officials[one].is_young for one in places)) // 100))
    points = sum(int(worth[one, post]) for one, post in places.items())
    return points - women * targets.women_points - young * targets.young_points


def test_what_is_best_together_may_leave_a_pair_that_would_rather():
    problem = small([[60, 50], [50, 5]], [[60, 50], [50, 5]])
    stable_one, _out = stable(problem)
    assert stable_one == {0: 0, 1: 1}
    best = optimum(problem)
    assert best.places == {0: 1, 1: 0}
    assert problem.total(best.places) > problem.total(stable_one)
    assert blocking_pairs(problem, best.places) == [(0, 0)]


def test_targets_of_women_are_worth_points_but_no_rule():
    wish, fit = [[50], [49]], [[50], [49]]
    without = small(wish, fit, places=(1,), women=(1,))
    assert optimum(without).places == {0: 0}
    asked = small(wish, fit, places=(1,), women=(1,), targets=Targets(women=50, women_points=100))
    assert optimum(asked).places == {1: 0}
    forbidden = small(wish, fit, places=(1,), women=(1,), barred={(1, 0): ("kin",)}, targets=asked.targets)
    assert optimum(forbidden).places == {0: 0}


def test_quota_lets_the_best_of_a_bloc_in_and_says_so_to_the_others():
    problem = small([[9, 5], [9, 5], [5, 9]], [[30, 20], [40, 20], [20, 10]], quotas={(1, "rotation"): 1})
    places, kept_out = stable(problem)
    assert places == {1: 0}
    assert kept_out == {0, 2}
    assert why_not_placed(problem, places, 0, by_points=False) == {"code": "quota", "places": 1, "bloc": 1}
    assert why_open(problem, places, 1)["code"] == "quota"
    assert len(optimum(problem).places) == 1


def test_every_refusal_has_its_reason():
    problem = small(
        [[5, 1], [5, 1], [5, 1], [5, 1]], [[40, 1], [30, 1], [20, 1], [10, 1]], places=(1, 1), barred={(2, 0): ("kin",)}
    )
    problem.barred[2, 1] = ("non_local",)
    problem.officials[3] = Official(13, "rotation", 1, stopped="not_eligible")
    places, _out = stable(problem)
    assert places == {0: 0, 1: 1}
    assert why_not_placed(problem, places, 3, by_points=False) == {"code": "stopped", "verdict": "not_eligible"}
    assert why_not_placed(problem, places, 2, by_points=False) == {
        "code": "barred",
        "rules": {"kin": 1, "non_local": 1},
        "posts": 2,
    }
    alone = small([[5]] * 2, [[40], [30]], places=(1,))
    reason = why_not_placed(alone, stable(alone)[0], 1, by_points=False)
    assert reason == {"code": "outranked", "offer": 90, "mine": 30, "last": 40, "by": 10}


def test_judge_sees_what_is_broken():
    problem = small([[1, 1]] * 2, [[1, 1]] * 2, places=(1, 1), barred={(0, 0): ("kin",)}, quotas={(1, "rotation"): 1})
    found = {one.code for one in violations(problem, {0: 0, 1: 0})}
    assert found == {"kin", "places", "quota"}
