"""The geometry of small pictures: numbers in, coordinates out, as strings ready for SVG attributes.

Coordinates are formatted here, because templates would write 12.5 as 12,5 in Vietnamese.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with at most one decimal: 12, 12.5."""
    return f"{value:.1f}".removesuffix(".0")


def path(points: Sequence[Point], closed: bool = False) -> str:
    """The ``d`` of a path through the points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


def spark(values: Sequence[float | None], width: float = 112, height: float = 32, pad: float = 4) -> list[Point]:
    """Points of a line through the values that are known, oldest left; a single value lies in the middle."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if not known:
        return []
    low, high = min(v for _, v in known), max(v for _, v in known)
    step = (width - 2 * pad) / max(len(values) - 1, 1)
    span = high - low

    def y(value: float) -> float:
        share = (value - low) / span if span else 0.5
        return height - pad - share * (height - 2 * pad)

    return [(pad + index * step, y(value)) for index, value in known]


def shares(values: Sequence[float], whole: float = 100) -> list[tuple[str, str]]:
    """For each value its start and width on a bar ``whole`` long."""
    total = sum(values) or 1
    spans, start = [], 0.0
    for value in values:
        width = value / total * whole
        spans.append((number(start), number(width)))
        start += width
    return spans


@dataclass(frozen=True)
class Radar:
    """A web of axes around a centre; the first axis points up, the rest follow clockwise."""

    axes: int
    top: float = 5
    centre: float = 130
    radius: float = 96

    def at(self, axis: int, value: float) -> Point:
        angle = 2 * pi * axis / self.axes - pi / 2
        reach = self.radius * value / self.top
        return self.centre + reach * cos(angle), self.centre + reach * sin(angle)

    def ring(self, value: float) -> str:
        return path([self.at(axis, value) for axis in range(self.axes)], closed=True)

    def shape(self, values: Sequence[float | None]) -> str:
        """The outline of one series; an axis without a value is left out of it."""
        points = [self.at(axis, value) for axis, value in enumerate(values) if value is not None]
        return path(points, closed=True) if points else ""

    def label(self, axis: int) -> tuple[str, str, str]:
        """Where an axis's label stands (x, y) and on which side of that point it lies."""
        x, y = self.at(axis, self.top * 1.14)
        side = "middle" if abs(x - self.centre) < 8 else "start" if x > self.centre else "end"
        return number(x), number(y + 4), side


@dataclass(frozen=True)
class Growth:
    """Levels over the months of a term: ``last`` months wide, ``top`` levels high."""

    last: int
    top: int = 5
    width: float = 150
    height: float = 64
    pad: float = 8

    def at(self, month: int, level: float) -> Point:
        x = self.pad + (self.width - 2 * self.pad) * min(month, self.last) / max(self.last, 1)
        return x, self.height - self.pad - (self.height - 2 * self.pad) * (level - 1) / (self.top - 1)

    def line(self, seen: Sequence[tuple[int, float]]) -> str:
        return path([self.at(month, level) for month, level in seen]) if seen else ""

    def steps(self, expected: Sequence[tuple[int, float]]) -> str:
        """The expected path: each level holds up to its month."""
        points, begun = [], 0
        for month, level in expected:
            points += [self.at(begun, level), self.at(month, level)]
            begun = month
        return path(points) if points else ""


@dataclass(frozen=True)
class Span:
    """The days a time line shows, ``start`` and ``end`` included, drawn ``width`` wide."""

    start: date
    end: date
    width: float = 1000

    def x(self, day: date) -> float:
        days = max((self.end - self.start).days + 1, 1)
        inside = min(max((day - self.start).days, 0), days)
        return self.width * inside / days

    def bar(self, first: date, last: date | None) -> tuple[str, str]:
        """Start and width of a bar from ``first`` to ``last`` (included; None runs on)."""
        x = self.x(first)
        until = self.width if last is None else self.x(last) + self.width / max((self.end - self.start).days + 1, 1)
        return number(x), number(max(min(until, self.width) - x, 3))

    def years(self) -> list[tuple[int, str]]:
        """Each year that begins within, and where."""
        starts = [date(year, 1, 1) for year in range(self.start.year, self.end.year + 1)]
        return [(day.year, number(self.x(day))) for day in starts if self.start <= day <= self.end]

    def months(self) -> list[tuple[int, str]]:
        """Each month that begins within, and where."""
        starts = [date(year, month, 1) for year in range(self.start.year, self.end.year + 1) for month in range(1, 13)]
        return [(day.month, number(self.x(day))) for day in starts if self.start <= day <= self.end]

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def lanes(bars: Sequence[dict]) -> list[int]:
    """For each bar (with ``start`` and ``end``) the lane, from 0, in which it covers no earlier one."""
    until: list[date] = []
    places = [0] * len(bars)
    for index, bar in sorted(enumerate(bars), key=lambda pair: (pair[1]["start"], pair[1]["end"])):
        lane = next((n for n, last in enumerate(until) if last < bar["start"]), len(until))
        until[lane : lane + 1] = [bar["end"]]
        places[index] = lane
    return places
