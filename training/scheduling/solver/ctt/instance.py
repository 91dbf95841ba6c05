"""Instances of curriculum-based course timetabling in the form of the competition ITC-2007, track 3 (``.ctt``)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

from .errors import BadInstance

HEADER = ("Name", "Courses", "Rooms", "Days", "Periods_per_day", "Curricula", "Constraints")
SECTIONS = ("COURSES", "ROOMS", "CURRICULA", "UNAVAILABILITY_CONSTRAINTS")
LARGEST_DAY = 16  # periods of a day are kept as the bits of a small number
COMMENT = re.compile(r"^(#|//|;|%)")


@dataclass(frozen=True)
class Course:
    code: str
    teacher: str
    lectures: int
    min_days: int
    students: int


@dataclass(frozen=True)
class Room:
    code: str
    capacity: int


@dataclass(frozen=True)
class Curriculum:
    code: str
    courses: tuple[int, ...]


@dataclass(frozen=True)
class Instance:
    """Courses and rooms are known by their place in the lists, a period by ``day * periods_per_day + hour``."""

    name: str
    days: int
    periods_per_day: int
    courses: tuple[Course, ...]
    rooms: tuple[Room, ...]
    curricula: tuple[Curriculum, ...]
    unavailable: frozenset[tuple[int, int]]  # course, period

    @property
    def periods(self) -> int:
        return self.days * self.periods_per_day

    @property
    def lectures(self) -> int:
        return sum(course.lectures for course in self.courses)

    @cached_property
    def conflicts(self) -> frozenset[tuple[int, int]]:
        """Pairs of courses, the smaller first, that may never meet at once: one teacher, or one curriculum for both."""
        pairs = {
            (first, second)
            for first, second in combinations(range(len(self.courses)), 2)
            if self.courses[first].teacher == self.courses[second].teacher
        }
        for curriculum in self.curricula:
            pairs.update(combinations(sorted(set(curriculum.courses)), 2))
        return frozenset(pairs)


def read_instance(path: Path) -> Instance:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="latin-1")
    except OSError as error:
        raise BadInstance(f"{path} cannot be read: {error.strerror}.") from error
    return parse_instance(text)


def parse_instance(text: str) -> Instance:
    """Blank lines, comments, any end of line and any order of the sections are taken; wrong counts are refused."""
    return _Reader(text).instance()


class _Reader:
    def __init__(self, text: str):
        lines = enumerate(text.splitlines(), start=1)
        self.rows = [
            (number, line.split()) for number, line in lines if line.strip() and not COMMENT.match(line.strip())
        ]
        if not self.rows:
            raise BadInstance("The file is empty.")
        self.header: dict[str, str] = {}
        self.sections: dict[str, list[tuple[int, list[str]]]] = {}
        self._divide()

    def _divide(self) -> None:
        section = None
        for number, words in self.rows:
            first = words[0].rstrip(":")
            if first.rstrip(".").upper() == "END" and len(words) == 1:
                break
            if first in SECTIONS and len(words) == 1:
                if first in self.sections:
                    raise BadInstance(f"Line {number}: the section {first} begins a second time.")
                section = self.sections[first] = []
            elif section is not None:
                section.append((number, words))
            else:
                self._header_line(number, words)
        for name in HEADER:
            if name not in self.header:
                raise BadInstance(f"The line “{name}:” is missing at the head of the file.")
        for name in SECTIONS:
            if name not in self.sections:
                raise BadInstance(f"The section {name} is missing.")

    def _header_line(self, number: int, words: list[str]) -> None:
        name, colon, value = " ".join(words).partition(":")
        if not colon or name.strip() not in HEADER:
            raise BadInstance(f"Line {number}: “{' '.join(words)}” belongs neither to the head nor to a section.")
        self.header[name.strip()] = value.strip()
        if name.strip() != "Name":
            self._number(number, value.strip(), name.strip(), least=0)

    @staticmethod
    def _number(line: int, text: str, what: str, least: int = 0, below: int | None = None) -> int:
        if not text.isascii() or not text.isdigit():
            raise BadInstance(f"Line {line}: {what} must be a whole number, not “{text}”.")
        if int(text) < least:
            raise BadInstance(f"Line {line}: {what} must be at least {least}, not {text}.")
        if below is not None and int(text) >= below:
            raise BadInstance(f"Line {line}: {what} must be below {below}, not {text}.")
        return int(text)

    def _rows(self, section: str, announced: str) -> Iterator[tuple[int, list[str]]]:
        rows, count = self.sections[section], int(self.header[announced])
        if len(rows) != count:
            where = f" The last one stands on line {rows[-1][0]}." if rows else ""
            raise BadInstance(f"“{announced}: {count}” is announced, {section} has {len(rows)} lines.{where}")
        yield from rows

    def instance(self) -> Instance:
        days, per_day = int(self.header["Days"]), int(self.header["Periods_per_day"])
        if not days or not per_day or per_day > LARGEST_DAY:
            raise BadInstance(
                f"A week needs at least one day of 1 to {LARGEST_DAY} periods, not {days} days of {per_day}."
            )
        courses = list(self._courses(days, days * per_day))
        rooms = list(self._rooms())
        places = {course.code: place for place, course in enumerate(courses)}
        instance = Instance(
            name=self.header["Name"],
            days=days,
            periods_per_day=per_day,
            courses=tuple(courses),
            rooms=tuple(rooms),
            curricula=tuple(self._curricula(places)),
            unavailable=frozenset(self._unavailable(places, days, per_day)),
        )
        if instance.lectures > len(rooms) * instance.periods:
            raise BadInstance(
                f"{instance.lectures} lectures do not fit into {len(rooms)} rooms of {instance.periods} periods each."
            )
        return instance

    def _courses(self, days: int, periods: int) -> Iterator[Course]:
        seen: set[str] = set()
        for number, words in self._rows("COURSES", "Courses"):
            if len(words) != 5:
                raise BadInstance(f"Line {number}: a course has 5 fields (code, teacher, lectures, days, students).")
            self._once(number, words[0], "course", seen)
            yield Course(
                code=words[0],
                teacher=words[1],
                lectures=self._number(number, words[2], "the number of lectures", below=periods + 1),
                min_days=self._number(number, words[3], "the number of working days", below=days + 1),
                students=self._number(number, words[4], "the number of students"),
            )

    def _rooms(self) -> Iterator[Room]:
        seen: set[str] = set()
        for number, words in self._rows("ROOMS", "Rooms"):
            if len(words) != 2:
                raise BadInstance(f"Line {number}: a room has 2 fields (code, places).")
            self._once(number, words[0], "room", seen)
            yield Room(words[0], self._number(number, words[1], "the number of places"))

    def _curricula(self, places: dict[str, int]) -> Iterator[Curriculum]:
        seen: set[str] = set()
        for number, words in self._rows("CURRICULA", "Curricula"):
            if len(words) < 2:
                raise BadInstance(f"Line {number}: a curriculum has a code, a number and its courses.")
            self._once(number, words[0], "curriculum", seen)
            count = self._number(number, words[1], "the number of courses")
            if count != len(words) - 2:
                raise BadInstance(
                    f"Line {number}: curriculum {words[0]} announces {count} courses and names {len(words) - 2}."
                )
            courses = [self._course(number, code, places) for code in words[2:]]
            yield Curriculum(words[0], tuple(dict.fromkeys(courses)))

    def _unavailable(self, places: dict[str, int], days: int, per_day: int) -> Iterator[tuple[int, int]]:
        for number, words in self._rows("UNAVAILABILITY_CONSTRAINTS", "Constraints"):
            if len(words) != 3:
                raise BadInstance(f"Line {number}: an unavailability has 3 fields (course, day, period).")
            course = self._course(number, words[0], places)
            day = self._number(number, words[1], "the day", below=days)
            yield course, day * per_day + self._number(number, words[2], "the period", below=per_day)

    @staticmethod
    def _course(number: int, code: str, places: dict[str, int]) -> int:
        if code not in places:
            raise BadInstance(f"Line {number}: there is no course {code}.")
        return places[code]

    @staticmethod
    def _once(number: int, code: str, what: str, seen: set[str]) -> None:
        if code in seen:
            raise BadInstance(f"Line {number}: the {what} {code} stands there a second time.")
        seen.add(code)
