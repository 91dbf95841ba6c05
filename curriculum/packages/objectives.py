"""``cmi.objectives`` of SCORM 2004: what content reports of them, and what it finds at the start (RTE 4.2.17)."""

import math
from collections.abc import Mapping
from typing import Any

from curriculum.packages.sequencing.tree import Activity, Tree, Value

MOST = 100
LONGEST = 4000
COMPLETED = {"completed": True, "incomplete": False, "not attempted": False}
SATISFIED = {"passed": True, "failed": False}
SCORES = {"scaled": "measure", "raw": "raw", "min": "min", "max": "max"}


def values_of(said: Mapping[str, Any]) -> dict[str, Value]:
    """Scores and progress of the content or of one objective. What is no number of its range counts as not said."""
    score = said.get("score")
    score = score if isinstance(score, Mapping) else {}
    values: dict[str, Value] = {ours: _number(score.get(theirs)) for theirs, ours in SCORES.items()}
    measure, progress = values["measure"], _number(said.get("progress_measure"))
    values["measure"] = measure if measure is not None and -1 <= measure <= 1 else None
    return values | {"progress": progress if progress is not None and 0 <= progress <= 1 else None}


def objectives_reported(runtime: Mapping[str, Any]) -> dict[str, dict[str, Value]]:
    """By identifier. What the standard does not know of an objective counts as not said."""
    found = runtime.get("objectives", [])
    rows = list(found.values()) if isinstance(found, Mapping) else found if isinstance(found, list) else []
    reported = {}
    for row in rows[:MOST]:
        identifier = row.get("id") if isinstance(row, Mapping) else None
        if isinstance(identifier, str) and 0 < len(identifier) <= LONGEST:
            reported[identifier] = values_of(row) | {
                "completed": COMPLETED.get(str(row.get("completion_status"))),
                "satisfied": SATISFIED.get(str(row.get("success_status"))),
            }
    return reported


def objectives_to_start(tree: Tree, activity: Activity) -> dict[str, dict[str, Any]]:
    """The objectives the manifest names, with what is known of each, as ``cmi.objectives`` holds them."""
    named = [one for one in activity.definition.objectives if one.identifier]
    return {str(place): _written(tree, activity, one) for place, one in enumerate(named)}


def _written(tree: Tree, activity: Activity, objective) -> dict[str, Any]:
    known = {name: tree.read(activity, objective, name) for name in ("satisfied", "completed", "progress")}
    score = {theirs: str(value) for theirs, ours in SCORES.items() if (value := _of(tree, activity, objective, ours))}
    found: dict[str, Any] = {"id": objective.identifier}
    if known["satisfied"] is not None:
        found["success_status"] = "passed" if known["satisfied"] else "failed"
    if known["completed"] is not None:
        found["completion_status"] = "completed" if known["completed"] else "incomplete"
    if known["progress"] is not None:
        found["progress_measure"] = str(known["progress"])
    return found | ({"score": score} if score else {})


def _of(tree: Tree, activity: Activity, objective, name: str) -> str:
    value = tree.read(activity, objective, name)
    return "" if value is None else str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
