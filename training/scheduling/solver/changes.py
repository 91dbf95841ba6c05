"""What happens after a plan was published: somebody is away, a room is lost, a day becomes free."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from .problem import Placement, Problem


def with_absence(problem: Problem, lecturer: str, half_days: Iterable[str]) -> Problem:
    """The lecturer is away in these half-days too."""
    more = tuple(half_days)
    lecturers = (replace(one, away=(*one.away, *more)) if one.key == lecturer else one for one in problem.lecturers)
    return replace(problem, lecturers=tuple(lecturers))


def without_room(problem: Problem, room: str, half_days: Iterable[str]) -> Problem:
    """The room is closed in these half-days too."""
    more = tuple(half_days)
    rooms = (replace(one, closed=(*one.closed, *more)) if one.key == room else one for one in problem.rooms)
    return replace(problem, rooms=tuple(rooms))


def with_holiday(problem: Problem, day: date, reason: str = "") -> Problem:
    """Nobody meets on the day."""
    half_days = (replace(one, closed="holiday", reason=reason) if one.date == day else one for one in problem.half_days)
    return replace(problem, half_days=tuple(half_days))


def as_published(problem: Problem, placements: dict[str, Placement]) -> Problem:
    """The problem with these placements as those that people were told."""
    meetings = (replace(one, published=placements.get(one.key)) for one in problem.meetings)
    return replace(problem, meetings=tuple(meetings))
