"""The tables of one annealing run: what the instance says, as arrays, and one timetable with what is known of it."""

from collections.abc import Sequence

import numpy as np

from .evaluate import COMPACTNESS_WEIGHT, DAY_WEIGHT, STABILITY_WEIGHT
from .instance import Instance
from .solution import Lecture

NOTHING_FOUND = 1 << 40


class Tables:
    """What never changes while one instance is solved; shared by all threads."""

    def __init__(self, instance: Instance):
        self.instance = instance
        courses, rooms, periods = len(instance.courses), len(instance.rooms), instance.periods
        self.course_of = np.repeat(np.arange(courses), [course.lectures for course in instance.courses]).astype(
            np.int32
        )
        self.sizes = np.array([len(self.course_of), rooms, instance.periods_per_day, periods * rooms], dtype=np.int64)
        self.forbidden = np.zeros((courses, periods), dtype=np.int32)
        for course, period in instance.unavailable:
            self.forbidden[course, period] = 1
        self.adjacent = np.eye(courses, dtype=np.int8)
        for first, second in instance.conflicts:
            self.adjacent[first, second] = self.adjacent[second, first] = 1
        self.near_start, self.near = _rows([np.flatnonzero(row).tolist() for row in self.adjacent])
        self.member = np.zeros((courses, len(instance.curricula)), dtype=np.int8)
        for place, curriculum in enumerate(instance.curricula):
            self.member[list(curriculum.courses), place] = 1
        self.of_start, self.of_course = _rows([np.flatnonzero(row).tolist() for row in self.member])
        students = np.array([course.students for course in instance.courses], dtype=np.int32)
        places = np.array([room.capacity for room in instance.rooms], dtype=np.int32)
        self.excess = np.maximum(0, students[:, None] - places[None, :]).astype(np.int32)
        self.wanted_days = np.array([course.min_days for course in instance.courses], dtype=np.int32)
        curricula = self.member.sum(axis=1)
        self.slack = (STABILITY_WEIGHT + DAY_WEIGHT + 3 * COMPACTNESS_WEIGHT * curricula).astype(np.int32)
        self.leaves, self.enters, self.isolated = _days(instance.periods_per_day)

    def arguments(self) -> tuple:
        return (
            self.course_of, self.forbidden, self.adjacent, self.near_start, self.near, self.member, self.of_start,
            self.of_course, self.excess, self.wanted_days, self.slack, self.leaves, self.enters, self.isolated,
        )  # fmt: skip


class Timetable:
    """One complete timetable: every lecture has a place of its own, ``period * rooms + room``."""

    def __init__(self, tables: Tables, place_of: np.ndarray):
        self.tables = tables
        instance = tables.instance
        courses, rooms = len(instance.courses), len(instance.rooms)
        curricula, periods, days = len(instance.curricula), instance.periods, instance.days
        self.place_of = place_of.astype(np.int32)
        self.lecture_at = np.full(periods * rooms, -1, dtype=np.int32)
        self.lecture_at[self.place_of] = np.arange(len(place_of))
        period, room = self.place_of // rooms, self.place_of % rooms
        of_period = np.zeros((courses, periods), dtype=np.int32)
        np.add.at(of_period, (tables.course_of, period), 1)
        crowd = tables.adjacent.astype(np.int32) @ of_period
        self.crowd = (crowd + tables.forbidden).astype(np.int16)
        self.held = np.ascontiguousarray(tables.member.T.astype(np.int32) @ of_period).astype(np.int16)
        bits = 1 << (np.arange(periods) % instance.periods_per_day)
        self.mask = ((self.held > 0) * bits).reshape(curricula, days, -1).sum(axis=2).astype(np.int32)
        self.in_room = np.zeros((courses, rooms), dtype=np.int16)
        np.add.at(self.in_room, (tables.course_of, room), 1)
        self.on_day = of_period.reshape(courses, days, -1).sum(axis=2).astype(np.int32)
        self.days = (self.on_day > 0).sum(axis=1).astype(np.int32)
        same_time = (of_period * crowd).sum() - of_period.sum()
        hard = same_time // 2 + (of_period * tables.forbidden).sum()
        soft = (
            tables.excess[tables.course_of, room].sum()
            + STABILITY_WEIGHT * np.maximum(0, (self.in_room > 0).sum(axis=1) - 1).sum()
            + DAY_WEIGHT * np.maximum(0, tables.wanted_days - self.days).sum()
            + COMPACTNESS_WEIGHT * tables.isolated[self.mask].sum()
        )
        self.cost = np.array([hard, soft, soft if not hard else NOTHING_FOUND, 0], dtype=np.int64)
        self.movers = np.zeros(2 * rooms, dtype=np.int32)
        self.sources = np.zeros(2 * rooms, dtype=np.int32)
        self.seen = np.zeros(len(place_of) + 1, dtype=np.int64)
        self.best_place_of = self.place_of.copy()

    def arguments(self) -> tuple:
        return (
            self.place_of, self.lecture_at, self.crowd, self.held, self.mask, self.in_room, self.on_day,
            self.days, self.movers, self.sources, self.seen, self.cost, self.best_place_of,
        )  # fmt: skip

    def forget(self) -> None:
        """The best found is that which is found from now on."""
        self.cost[2] = NOTHING_FOUND

    def lectures(self) -> list[Lecture]:
        """The best found, where it has no hard violation; else where it stands."""
        places = self.best_place_of if self.cost[2] < NOTHING_FOUND else self.place_of
        rooms = len(self.tables.instance.rooms)
        pairs = zip(self.tables.course_of.tolist(), places.tolist(), strict=True)
        return [Lecture(course, place % rooms, place // rooms) for course, place in pairs]


def _rows(rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    start = np.zeros(len(rows) + 1, dtype=np.int32)
    start[1:] = np.cumsum([len(row) for row in rows])
    return start, np.array([item for row in rows for item in row], dtype=np.int32)


def _days(per_day: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each set of taken periods of a day: how many stand alone, and the change when one leaves or enters."""
    masks = np.arange(1 << per_day)
    isolated = np.zeros(len(masks), dtype=np.int32)
    for hour in range(per_day):
        beside = (masks << 1 | masks >> 1) >> hour & 1
        isolated += ((masks >> hour & 1) & (1 - beside)).astype(np.int32)
    leaves = np.zeros((len(masks), per_day), dtype=np.int8)
    enters = np.zeros((len(masks), per_day), dtype=np.int8)
    for hour in range(per_day):
        leaves[:, hour] = isolated[masks & ~(1 << hour)] - isolated
        enters[:, hour] = isolated[masks | 1 << hour] - isolated
    return leaves, enters, isolated
