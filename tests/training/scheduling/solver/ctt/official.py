"""A second reckoning of a solution, written from the competition's rules and sharing nothing with the product's.

``python -m tests.training.scheduling.solver.ctt.official FILE.ctt FILE.sol`` prints what it finds.
"""

import json
import sys
from pathlib import Path


def check(instance: str, solution: str) -> dict[str, int]:
    words = iter(instance.split())
    head = {}
    for _ in range(7):
        name = next(words).rstrip(":")
        head[name] = next(words)
    days, per_day = int(head["Days"]), int(head["Periods_per_day"])
    assert next(words) == "COURSES:"
    courses = [[next(words) for _ in range(5)] for _ in range(int(head["Courses"]))]
    assert next(words) == "ROOMS:"
    rooms = {next(words): int(next(words)) for _ in range(int(head["Rooms"]))}
    assert next(words) == "CURRICULA:"
    curricula = []
    for _ in range(int(head["Curricula"])):
        next(words)
        curricula.append([next(words) for _ in range(int(next(words)))])
    assert next(words) == "UNAVAILABILITY_CONSTRAINTS:"
    closed = [(next(words), int(next(words)), int(next(words))) for _ in range(int(head["Constraints"]))]
    assert next(words) == "END."

    # table[course][day][hour] is a room or None
    table = {course[0]: [[None] * per_day for _ in range(days)] for course in courses}
    for line in solution.splitlines():
        if line.strip():
            code, room, day, hour = line.split()
            assert room in rooms
            if table[code][int(day)][int(hour)] is None:
                table[code][int(day)][int(hour)] = room

    found = dict.fromkeys(
        ("lectures", "conflicts", "availability", "room_occupation",
         "room_capacity", "min_working_days", "curriculum_compactness", "room_stability"), 0
    )  # fmt: skip
    for code, _teacher, count, least, students in courses:
        used = [room for day in table[code] for room in day if room is not None]
        found["lectures"] += abs(int(count) - len(used))
        found["room_capacity"] += sum(max(int(students) - rooms[room], 0) for room in used)
        found["room_stability"] += len(set(used)) - 1 if used else 0
        taught = sum(any(room is not None for room in day) for day in table[code])
        found["min_working_days"] += 5 * (int(least) - taught if taught < int(least) else 0)
    for code, day, hour in closed:
        found["availability"] += table[code][day][hour] is not None
    for day in range(days):
        for hour in range(per_day):
            now = [course for course in courses if table[course[0]][day][hour] is not None]
            for place, first in enumerate(now):
                for second in now[place + 1 :]:
                    together = any(first[0] in group and second[0] in group for group in curricula)
                    found["conflicts"] += first[1] == second[1] or together
            for room in rooms:
                found["room_occupation"] += max(0, sum(table[c[0]][day][hour] == room for c in now) - 1)
            for group in curricula:
                here, before, after = (
                    sum(0 <= at < per_day and table[code][day][at] is not None for code in group)
                    for at in (hour, hour - 1, hour + 1)
                )
                if here and not before and not after:
                    found["curriculum_compactness"] += 2 * here
    return found


def main(instance: str, solution: str) -> None:
    found = check(Path(instance).read_text(), Path(solution).read_text())
    values = list(found.values())
    print(json.dumps({"hard": sum(values[:4]), "soft": sum(values[4:]), **found}, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
