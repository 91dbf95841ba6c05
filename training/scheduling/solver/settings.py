"""How CP-SAT is asked: always so that the same question has the same answer, wherever and however fast it runs."""

from ortools.sat.python import cp_model


def new_solver(*, effort: float, seed: int, workers: int = 1, seconds: float | None = None) -> cp_model.CpSolver:
    """``effort``: CP-SAT's deterministic time, about seconds of one idle core; ``seconds`` of the clock come first."""
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = workers > 1
    if seconds is not None:
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    return solver
