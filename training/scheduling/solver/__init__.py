"""The planner of a year. Nothing in here knows Django or a database: a ``Problem`` goes in, a plan comes out."""

from .problem import (
    HARD,
    SLOTS,
    SOFT,
    CoverSet,
    Duty,
    Group,
    HalfDay,
    Lecturer,
    Meeting,
    Person,
    Placement,
    Problem,
    Room,
    Rule,
    half_day_key,
)
from .results import Conflict, Fact, Finding, Place, Plan, Progress
from .storing import from_json, placements_from_json, placements_to_json, to_json

__all__ = [
    "HARD",
    "SLOTS",
    "SOFT",
    "Conflict",
    "CoverSet",
    "Duty",
    "Fact",
    "Finding",
    "Group",
    "HalfDay",
    "Lecturer",
    "Meeting",
    "Person",
    "Place",
    "Placement",
    "Plan",
    "Problem",
    "Progress",
    "Room",
    "Rule",
    "from_json",
    "half_day_key",
    "placements_from_json",
    "placements_to_json",
    "to_json",
]
