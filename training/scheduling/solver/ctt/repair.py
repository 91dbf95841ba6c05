"""Large neighbourhoods: some lectures are taken out of a timetable and CP-SAT puts them back at a lower cost."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from ortools.sat.python import cp_model

from .instance import Instance
from .model import PlacesModel
from .solution import Lecture
from .stopping import Stop


@dataclass(frozen=True)
class Repair:
    """``lectures``: the cheaper timetable, or none. ``is_settled``: the best way to put the lectures back is known."""

    lectures: list[Lecture] | None
    is_settled: bool


def repair(
    instance: Instance,
    lectures: Collection[Lecture],
    taken_out: Collection[Lecture],
    *,
    seconds: float,
    effort: float,
    seed: int,
    stop: Stop,
) -> Repair:
    """The lectures not taken out stay where they are; the timetable has no hard violation, before and after.

    ``effort`` is CP-SAT's own measure of time, the same on every machine.
    """
    out = set(taken_out)
    kept = [lecture for lecture in lectures if lecture not in out]
    places = PlacesModel(instance, Counter(lecture.course for lecture in out), kept, sorted(out))
    places.model.add(sum(places.price) <= places.price_before - 1)
    places.model.minimize(sum(places.price))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = effort
    solver.parameters.random_seed = seed
    status = stop.solve(solver, places.model)
    cheaper = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        cheaper = sorted(kept + places.placed(solver))
    return Repair(cheaper, is_settled=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE))
