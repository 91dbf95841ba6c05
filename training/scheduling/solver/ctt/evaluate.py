"""What a solution costs, by component, counted from its lectures alone in the way of the competition's validator."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from .instance import Instance
from .solution import Lecture

DAY_WEIGHT, COMPACTNESS_WEIGHT, STABILITY_WEIGHT = 5, 2, 1


@dataclass(frozen=True)
class Cost:
    """Hard violations are counted; soft components carry their weights."""

    lectures: int
    conflicts: int
    availability: int
    room_occupation: int
    room_capacity: int
    min_working_days: int
    curriculum_compactness: int
    room_stability: int

    @property
    def hard(self) -> int:
        return self.lectures + self.conflicts + self.availability + self.room_occupation

    @property
    def soft(self) -> int:
        return self.room_capacity + self.min_working_days + self.curriculum_compactness + self.room_stability

    def components(self) -> dict[str, int]:
        return asdict(self)


def evaluate(instance: Instance, lectures: Iterable[Lecture]) -> Cost:
    room_of: dict[tuple[int, int], int] = {}
    for course, room, period in lectures:
        room_of.setdefault((course, period), room)
    periods_of: dict[int, set[int]] = defaultdict(set)
    rooms_of: dict[int, set[int]] = defaultdict(set)
    for (course, period), room in room_of.items():
        periods_of[course].add(period)
        rooms_of[course].add(room)
    occupied = Counter((room, period) for (_course, period), room in room_of.items())
    courses = list(enumerate(instance.courses))
    return Cost(
        lectures=sum(abs(course.lectures - len(periods_of[place])) for place, course in courses),
        conflicts=sum(len(periods_of[first] & periods_of[second]) for first, second in instance.conflicts),
        availability=sum(place in instance.unavailable for place in room_of),
        room_occupation=sum(count - 1 for count in occupied.values()),
        room_capacity=sum(
            max(0, instance.courses[course].students - instance.rooms[room].capacity)
            for (course, _period), room in room_of.items()
        ),
        min_working_days=DAY_WEIGHT
        * sum(
            max(0, course.min_days - len({period // instance.periods_per_day for period in periods_of[place]}))
            for place, course in courses
        ),
        curriculum_compactness=COMPACTNESS_WEIGHT
        * sum(_isolated(instance, [periods_of[course] for course in row.courses]) for row in instance.curricula),
        room_stability=STABILITY_WEIGHT * sum(max(0, len(rooms) - 1) for rooms in rooms_of.values()),
    )


def _isolated(instance: Instance, timetables: list[set[int]]) -> int:
    """Lectures of a curriculum with no other one of it just before or after them on the same day."""
    held = Counter(period for periods in timetables for period in periods)
    per_day = instance.periods_per_day
    return sum(
        count
        for period, count in held.items()
        if not (period % per_day > 0 and period - 1 in held)
        and not (period % per_day < per_day - 1 and period + 1 in held)
    )
