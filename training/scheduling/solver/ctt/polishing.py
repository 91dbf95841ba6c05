"""Repairs one after another: which lectures are taken out, and how many, follows from what the last repairs did."""

import random

from .evaluate import evaluate
from .instance import Instance
from .repair import repair
from .solution import Lecture
from .stopping import Stop

KINDS, SHARES = ("courses", "weeks", "periods"), (0.5, 0.35, 0.15)
FIRST_SIZE, SMALLEST = 8.0, 4.0  # courses taken out at once, or periods that hold as much
GROW, SHRINK = 0.25, 0.75
EFFORT = 1.0  # CP-SAT's own measure, about a second
PATIENCE = 60  # repairs without gain before annealing shakes the timetable


class Polisher:
    """One timetable made better by repairs; keeps the best and knows when it is stuck or has proven that it is best."""

    def __init__(self, instance: Instance, lectures: list[Lecture], *, seed: str):
        self.instance, self.chance = instance, random.Random(seed)
        self.near: list[list[int]] = [[] for _ in instance.courses]
        for first, second in sorted(instance.conflicts):
            self.near[first].append(second)
            self.near[second].append(first)
        self.sizes = dict.fromkeys(KINDS, FIRST_SIZE)
        self.best, self.best_cost = lectures, evaluate(instance, lectures).soft
        self.is_proven = False
        self.take(lectures)

    def take(self, lectures: list[Lecture]) -> None:
        """Goes on from another timetable without hard violations."""
        self.lectures, self.cost = lectures, evaluate(self.instance, lectures).soft
        self.without_gain = 0
        self._keep()

    def _keep(self) -> None:
        if self.cost < self.best_cost:
            self.best, self.best_cost = self.lectures, self.cost

    @property
    def is_stuck(self) -> bool:
        return self.without_gain >= PATIENCE

    def step(self, *, seconds: float, stop: Stop) -> None:
        """One repair: of some courses with their rooms, of more courses with periods first, or of some periods."""
        kind = self.chance.choices(KINDS, SHARES)[0]
        out = self._by_period() if kind == "periods" else self._by_course(int(self.sizes[kind]))
        result = repair(
            self.instance,
            self.lectures,
            out,
            seconds=seconds,
            effort=EFFORT,
            seed=self.chance.randrange(1 << 30),
            stop=stop,
            periods_first=kind == "weeks",
        )
        if result.lectures is None:
            self.without_gain += 1
        else:
            self.take(result.lectures)
        if result.is_settled:
            self.sizes[kind] = min(self.sizes[kind] + GROW, float(len(self.instance.courses)))
            self.is_proven = self.is_proven or (kind != "weeks" and len(out) == len(self.lectures))
        else:
            self.sizes[kind] = max(self.sizes[kind] - SHRINK, SMALLEST)

    def _by_course(self, wanted: int) -> list[Lecture]:
        """All lectures of some courses: one that costs something or any, and mostly such as clash with those drawn."""
        everywhere = range(len(self.instance.courses))
        costly = self._costly()
        courses = [
            self.chance.choice(costly) if costly and self.chance.random() < 0.6 else self.chance.choice(everywhere)
        ]
        while len(courses) < min(wanted, len(everywhere)):
            beside = [course for course in self.near[self.chance.choice(courses)] if course not in courses]
            if not beside or self.chance.random() < 0.2:
                beside = [course for course in everywhere if course not in courses]
            courses.append(self.chance.choice(beside))
        return [lecture for lecture in self.lectures if lecture.course in courses]

    def _by_period(self) -> list[Lecture]:
        """All lectures of some periods: rooms and periods are exchanged among them."""
        lectures_a_period = max(1.0, self.instance.lectures / self.instance.periods)
        count = min(self.instance.periods, max(2, round(2.5 * self.sizes["periods"] / lectures_a_period)))
        periods = self.chance.sample(range(self.instance.periods), count)
        return [lecture for lecture in self.lectures if lecture.period in periods]

    def _costly(self) -> list[int]:
        """Courses that take part in what the timetable costs."""
        instance, per_day = self.instance, self.instance.periods_per_day
        periods: dict[int, list[int]] = {}
        rooms: dict[int, set[int]] = {}
        found: set[int] = set()
        for course, room, period in self.lectures:
            periods.setdefault(course, []).append(period)
            rooms.setdefault(course, set()).add(room)
            if instance.courses[course].students > instance.rooms[room].capacity:
                found.add(course)
        for course, held in periods.items():
            if len(rooms[course]) > 1 or len({at // per_day for at in held}) < instance.courses[course].min_days:
                found.add(course)
        for row in instance.curricula:
            taken = {period for course in row.courses for period in periods.get(course, ())}
            for course in row.courses:
                for at in periods.get(course, ()):
                    day = at // per_day
                    if not any(other in taken and other // per_day == day for other in (at - 1, at + 1)):
                        found.add(course)
        return sorted(found)
