"""Years to plan, from a handful of classes to four times the City, by seed; each has a plan, for it is made around one.

The City's year (``scale`` 1): 60 classes of 25 half-days with 50 seats each, 45 lecturers, 14 rooms, the secretary and
the chairman of each of 126 units spread over the classes, 30 days of duty.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from .problem import CoverSet, Duty, Group, HalfDay, Lecturer, Meeting, Person, Placement, Problem, Room, half_day_key

SLOTS = ("morning", "afternoon")
YEAR = 2027
FIRST, LAST = date(YEAR, 2, 22), date(YEAR, 11, 26)  # between Tết and the reports of the year
HOLIDAYS = {
    date(YEAR, 4, 16): "Giỗ Tổ Hùng Vương",
    date(YEAR, 4, 30): "Ngày Chiến thắng",
    date(YEAR, 9, 2): "Quốc khánh",
}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    classes: int = 60
    meetings: int = 25
    lecturers: int = 45
    rooms: int = 14
    units: int = 126
    duties: int = 30
    window_days: int = 22

    @classmethod
    def scaled(cls, scale: float) -> "Size":
        """The City's year, so many times."""
        city = cls()
        return cls(
            classes=max(2, round(city.classes * scale)),
            lecturers=max(3, round(city.lecturers * scale)),
            rooms=max(3, round(city.rooms * scale)),
            units=max(3, round(city.units * scale)),
            duties=max(3, round(city.duties * scale)),
        )


@dataclass
class Draft:
    """The plan the year is made around."""

    placements: dict[str, Placement] = field(default_factory=dict)
    days: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    taken: set[tuple[str, str]] = field(default_factory=set)  # (room or lecturer, half-day)
    load: Counter[str] = field(default_factory=Counter)


def city_year(scale: float = 1, seed: int = 1) -> Problem:
    return generate(Size.scaled(scale), seed)[0]


def generate(size: Size, seed: int = 1) -> tuple[Problem, dict[str, Placement]]:
    """A problem, and a plan of it that keeps every hard rule."""
    random = Random(seed)
    calendar = _calendar()
    days = [one.date for one in calendar if one.slot == "morning" and not one.closed]
    rooms = _rooms(size)
    lecturers, teaches = _lecturers(size, random)
    groups = [_group(number, size, days, random) for number in range(size.classes)]
    draft = Draft()
    meetings = [one for group in groups for one in _place(group, size, days, rooms, teaches, draft, random)]
    cover = _cover(size, groups, draft, random)
    problem = Problem(
        half_days=tuple(calendar),
        rooms=tuple(rooms),
        lecturers=tuple(_with_days_away(one, days, draft, random) for one in lecturers),
        groups=tuple(groups),
        meetings=tuple(meetings),
        people=tuple(leader for one in cover for leader in one.leaders if len(leader.groups) > 1),
        cover=tuple(cover),
        duties=tuple(_duties(size, cover, days, draft, random)),
    )
    return problem, draft.placements


def published(problem: Problem, placements: dict[str, Placement]) -> Problem:
    """The same problem after the plan was published."""
    return replace(problem, meetings=tuple(replace(one, published=placements[one.key]) for one in problem.meetings))


def _calendar() -> list[HalfDay]:
    found, day = [], FIRST
    while day <= LAST:
        closed = "holiday" if day in HOLIDAYS else "weekend" if day.weekday() > 4 else ""
        found += [HalfDay(day, slot, closed, HOLIDAYS.get(day, "")) for slot in SLOTS]
        day += ONE_DAY
    return found


def _rooms(size: Size) -> list[Room]:
    """Of each seven rooms one hall, five classrooms and one with computers."""
    kinds = ("classroom", "computer", "classroom", "hall", "classroom", "classroom", "classroom")
    seats = {"hall": 120, "classroom": 60, "computer": 50}
    return [Room(f"R{n + 1:02}", seats[kinds[n % 7]], kinds[n % 7], "school") for n in range(size.rooms)]


