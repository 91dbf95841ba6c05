"""What the manifest says of one activity, out of the mapping that was kept when the package was taken in (SN 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

YES = ("true", "1")
OF_IMS = {"SatisfiedStatus": "satisfied", "NormalizedMeasure": "measure"}
OF_ADL = {
    "CompletionStatus": "completed",
    "ProgressMeasure": "progress",
    "RawScore": "raw",
    "MinScore": "min",
    "MaxScore": "max",
}


@dataclass(frozen=True)
class Condition:
    """One condition of a rule; ``is_not`` turns it round."""

    name: str
    is_not: bool = False
    objective: str = ""
    threshold: float = 0


@dataclass(frozen=True)
class Rule:
    """A pre-, post- or exit condition rule (SN 3.4)."""

    action: str
    conditions: tuple[Condition, ...]
    needs_all: bool = True


@dataclass(frozen=True)
class RollupRule:
    """How the children's standing becomes their parent's (SN 3.7)."""

    action: str
    conditions: tuple[Condition, ...]
    children: str = "all"
    count: int = 0
    percent: float = 0
    needs_all: bool = False


@dataclass(frozen=True)
class Link:
    """A local objective tied to one that all activities share (SN 3.10.3)."""

    target: str
    reads: frozenset[str]
    writes: frozenset[str]


@dataclass(frozen=True)
class Objective:
    identifier: str = ""
    is_primary: bool = False
    by_measure: bool = False
    minimum: float = 1
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Definition:
    """Everything that sequencing knows of an activity before anybody has opened it."""

    choice: bool = True
    choice_exit: bool = True
    flow: bool = False
    forward_only: bool = False
    current_objectives_only: bool = True
    current_progress_only: bool = True
    prevent_activation: bool = False
    constrain_choice: bool = False
    before: tuple[Rule, ...] = ()
    after: tuple[Rule, ...] = ()
    leaving: tuple[Rule, ...] = ()
    attempt_limit: int | None = None
    rollup: tuple[RollupRule, ...] = ()
    counts_satisfied: bool = True
    counts_completed: bool = True
    weight: float = 1
    required: Mapping[str, str] = field(default_factory=dict)
    satisfies_while_active: bool = True
    completed_from: float | None = None
    progress_weight: float = 1
    objectives: tuple[Objective, ...] = (Objective(is_primary=True),)
    is_tracked: bool = True
    content_sets_completed: bool = False
    content_sets_satisfied: bool = False
    selects: str = "never"
    select_count: int | None = None
    shuffles: str = "never"
    reorders: bool = False

    @property
    def primary(self) -> Objective:
        return self.objectives[0]


def define(details: Mapping[str, Any]) -> Definition:
    """The definition kept under ``details`` of an item, or of the package for its root."""
    said = details.get("sequencing", {})
    control, limits = said.get("controlMode", {}), said.get("limitConditions", {})
    rules, rollup = said.get("sequencingRules", {}), said.get("rollupRules", {})
    delivery, order = said.get("deliveryControls", {}), said.get("randomizationControls", {})
    constrained = said.get("constrainedChoiceConsiderations", {})
    considered = said.get("rollupConsiderations", {})
    by_progress = details.get("by_progress", {})
    return Definition(
        choice=_yes(control, "choice", presumed=True),
        choice_exit=_yes(control, "choiceExit", presumed=True),
        flow=_yes(control, "flow"),
        forward_only=_yes(control, "forwardOnly"),
        current_objectives_only=_yes(control, "useCurrentAttemptObjectiveInfo", presumed=True),
        current_progress_only=_yes(control, "useCurrentAttemptProgressInfo", presumed=True),
        prevent_activation=_yes(constrained, "preventActivation"),
        constrain_choice=_yes(constrained, "constrainChoice"),
        before=tuple(_rule(one) for one in rules.get("preConditionRule", [])),
        after=tuple(_rule(one) for one in rules.get("postConditionRule", [])),
        leaving=tuple(_rule(one) for one in rules.get("exitConditionRule", [])),
        attempt_limit=_whole(limits.get("attemptLimit")),
        rollup=tuple(_rollup_rule(one) for one in rollup.get("rollupRule", [])),
        counts_satisfied=_yes(rollup, "rollupObjectiveSatisfied", presumed=True),
        counts_completed=_yes(rollup, "rollupProgressCompletion", presumed=True),
        weight=_number(rollup.get("objectiveMeasureWeight"), 1),
        required={name: value for name, value in considered.items() if name.startswith("requiredFor")},
        satisfies_while_active=_yes(considered, "measureSatisfactionIfActive", presumed=True),
        completed_from=_number(by_progress.get("from"), 1) if by_progress.get("is_used") else None,
        progress_weight=_number(by_progress.get("weight"), 1),
        objectives=_objectives(said),
        is_tracked=_yes(delivery, "tracked", presumed=True),
        content_sets_completed=_yes(delivery, "completionSetByContent"),
        content_sets_satisfied=_yes(delivery, "objectiveSetByContent"),
        selects=order.get("selectionTiming", "never"),
        select_count=_whole(order.get("selectCount")),
        shuffles=order.get("randomizationTiming", "never"),
        reorders=_yes(order, "reorderChildren"),
    )


def plain_name(identifier: str) -> str:
    """An identifier as it is compared: however its spaces are written."""
    return " ".join(unquote(identifier).split())


def _objectives(said: Mapping[str, Any]) -> tuple[Objective, ...]:
    written, of_adl = said.get("objectives", {}), said.get("adlObjectives", {})
    more = {plain_name(one.get("objectiveID", "")): one for one in of_adl.get("objective", [])}
    primary = (written.get("primaryObjective") or [{}])[0]
    rest = written.get("objective", [])
    return tuple(_objective(one, more, is_primary=not place) for place, one in enumerate([primary, *rest]))


def _objective(said: Mapping[str, Any], more: Mapping[str, Any], *, is_primary: bool) -> Objective:
    identifier = plain_name(said.get("objectiveID", ""))
    links = [_link(one, OF_IMS) for one in said.get("mapInfo", [])]
    links += [_link(one, OF_ADL) for one in more.get(identifier, {}).get("mapInfo", [])]
    return Objective(
        identifier=identifier,
        is_primary=is_primary,
        by_measure=_yes(said, "satisfiedByMeasure"),
        minimum=_number(said.get("minNormalizedMeasure"), 1),
        links=tuple(links),
    )


def _link(said: Mapping[str, Any], names: Mapping[str, str]) -> Link:
    return Link(
        target=plain_name(said.get("targetObjectiveID", "")),
        reads=frozenset(ours for theirs, ours in names.items() if _yes(said, f"read{theirs}", presumed=True)),
        writes=frozenset(ours for theirs, ours in names.items() if _yes(said, f"write{theirs}")),
    )


def _rule(said: Mapping[str, Any]) -> Rule:
    conditions = said.get("ruleConditions", {})
    return Rule(
        action=_action(said.get("ruleAction")),
        conditions=tuple(_condition(one) for one in conditions.get("ruleCondition", [])),
        needs_all=conditions.get("conditionCombination", "all") == "all",
    )


def _rollup_rule(said: Mapping[str, Any]) -> RollupRule:
    conditions = said.get("rollupConditions", {})
    return RollupRule(
        action=_action(said.get("rollupAction")),
        conditions=tuple(_condition(one) for one in conditions.get("rollupCondition", [])),
        children=said.get("childActivitySet", "all"),
        count=_whole(said.get("minimumCount")) or 0,
        percent=_number(said.get("minimumPercent"), 0),
        needs_all=conditions.get("conditionCombination", "any") == "all",
    )


def _condition(said: Mapping[str, Any]) -> Condition:
    return Condition(
        name=said.get("condition", ""),
        is_not=said.get("operator", "noOp") == "not",
        objective=plain_name(said.get("referencedObjective", "")),
        threshold=_number(said.get("measureThreshold"), 0),
    )


def _action(said: list[Mapping[str, str]] | None) -> str:
    return said[0].get("action", "") if said else ""


def _yes(said: Mapping[str, Any], name: str, *, presumed: bool = False) -> bool:
    return said[name] in YES if name in said else presumed


def _number(value: Any, presumed: float) -> float:
    """A number as the manifest writes it, alone, with attributes, or in a list of one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("text")
    try:
        return presumed if value in (None, "") else float(value)
    except ValueError:
        return presumed


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 7 else None
