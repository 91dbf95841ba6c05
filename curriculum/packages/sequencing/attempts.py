"""The beginning and the end of an attempt, and what content reports in between (SN 4.2.3, UP.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from curriculum.packages.sequencing.definition import Definition, plain_name
from curriculum.packages.sequencing.rollup import roll_up
from curriculum.packages.sequencing.tree import Activity, Tree, Value


@dataclass(frozen=True)
class Said:
    """What content has said of itself so far; None of what it has not."""

    primary: Mapping[str, Value]
    objectives: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    wants_suspension: bool = False
    has_ended: bool = False


def take(tree: Tree, activity: Activity, said: Said) -> None:
    """The report of a part (RTE 4.2): its own standing is that of the primary objective, others by their identifier."""
    if not activity.definition.is_tracked:
        return
    primary = activity.definition.primary
    _write(tree, activity, primary.identifier, said.primary)
    for identifier, values in said.objectives.items():
        if plain_name(identifier) == primary.identifier:
            unsaid = {name: value for name, value in values.items() if said.primary.get(name) is None}
            _write(tree, activity, primary.identifier, unsaid)
        else:
            _write(tree, activity, plain_name(identifier), values)
    activity.wants_suspension = said.wants_suspension
    if said.has_ended:
        presume(tree, activity)
    roll_up(tree)


def _write(tree: Tree, activity: Activity, identifier: str, values: Mapping[str, Value]) -> None:
    objective = activity.objective(identifier)
    if objective is None:  # the content's own affair: the manifest does not know it
        return
    for name, value in values.items():
        if name == "satisfied" and objective.by_measure:
            continue
        if value is not None or activity.standing.get(objective.identifier, {}).get(name) is not None:
            tree.write(activity, objective, name, value)


def end_attempt(tree: Tree, activity: Activity) -> None:
    """UP.4"""
    if activity.is_leaf:
        activity.is_suspended = activity.wants_suspension
        activity.is_active = False
        presume(tree, activity)
    else:
        activity.is_active = False
        activity.is_suspended = any(child.is_suspended for child in activity.children)
    roll_up(tree)


def presume(tree: Tree, activity: Activity) -> None:
    """What UP.4 takes for granted of an attempt that is over and of which the content has said nothing."""
    said = activity.definition
    if not said.is_tracked or activity.wants_suspension:
        return
    if not said.content_sets_completed and tree.completed(activity) is None:
        tree.write(activity, said.primary, "completed", value=True)
    by_content = said.content_sets_satisfied or said.primary.by_measure
    if not by_content and tree.satisfied(activity) is None:
        tree.write(activity, said.primary, "satisfied", value=True)


def begin_attempt(activity: Activity) -> None:
    """Nothing is known of a new attempt, nor of what was done below in the one before (SN 3.2.5, 3.2.6)."""
    activity.forget()
    if activity.attempts == 1:
        return
    said = activity.definition
    for child in activity.below():
        for standing in child.standing.values():
            for name in _current_only(said):
                standing.pop(name, None)


def _current_only(said: Definition) -> list[str]:
    objectives = ["satisfied", "measure", "raw", "min", "max"] if said.current_objectives_only else []
    return objectives + (["completed", "progress"] if said.current_progress_only else [])
