"""The planner of a year. Nothing in here knows Django or a database: a ``Problem`` goes in, a plan comes out."""

from .changes import as_published, with_absence, with_holiday, without_room
from .evaluate import Evaluation, evaluate
from .explain import explain
from .places import best_places
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
from .replan import replan
from .results import Conflict, Fact, Finding, Place, Plan, Progress
from .search import solve
from .storing import from_json, placements_from_json, placements_to_json, to_json

__all__ = [
    "HARD",
    "SLOTS",
    "SOFT",
    "Conflict",
    "CoverSet",
    "Duty",
    "Evaluation",
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
    "as_published",
    "best_places",
    "evaluate",
    "explain",
    "from_json",
    "half_day_key",
    "placements_from_json",
    "placements_to_json",
    "replan",
    "solve",
    "to_json",
    "with_absence",
    "with_holiday",
    "without_room",
]
