"""Large neighbourhoods: some lectures are taken out of a timetable and CP-SAT puts them back at a lower cost."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from ortools.sat.python import cp_model

from .instance import Instance
from .model import PlacesModel
from .solution import Lecture
from .stopping import Stop

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


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
    periods_first: bool = False,
) -> Repair:
    """The lectures not taken out stay where they are; the timetable has no hard violation, before and after.

    With ``periods_first`` rooms are found when periods are chosen: more lectures can be taken out at once, but a better
    week is lost where its rooms cost more than it saves. ``effort`` is CP-SAT's own measure, the same on every machine.
    """
    out = set(taken_out)
    kept = [lecture for lecture in lectures if lecture not in out]
    demand = Counter(lecture.course for lecture in out)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = effort
    solver.parameters.random_seed = seed
    held = None
    if periods_first:
        weeks = PlacesModel(instance, demand, kept, sorted(out), with_rooms=False)
        weeks.model.add(sum(weeks.price) <= weeks.price_before - 1)
        weeks.model.minimize(sum(weeks.price))
        status = stop.solve(solver, weeks.model)
        if status not in FOUND:
            return Repair(None, is_settled=status == cp_model.INFEASIBLE)
        held = [key for key, here in weeks.at.items() if solver.boolean_value(here)]
    places = PlacesModel(instance, demand, kept, sorted(out))
    places.model.add(sum(places.price) <= places.price_before - 1)
    places.model.minimize(sum(places.price))
    for key in held or ():
        places.model.add(places.at[key] == 1)
    settled = status == cp_model.OPTIMAL if periods_first else True
    status = stop.solve(solver, places.model)
    cheaper = sorted(kept + places.placed(solver)) if status in FOUND else None
    return Repair(cheaper, is_settled=settled and status in (cp_model.OPTIMAL, cp_model.INFEASIBLE))
