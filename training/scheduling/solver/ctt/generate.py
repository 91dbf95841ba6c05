"""Instances of our own making, in size and shape like the competition's; each has a timetable without clashes."""

import random
from itertools import combinations

PLACES = (25, 36, 40, 48, 60, 70, 90, 100, 120, 160, 200, 240)


class _Dead(Exception):
    """The timetable kept beside could not be finished: draw anew."""


def generate(
    *, courses: int, rooms: int, days: int = 5, per_day: int = 5, curricula: int, occupancy: float = 0.75, seed: int = 1
) -> str:
    """A ``.ctt`` text; the same seed gives the same one. ``occupancy``: the share of all rooms and periods in use."""
    for attempt in range(200):
        chance = random.Random(f"{seed}-{attempt}")
        try:
            return _generate(chance, courses, rooms, days, per_day, curricula, occupancy, seed)
        except _Dead:
            continue
    raise ValueError("These sizes hardly admit a timetable: ask for fewer curricula or a lower occupancy.")


def _generate(chance, courses: int, rooms: int, days: int, per_day: int, curricula: int, occupancy: float, seed: int):
    periods = days * per_day
    lectures = _lectures(chance, courses, int(occupancy * rooms * periods), min(periods // 2, 8))
    groups = _curricula(chance, courses, curricula, lectures, int(0.8 * periods))
    teachers = [chance.randrange(max(1, int(courses * 0.8))) for _ in range(courses)]
    near: dict[int, set[int]] = {course: set() for course in range(courses)}
    for group in groups:
        for first, second in combinations(group, 2):
            near[first].add(second)
            near[second].add(first)
    for first, second in combinations(range(courses), 2):
        if teachers[first] == teachers[second]:
            near[first].add(second)
            near[second].add(first)
    held = _timetable(chance, lectures, near, rooms, periods)
    capacities = sorted(chance.choice(PLACES) for _ in range(rooms))
    lines = [
        f"Name: generated-{seed}",
        f"Courses: {courses}",
        f"Rooms: {rooms}",
        f"Days: {days}",
        f"Periods_per_day: {per_day}",
        f"Curricula: {len(groups)}",
    ]
    unavailable = [
        (course, period)
        for course in range(courses)
        if chance.random() < 0.5
        for period in sorted(set(range(periods)) - held[course])
        if chance.random() < 0.35
    ]
    lines += [f"Constraints: {len(unavailable)}", "", "COURSES:"]
    for course, count in enumerate(lectures):
        students = int(chance.choice(capacities) * chance.uniform(0.2, 1.0)) + 1
        least = max(1, min(days, count - chance.choice((0, 0, 1))))
        lines.append(f"c{course:04} t{teachers[course]:03} {count} {least} {students}")
    lines += ["", "ROOMS:", *(f"r{room:02}\t{places}" for room, places in enumerate(capacities))]
    lines += ["", "CURRICULA:"]
    for number, group in enumerate(groups):
        lines.append(f"q{number:03}  {len(group)} {' '.join(f'c{course:04}' for course in group)}")
    lines += ["", "UNAVAILABILITY_CONSTRAINTS:"]
    lines += [f"c{course:04} {period // per_day} {period % per_day}" for course, period in unavailable]
    return "\n".join([*lines, "", "END.", ""])


def _lectures(chance, courses: int, total: int, most: int) -> list[int]:
    lectures = [1] * courses
    while sum(lectures) < min(total, courses * most):
        course = chance.randrange(courses)
        if lectures[course] < most and chance.random() < 1 / lectures[course]:
            lectures[course] += 1
    return lectures


def _curricula(chance, courses: int, count: int, lectures: list[int], most: int) -> list[list[int]]:
    """Families of curricula: common courses, and one or two of its own in each."""
    groups: list[list[int]] = []
    start = 0
    while len(groups) < count:
        common = [(start + place) % courses for place in range(chance.randint(2, 4))]
        start += len(common) + 1
        for _ in range(min(chance.randint(1, 5), count - len(groups))):
            own = chance.sample(range(courses), chance.randint(1, 2))
            group = list(dict.fromkeys([*common, *own]))
            while sum(lectures[course] for course in group) > most and len(group) > 1:
                group.pop()
            groups.append(group)
    return groups


def _timetable(chance, lectures: list[int], near: dict[int, set[int]], rooms: int, periods: int) -> list[set[int]]:
    """Periods of each course, the most entangled course first; proof that the instance has a solution."""
    held: list[set[int]] = [set() for _ in lectures]
    taken = [0] * periods
    weight = {course: lectures[course] + sum(lectures[other] for other in near[course]) for course in near}
    for course in sorted(near, key=lambda course: (-weight[course], course)):
        free = [
            period
            for period in range(periods)
            if taken[period] < rooms and not any(period in held[other] for other in near[course])
        ]
        if len(free) < lectures[course]:
            raise _Dead
        free.sort(key=lambda period: (taken[period], chance.random()))
        held[course] = set(free[: lectures[course]])
        for period in held[course]:
            taken[period] += 1
    return held
