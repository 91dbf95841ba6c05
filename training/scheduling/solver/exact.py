"""Small problems and small parts of large ones, whole and at once by CP-SAT."""

from collections.abc import Callable

from ortools.sat.python import cp_model

from .costs import add_costs
from .facts import Facts
from .model import Model, Spot
from .results import FEASIBLE, IMPOSSIBLE, OPTIMAL, UNKNOWN
from .settings import new_solver

STATUS = {cp_model.OPTIMAL: OPTIMAL, cp_model.FEASIBLE: FEASIBLE, cp_model.INFEASIBLE: IMPOSSIBLE}


def solve_exactly(
    facts: Facts,
    *,
    seconds: float,
    seed: int,
    workers: int,
    start: dict[int, Spot] | None = None,
    on_plan: Callable[[dict[int, Spot], int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[str, dict[int, Spot], int]:
    """The status, where everything is, and the bound. ``on_plan`` is told each better plan and the bound then known."""
    model = Model(facts, names_rooms=True)
    add_costs(model)
    model.hint(start or {})
    solver = new_solver(effort=1e6, seed=seed, workers=workers, seconds=seconds)
    watch = _Watch(model, on_plan, should_stop)
    status = STATUS.get(solver.solve(model.cp, watch), UNKNOWN)
    if status not in (OPTIMAL, FEASIBLE):
        return status, {}, 0
    return status, model.read(solver.boolean_value), round(max(solver.best_objective_bound, 0))


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, on_plan, should_stop) -> None:
        super().__init__()
        self.model, self.on_plan, self.should_stop = model, on_plan, should_stop

    def on_solution_callback(self) -> None:
        if self.on_plan is not None:
            self.on_plan(self.model.read(self.boolean_value), round(max(self.best_objective_bound, 0)))
        if self.should_stop is not None and self.should_stop():
            self.stop_search()


def replace_some(
    facts: Facts, free: list[int], fixed: dict[int, Spot], *, effort: float, seed: int, seconds: float
) -> dict[int, Spot] | None:
    """Places for the free meetings beside the fixed ones at the least price; None when none were found."""
    model = Model(facts, free, fixed)
    add_costs(model)
    solver = new_solver(effort=effort, seed=seed, seconds=seconds)
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return model.read(solver.boolean_value)
