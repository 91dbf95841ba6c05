"""Small problems to plan, and every plan there is of them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from training.scheduling.solver import Group, HalfDay, Lecturer, Meeting, Placement, Problem, Room, evaluate

MONDAY = date(2027, 3, 15)
SLOTS = ("morning", "afternoon")
LATER = {"day_min", "placed"}  # what a plan may still mend by placing more


def half_days(days, start=MONDAY):
    return tuple(HalfDay(start + timedelta(days=n), slot) for n in range(days) for slot in SLOTS)


def at(day, slot="morning", start=MONDAY):
    """The key of a half-day: ``day`` days after Monday."""
    return f"{(start + timedelta(days=day)).isoformat()} {slot}"


def small(days=2, rooms=1, lecturers=1, classes=1, meetings=2, **more):
    """Classes whose meetings follow each other; everybody can teach everything."""
    last = MONDAY + timedelta(days=days - 1)
    problem = Problem(
        half_days=half_days(days),
        rooms=tuple(Room(f"R{n}", 60) for n in range(rooms)),
        lecturers=tuple(Lecturer(f"L{n}") for n in range(lecturers)),
        groups=tuple(Group(f"C{n}", 50, MONDAY, last) for n in range(classes)),
        meetings=tuple(Meeting(f"C{c}-{n}", f"C{c}", "m", order=n) for c in range(classes) for n in range(meetings)),
    )
    return replace(problem, **more)


def change(problem, name, key, **fields):
    """The problem with other fields in one of its ``rooms``, ``lecturers``, ``groups`` or ``meetings``."""
    items = tuple(replace(one, **fields) if one.key == key else one for one in getattr(problem, name))
    return replace(problem, **{name: items})


def cheapest(problem):
    """The least cost of all plans that keep the hard rules, by trying them; None when there is none."""
    best = None

    def place(number, placements):
        nonlocal best
        judged = evaluate(problem, placements)
        if {one.rule for one in judged.violations} - LATER:
            return
        if number == len(problem.meetings):
            if not judged.violations:
                best = judged.cost if best is None else min(best, judged.cost)
            return
        meeting = problem.meetings[number]
        rooms = [one.key for one in problem.rooms] if meeting.needs_room else [""]
        lecturers = [one.key for one in problem.lecturers] if meeting.needs_lecturer else [""]
        for half_day, room, lecturer in product(problem.half_days, rooms, lecturers):
            spot = Placement(half_day.key, room, lecturer)
            lock = meeting.locked
            if lock is None or all(not getattr(lock, f) or getattr(lock, f) == getattr(spot, f) for f in LOCKED):
                place(number + 1, placements | {meeting.key: spot})

    place(0, {})
    return best


LOCKED = ("half_day", "room", "lecturer")
