"""Curriculum-based course timetabling as in the competition ITC-2007, track 3: how good the planner's search is can be
compared with what others have published. Nothing in here knows Django."""

from .engine import Result, solve
from .errors import BadInstance, BadSolution
from .evaluate import Cost, evaluate
from .instance import Instance, parse_instance, read_instance
from .solution import Lecture, parse_solution, read_solution, write_solution

__all__ = [
    "BadInstance",
    "BadSolution",
    "Cost",
    "Instance",
    "Lecture",
    "Result",
    "evaluate",
    "parse_instance",
    "parse_solution",
    "read_instance",
    "read_solution",
    "solve",
    "write_solution",
]
