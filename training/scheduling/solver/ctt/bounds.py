"""What no timetable can undercut, and a first timetable without clashes where annealing alone does not find one."""

import math
from collections import defaultdict

from ortools.sat.python import cp_model

from .evaluate import STABILITY_WEIGHT
from .instance import Instance
from .model import PlacesModel
from .solution import Lecture
from .stopping import Stop


def room_bound(instance: Instance, *, effort: float, stop: Stop) -> int:
    """Least cost of capacity and stability: each room takes one lecture a period, whenever that may be."""
    model = cp_model.CpModel()
    price: list = []
    in_room = defaultdict(list)
    for course in instance.courses:
        counts = []
        for place, room in enumerate(instance.rooms):
            count = model.new_int_var(0, course.lectures, "")
            uses = model.new_bool_var("")
            model.add(count <= course.lectures * uses)
            counts.append(count)
            in_room[place].append(count)
            price.append(STABILITY_WEIGHT * uses + max(0, course.students - room.capacity) * count)
        if course.lectures:
            model.add(sum(counts) == course.lectures)
            price.append(-STABILITY_WEIGHT)
    for counts in in_room.values():
        model.add(sum(counts) <= instance.periods)
    model.minimize(sum(price))
    return _least(model, effort, stop)


def period_bound(instance: Instance, *, effort: float, stop: Stop) -> int:
    """Least cost of working days and compactness, with as many rooms as there are but whichever."""
    places = _periods_only(instance)
    places.model.minimize(sum(places.price))
    return _least(places.model, effort, stop)


def first_timetable(
    instance: Instance, *, effort: float, seed: int, stop: Stop, seconds: float | None = None
) -> list[Lecture] | None:
    places = _periods_only(instance)
    solver = _solver(effort)
    solver.parameters.random_seed = seed
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    if stop.solve(solver, places.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    free = {period: list(range(len(instance.rooms))) for period in range(instance.periods)}
    held = [key for key, here in places.at.items() if solver.boolean_value(here)]
    return [Lecture(course, free[period].pop(), period) for course, period in held]


def _periods_only(instance: Instance) -> PlacesModel:
    demand = {place: course.lectures for place, course in enumerate(instance.courses)}
    return PlacesModel(instance, demand, with_rooms=False)


def _least(model: cp_model.CpModel, effort: float, stop: Stop) -> int:
    solver = _solver(effort)
    status = stop.solve(solver, model)
    if stop.is_set or status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        return 0  # nothing was learned, or there is no timetable at all
    return max(0, math.ceil(solver.best_objective_bound - 1e-6))


def _solver(effort: float) -> cp_model.CpSolver:
    """``effort`` is CP-SAT's own measure, about a second and the same on every machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    return solver
