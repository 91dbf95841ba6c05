"""Solutions in the form of the competition: one line ``course room day period`` for each lecture."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .errors import BadSolution
from .instance import Instance


class Lecture(NamedTuple):
    """Where one lecture of a course is held; all three are places in the instance's lists."""

    course: int
    room: int
    period: int


def read_solution(path: Path, instance: Instance) -> list[Lecture]:
    return parse_solution(path.read_text(encoding="utf-8-sig"), instance)


def parse_solution(text: str, instance: Instance) -> list[Lecture]:
    """As in the competition, a second lecture of a course at the same time is skipped: it is then missing."""
    courses = {course.code: place for place, course in enumerate(instance.courses)}
    rooms = {room.code: place for place, room in enumerate(instance.rooms)}
    lectures: dict[tuple[int, int], Lecture] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        if len(words) != 4:
            raise BadSolution(f"Line {number}: a lecture has 4 fields (course, room, day, period).")
        code, room, *when = words
        if code not in courses:
            raise BadSolution(f"Line {number}: there is no course {code}.")
        if room not in rooms:
            raise BadSolution(f"Line {number}: there is no room {room}.")
        if not all(word.isascii() and word.isdigit() for word in when):
            raise BadSolution(f"Line {number}: day and period must be whole numbers.")
        day, hour = int(when[0]), int(when[1])
        if day >= instance.days or hour >= instance.periods_per_day:
            raise BadSolution(f"Line {number}: there is no period {hour} on a day {day}.")
        lecture = Lecture(courses[code], rooms[room], day * instance.periods_per_day + hour)
        lectures.setdefault((lecture.course, lecture.period), lecture)
    return list(lectures.values())


def format_solution(lectures: Iterable[Lecture], instance: Instance) -> str:
    lines = []
    for lecture in sorted(lectures, key=lambda lecture: (lecture.course, lecture.period)):
        day, hour = divmod(lecture.period, instance.periods_per_day)
        lines.append(f"{instance.courses[lecture.course].code} {instance.rooms[lecture.room].code} {day} {hour}\n")
    return "".join(lines)


def write_solution(path: Path, lectures: Iterable[Lecture], instance: Instance) -> None:
    """The file is whole or is not there: written beside its place, then put there in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(format_solution(lectures, instance))
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
