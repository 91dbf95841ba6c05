"""The optimal proposal: as many posts filled as can be, the urgent ones first, then the most points, by CP-SAT.

A flow through quotas, officials and posts gives the best where nobody asks for women and young officials; with a bonus
for them it gives the best where they are asked for, and what can be reached at most (Lagrange). CP-SAT begins from
there and weighs all of it in whole numbers. So the distance to the best is proven over all pairs, although CP-SAT looks
only at those that can matter: the pairs of the flows, and for each official and post the best few.
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model

from training.rotation.matching.problem import Cell, Places, Problem, Targets

FILLED = 100_000  # a filled post is worth more than any exchange of points
URGENCY = 4_000
FLOWS = 5
POSTS_OF_AN_OFFICIAL, OFFICIALS_OF_A_POST = 4, 12


@dataclass(frozen=True)
class Optimum:
    """``value`` and ``bound`` count everything: filled posts, urgency, points, targets missed."""

    places: Places
    value: int
    bound: int
    women_short: int
    young_short: int
    seconds: float

    points: int

    @property
    def gap(self) -> float:
        """By how much of a hundred of its points it could be better at most."""
        return 100 * (self.bound - self.value) / self.points if self.points > 0 else 0.0


def optimum(problem: Problem, *, seconds: float = 0.5, workers: int = 2, seed: int = 1) -> Optimum:
    begun = monotonic()
    if not problem.allowed.any():
        return Optimum({}, 0, 0, 0, 0, monotonic() - begun, 0)
    best, bound, seen = _by_flows(problem)
    if best.value < bound and problem.targets != Targets():
        found, proven = _weigh(problem, best, bound, seen, seconds=seconds, workers=workers, seed=seed)
        best, bound = max((best, found), key=lambda one: one.value), min(bound, proven)
    seconds_used, points = monotonic() - begun, problem.total(best.places)
    return Optimum(best.places, best.value, bound, best.women_short, best.young_short, seconds_used, points)


@dataclass(frozen=True)
class _Found:
    places: Places
    value: int
    women_short: int
    young_short: int


def _by_flows(problem: Problem) -> tuple[_Found, int, set[tuple[int, int]]]:
    """The best of some flows, what no placing exceeds, and every pair that a flow used."""
    network, targets = _Network(problem), problem.targets
    most = (targets.women_points, targets.young_points)
    low, high, bonus = [0.0, 0.0], [float(points) for points in most], [0.0, 0.0]
    best: _Found | None = None
    bound, seen = None, set()
    for _round in range(FLOWS):
        places, reached = network.solve(*bonus)
        found = _judged(problem, places)
        seen |= set(places.items())
        bound = reached if bound is None else min(bound, reached)
        best = found if best is None or found.value > best.value else best
        if best.value >= bound:
            break
        short = (found.women_short > 0, found.young_short > 0)
        after = []
        for side, lacks in enumerate(short):
            if lacks:
                low[side] = bonus[side]
            else:
                high[side] = bonus[side]
            after.append((high[side] if _round == 0 else (low[side] + high[side]) / 2) if lacks or _round else 0.0)
        if after == bonus:
            break
        bonus = after
    assert best is not None
    assert bound is not None
    return best, bound, seen


class _Network:
    """Source, quotas, officials, posts, sink; solved again for each bonus."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.rows, self.columns = np.nonzero(problem.allowed)
        self.worth = worth_of(problem)[self.rows, self.columns]
        self.women = np.array([one.is_woman for one in problem.officials], dtype=np.float64)[self.rows]
        self.young = np.array([one.is_young for one in problem.officials], dtype=np.float64)[self.rows]

    def solve(self, women: float, young: float) -> tuple[Places, int]:
        """The best placing where each woman and young official above the share brings so much; and its value."""
        targets = self.problem.targets
        extra = women * (self.women - targets.women / 100) + young * (self.young - targets.young / 100)
        worth = self.worth + np.floor(extra).astype(np.int64)
        network, pairs = self._lay(worth)
        network.solve()
        used = np.nonzero(network.flows(pairs))[0]
        places = dict(zip(self.rows[used].tolist(), self.columns[used].tolist(), strict=True))
        return places, len(used) + int(worth[used].sum())  # one for each pair: what rounding took at most

    def _lay(self, worth: np.ndarray) -> tuple[SimpleMinCostFlow, np.ndarray]:
        problem = self.problem
        cells: dict[Cell, int] = {}
        for one in problem.officials:
            cells.setdefault(one.cell, 2 + len(cells))
        first_official = 2 + len(cells)
        first_post = first_official + len(problem.officials)
        network, many = SimpleMinCostFlow(), len(problem.officials)
        add = network.add_arc_with_capacity_and_unit_cost
        for cell, node in cells.items():
            add(0, node, min(many, problem.quota_of(cell)), 0)
        for number, one in enumerate(problem.officials):
            add(cells[one.cell], first_official + number, 1, 0)
        for number, post in enumerate(problem.posts):
            add(first_post + number, 1, post.places, 0)
        add(0, 1, many, 0)
        pairs = network.add_arcs_with_capacity_and_unit_cost(
            first_official + self.rows, first_post + self.columns, np.ones(len(self.rows), dtype=np.int64), -worth
        )
        network.set_node_supply(0, many)
        network.set_node_supply(1, -many)
        return network, pairs


