"""One word stops every search that runs, in whichever thread."""

from ortools.sat.python import cp_model


class Stop:
    """CP-SAT searches pass through here. A search may be about to begin when ``set`` is called: call it again later."""

    def __init__(self) -> None:
        self.is_set = False
        self._running: list[cp_model.CpSolver] = []

    def set(self) -> None:
        self.is_set = True
        for solver in list(self._running):
            solver.stop_search()

    def solve(self, solver: cp_model.CpSolver, model: cp_model.CpModel):
        if self.is_set:
            return cp_model.UNKNOWN
        self._running.append(solver)
        try:
            return solver.solve(model)
        finally:
            self._running.remove(solver)