def _lecturers(size: Size, random: Random) -> tuple[list[Lecturer], dict[str, list[str]]]:
    """Lecturers, and who teaches each module: three of a faculty share its modules."""
    modules = [f"T{n + 1:02}" for n in range(max(size.lecturers * 2 // 3, 3))]
    teaches: dict[str, list[str]] = {module: [] for module in modules}
    found = []
    for n in range(size.lecturers):
        own = sorted(
            {modules[(n * 2 // 3 + step) % len(modules)] for step in (0, 1, 2, random.randrange(len(modules)))}
        )
        key = f"L{n + 1:02}"
        for module in own:
            teaches[module].append(key)
        found.append(Lecturer(key, tuple(own), most_week=24, most_month=64, most_year=400))
    return found, {module: who for module, who in teaches.items() if who}


def _group(number: int, size: Size, days: list[date], random: Random) -> Group:
    """A class whose window lies at its even share of the year."""
    room_for = len(days) - size.window_days
    first = round(number * room_for / max(size.classes - 1, 1)) + random.randint(-4, 4)
    first = min(max(first, 0), room_for)
    return Group(f"C{number + 1:03}", 50, days[first], days[first + size.window_days - 1], day_min=4, place="school")


def _place(group, size, days, rooms, teaches, draft, random) -> list[Meeting]:
    """The meetings of a class, module by module, and the days the drafted plan gives them."""
    modules = random.sample(sorted(teaches), min(9, len(teaches)))
    names = sorted(modules[n % len(modules)] for n in range(size.meetings))
    inside = [day for day in days if group.first <= day <= group.last]
    begin = random.randint(0, max(len(inside) - size.meetings * 2 // 3, 0))
    half_days = [half_day_key(day, slot) for day in inside[begin:] + inside[:begin] for slot in SLOTS]
    half_days = [key for key in half_days if key >= half_day_key(inside[begin], "")]
    made, n = [], 0
    for key in sorted(half_days, key=_in_time):
        if n == size.meetings:
            break
        one = _meeting(group, names[n], n, key, rooms, teaches, draft)
        if one is not None:
            made.append(one)
            n += 1
    if n < size.meetings:
        raise ValueError(f"The drafted plan has no place for meeting {n} of {group.key}.")
    return made


def _in_time(key: str) -> tuple[str, int]:
    day, slot = key.split()
    return day, SLOTS.index(slot)


def _meeting(group, module, n, key, rooms, teaches, draft) -> Meeting | None:
    computers = module.endswith(("3", "8"))
    kinds = ("computer",) if computers else ("classroom", "hall")
    room = next((one.key for one in rooms if one.kind in kinds and (one.key, key) not in draft.taken), "")
    free = [who for who in teaches[module] if (who, key) not in draft.taken]
    if not room or not free:
        return None
    lecturer = min(free, key=lambda who: draft.load[who])
    draft.load[lecturer] += 1
    draft.taken |= {(room, key), (lecturer, key)}
    meeting = Meeting(f"{group.key}-{n + 1:02}", group.key, module, order=n, kinds=kinds)
    draft.placements[meeting.key] = Placement(key, room, lecturer)
    draft.days[group.key].add(date.fromisoformat(key.split()[0]))
    return meeting


def _cover(size: Size, groups: list[Group], draft: Draft, random: Random) -> list[CoverSet]:
    """Each leader in one class, every sixth in two; half of the pairs in classes whose windows meet."""
    found = []
    for number in range(size.units):
        unit = f"U{number + 1:03}"
        wants_near = number % 2 == 0
        for _attempt in range(200):
            one, other, third = random.sample(groups, 3) if len(groups) > 2 else (*groups, None)
            near = one.first <= other.last and other.first <= one.last
            if near != wants_near or draft.days[one.key] & draft.days[other.key]:
                continue
            sits = [one.key]
            if third and number % 6 == 0 and not draft.days[third.key] & (draft.days[one.key] | draft.days[other.key]):
                sits.append(third.key)
            leaders = Person(f"{unit}-secretary", tuple(sits)), Person(f"{unit}-chairman", (other.key,))
            found.append(CoverSet(unit, leaders))
            break
    return found


def _with_days_away(lecturer: Lecturer, days: list[date], draft: Draft, random: Random) -> Lecturer:
    """Away on up to twelve days, never in a half-day of the drafted plan; not fond of some half-days of the week."""
    off = random.sample(days, min(12, len(days)))
    away = [half_day_key(day, slot) for day in sorted(off) for slot in SLOTS]
    disliked = {(random.randrange(5), random.choice(SLOTS)) for _n in range(3)}
    return replace(
        lecturer,
        away=tuple(key for key in away if (lecturer.key, key) not in draft.taken),
        dislikes=tuple(
            (half_day_key(day, slot), random.randint(1, 3))
            for day in days
            for slot in SLOTS
            if (day.weekday(), slot) in disliked
        ),
    )


def _duties(size: Size, cover: list[CoverSet], days: list[date], draft: Draft, random: Random) -> list[Duty]:
    """Days of duty of single units, and some of the whole City on days without a meeting in the drafted plan."""
    used = {day for of_class in draft.days.values() for day in of_class}
    quiet = [day for day in days if day not in used]
    found = []
    for number in range(size.duties):
        city = number % 5 == 0
        unit = random.choice(cover) if cover else None
        groups = () if city or unit is None else tuple(sorted({key for one in unit.leaders for key in one.groups}))
        free = (
            quiet
            if city or unit is None
            else [day for day in days if not any(day in draft.days[key] for key in groups)]
        )
        if free:
            day = random.choice(free)
            keys = tuple(half_day_key(day, slot) for slot in SLOTS)
            found.append(Duty(f"D{number + 1:02}", keys, groups, unit.unit if groups else ""))
    return found