def worth_of(problem: Problem) -> np.ndarray:
    """What each pair counts: a post filled, its urgency, its points."""
    return problem.points + FILLED + URGENCY * np.array([post.urgency for post in problem.posts])[None, :]


def _judged(problem: Problem, places: Places) -> _Found:
    worth, targets = worth_of(problem), problem.targets
    women, young = _short(problem, places, "is_woman"), _short(problem, places, "is_young")
    value = int(sum(worth[one, post] for one, post in places.items()))
    return _Found(places, value - women * targets.women_points - young * targets.young_points, women, young)


def _weigh(
    problem: Problem, best: _Found, bound: int, seen: set, *, seconds: float, workers: int, seed: int
) -> tuple[_Found, int]:
    """CP-SAT over the pairs that can matter, beginning with the best the flows found; and what no placing exceeds,
    which it proves only where every pair mattered.
    """
    model, worth, flow = cp_model.CpModel(), worth_of(problem), best.places
    pairs = _pairs_that_matter(problem, seen, worth)
    rows, columns = np.nonzero(pairs)
    chosen = [model.new_bool_var("") for _ in rows]
    values = worth[rows, columns].tolist()
    of_official: dict[int, list] = {}
    of_post: dict[int, list] = {}
    of_cell: dict[Cell, list] = {}
    for variable, one, post in zip(chosen, rows.tolist(), columns.tolist(), strict=True):
        of_official.setdefault(one, []).append(variable)
        of_post.setdefault(post, []).append(variable)
        of_cell.setdefault(problem.officials[one].cell, []).append(variable)
        model.add_hint(variable, flow.get(one) == post)
    for variables in of_official.values():
        model.add_at_most_one(variables)
    for post, variables in of_post.items():
        model.add(cp_model.LinearExpr.sum(variables) <= problem.posts[post].places)
    for cell, variables in of_cell.items():
        if problem.quota_of(cell) < len(problem.officials):
            model.add(cp_model.LinearExpr.sum(variables) <= problem.quota_of(cell))
    objective = [cp_model.LinearExpr.weighted_sum(chosen, values)]
    targets = problem.targets
    wanted = [("is_woman", targets.women, targets.women_points), ("is_young", targets.young, targets.young_points)]
    for is_one, share, points in wanted:
        if share and points:
            short = model.new_int_var(0, len(problem.officials), "")
            counts = [100 * getattr(problem.officials[one], is_one) - share for one in rows.tolist()]
            model.add(100 * short + cp_model.LinearExpr.weighted_sum(chosen, counts) >= 0)
            objective.append(-points * short)
    model.add(sum(objective) <= bound)
    model.maximize(sum(objective))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return best, bound
    places = {
        one: post
        for variable, one, post in zip(chosen, rows.tolist(), columns.tolist(), strict=True)
        if solver.boolean_value(variable)
    }
    is_whole = bool((pairs == problem.allowed).all())
    return _judged(problem, places), round(solver.best_objective_bound) if is_whole else bound


def _pairs_that_matter(problem: Problem, seen: set[tuple[int, int]], worth: np.ndarray) -> np.ndarray:
    """The pairs of the flows, the best posts of each official, the best officials (women, young) of each post."""
    allowed = problem.allowed
    ranked = np.where(allowed, worth, -1)
    keep = np.zeros_like(allowed)
    keep[tuple(zip(*seen, strict=True))] = True
    count = min(POSTS_OF_AN_OFFICIAL, ranked.shape[1])
    best = np.argpartition(-ranked, count - 1, axis=1)[:, :count]
    np.put_along_axis(keep, best, True, axis=1)
    groups = [np.ones(len(problem.officials), dtype=bool)]
    groups += [np.array([getattr(one, name) for one in problem.officials]) for name in ("is_woman", "is_young")]
    for group in groups:
        members = np.nonzero(group)[0]
        if len(members):
            count = min(OFFICIALS_OF_A_POST, len(members))
            best = np.argpartition(-ranked[members], count - 1, axis=0)[:count]
            keep[members[best], np.arange(ranked.shape[1])[None, :]] = True
    return keep & allowed


def _short(problem: Problem, places: Places, is_one: str) -> int:
    """How many of the group are lacking among those sent."""
    share = problem.targets.women if is_one == "is_woman" else problem.targets.young
    there = sum(getattr(problem.officials[one], is_one) for one in places)
    return max(0, -(-(share * len(places) - 100 * there) // 100))
