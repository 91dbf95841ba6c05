"""One CP-SAT model for three questions: a first timetable, the repair of a part, the least that any timetable costs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from .evaluate import COMPACTNESS_WEIGHT, DAY_WEIGHT, STABILITY_WEIGHT
from .instance import Instance
from .solution import Lecture


class PlacesModel:
    """Lectures to be placed beside those kept; variables get as a hint the value they had in the timetable before.

    Without rooms only periods are chosen, no more lectures in each than there are rooms; what rooms cost is left out.
    """

    def __init__(
        self,
        instance: Instance,
        demand: Mapping[int, int],
        kept: Iterable[Lecture] = (),
        before: Iterable[Lecture] = (),
        *,
        with_rooms: bool = True,
    ):
        self.instance, self.model = instance, cp_model.CpModel()
        self.demand = demand
        self.before = {(course, period): room for course, room, period in before}
        self.price: list = []
        self.price_before = 0
        self.kept_periods: dict[int, set[int]] = defaultdict(set)
        self.kept_rooms: dict[int, set[int]] = defaultdict(set)
        taken = set()
        for course, room, period in kept:
            self.kept_periods[course].add(period)
            self.kept_rooms[course].add(room)
            taken.add((period, room))
        self.free = [
            [room for room in range(len(instance.rooms)) if (period, room) not in taken]
            for period in range(instance.periods)
        ]
        self._periods()
        if with_rooms:
            self._rooms()
        else:
            self._enough_rooms()
        self._days()
        self._compactness()

    def _bool(self, value: bool) -> cp_model.IntVar:
        variable = self.model.new_bool_var("")
        if self.before:
            self.model.add_hint(variable, bool(value))
        return variable

    def _pay(self, weight: int, variable: cp_model.IntVar, value: int) -> None:
        self.price.append(weight * variable)
        self.price_before += weight * int(value)

    def _periods(self) -> None:
        instance = self.instance
        near: dict[int, set[int]] = {course: {course} for course in self.demand}
        for first, second in instance.conflicts:
            for one, other in ((first, second), (second, first)):
                if one in near:
                    near[one].add(other)
        self.at: dict[tuple[int, int], cp_model.IntVar] = {}
        for course in self.demand:
            closed = set().union(*(self.kept_periods[other] for other in near[course] if other in self.kept_periods))
            for period in range(instance.periods):
                if period not in closed and (course, period) not in instance.unavailable and self.free[period]:
                    self.at[course, period] = self._bool((course, period) in self.before)
            periods = [self.at[course, period] for period in range(instance.periods) if (course, period) in self.at]
            self.model.add(sum(periods) == self.demand[course])
        for group in self._groups():
            for period in range(instance.periods):
                together = [self.at[course, period] for course in group if (course, period) in self.at]
                if len(together) > 1:
                    self.model.add_at_most_one(together)

    def _groups(self) -> list[tuple[int, ...]]:
        """Courses taken out that may never meet at once."""
        groups = {tuple(sorted(set(row.courses) & self.demand.keys())) for row in self.instance.curricula}
        by_teacher = defaultdict(list)
        for course in sorted(self.demand):
            by_teacher[self.instance.courses[course].teacher].append(course)
        groups.update(tuple(courses) for courses in by_teacher.values())
        return sorted(groups)

    def _rooms(self) -> None:
        instance = self.instance
        self.placed_in: dict[tuple[int, int, int], cp_model.IntVar] = {}
        in_place = defaultdict(list)
        by_room = defaultdict(list)
        for (course, period), here in self.at.items():
            choices = []
            for room in self.free[period]:
                was_here = self.before.get((course, period)) == room
                choice = self.placed_in[course, period, room] = self._bool(was_here)
                choices.append(choice)
                in_place[period, room].append(choice)
                by_room[course, room].append(choice)
                excess = instance.courses[course].students - instance.rooms[room].capacity
                if excess > 0:
                    self._pay(excess, choice, was_here)
            self.model.add(sum(choices) == here)
        for choices in in_place.values():
            if len(choices) > 1:
                self.model.add_at_most_one(choices)
        for course in self.demand:
            rooms_before = {room for (other, _period), room in self.before.items() if other == course}
            for room in range(len(instance.rooms)):
                if room not in self.kept_rooms[course] and (course, room) in by_room:
                    uses = self._bool(room in rooms_before)
                    for choice in by_room[course, room]:
                        self.model.add_implication(choice, uses)
                    self._pay(STABILITY_WEIGHT, uses, room in rooms_before)

    def _enough_rooms(self) -> None:
        """No more lectures than rooms; beside a timetable before, no more large ones either than there were or fit."""
        instance = self.instance
        self.placed_in = {}
        capacities = {room.capacity for room in instance.rooms} if self.before else set()
        for places in sorted({-1, *capacities}):
            large = {course for course in self.demand if instance.courses[course].students > places}
            for period, free in enumerate(self.free):
                rooms = sum(instance.rooms[room].capacity > places for room in free)
                taken = sum(course in large for course, at in self.before if at == period)
                here = [self.at[course, period] for course in sorted(large) if (course, period) in self.at]
                if len(here) > max(rooms, taken):
                    self.model.add(sum(here) <= max(rooms, taken))

    def _days(self) -> None:
        instance, per_day = self.instance, self.instance.periods_per_day
        for course in self.demand:
            kept = {period // per_day for period in self.kept_periods[course]}
            wanted = instance.courses[course].min_days - len(kept)
            days_before = {period // per_day for other, period in self.before if other == course} - kept
            if wanted <= 0:
                continue
            taught = []
            for day in sorted(set(range(instance.days)) - kept):
                periods = range(day * per_day, (day + 1) * per_day)
                here = [self.at[course, period] for period in periods if (course, period) in self.at]
                if here:
                    is_taught = self._bool(day in days_before)
                    self.model.add_bool_or([*here, is_taught.negated()])
                    taught.append(is_taught)
            missing = self.model.new_int_var(0, wanted, "")
            missing_before = max(0, wanted - len(days_before))
            if self.before:
                self.model.add_hint(missing, missing_before)
            self.model.add(missing + sum(taught) >= wanted)
            self._pay(DAY_WEIGHT, missing, missing_before)

    def _compactness(self) -> None:
        """Lectures of a curriculum with no other one beside them on the same day; curricula that look alike at once."""
        alike: Counter = Counter()
        for row in self.instance.curricula:
            moving = tuple(sorted(set(row.courses) & self.demand.keys()))
            if moving:
                held = frozenset().union(*(self.kept_periods[course] for course in row.courses))
                alike[moving, tuple(sorted(held))] += 1
        per_day = self.instance.periods_per_day
        for (moving, held), count in sorted(alike.items()):
            lectures = {
                period: [self.at[course, period] for course in moving if (course, period) in self.at]
                for period in range(self.instance.periods)
            }
            before = {*held, *(period for course, period in self.before if course in moving)}
            for period, here in lectures.items():
                sides = ((period - 1, period % per_day > 0), (period + 1, (period + 1) % per_day > 0))
                beside = [other for other, is_same_day in sides if is_same_day]
                if any(other in held for other in beside) or not (period in held or here):
                    continue
                was_alone = period in before and not any(other in before for other in beside)
                alone = self._bool(was_alone)
                around = [lecture for other in beside for lecture in lectures[other]]
                if period in held:
                    self.model.add_bool_or([*around, alone])
                for lecture in here:
                    self.model.add_bool_or([*around, lecture.negated(), alone])
                self._pay(COMPACTNESS_WEIGHT * count, alone, was_alone)

    def placed(self, solver: cp_model.CpSolver) -> list[Lecture]:
        return [
            Lecture(course, room, period)
            for (course, period, room), choice in self.placed_in.items()
            if solver.boolean_value(choice)
        ]
