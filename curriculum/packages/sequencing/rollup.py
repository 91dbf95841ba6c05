"""How the standing of children becomes their parent's (SN 4.6: RB.1.1 to RB.1.5)."""

from curriculum.packages.sequencing.definition import Condition, RollupRule
from curriculum.packages.sequencing.rules import Truth, combined, is_skipped, truth
from curriculum.packages.sequencing.tree import Activity, Tree

# RB.1.2.b and RB.1.3.b: what counts where the manifest gives no rule of its own
PRESUMED = {
    "notSatisfied": RollupRule("notSatisfied", (Condition("objectiveStatusKnown"),)),
    "satisfied": RollupRule("satisfied", (Condition("satisfied"),)),
    "incomplete": RollupRule("incomplete", (Condition("activityProgressKnown"),)),
    "completed": RollupRule("completed", (Condition("completed"),)),
}


def roll_up(tree: Tree) -> None:
    """RB.1.5 for the whole tree, from below: shared objectives may have changed what others know."""
    for activity in reversed([tree.root, *tree.root.below()]):
        if not activity.is_leaf and activity.definition.is_tracked:
            _measures(tree, activity)
            if not activity.definition.primary.by_measure:
                _by_rules(tree, activity, "satisfied", no="notSatisfied", yes="satisfied")
            if activity.definition.completed_from is None:
                _by_rules(tree, activity, "completed", no="incomplete", yes="completed")


def _measures(tree: Tree, activity: Activity) -> None:
    """RB.1.1.a and b: the weighted mean; children of whom nothing is known weigh as nothing reached."""
    counted = [child for child in activity.children if child.definition.is_tracked]
    primary, least = activity.definition.primary, activity.definition.completed_from
    measure = _mean(tree, [(child, child.definition.weight) for child in counted], "measure")
    tree.write(activity, primary, "measure", measure)
    progress = _mean(tree, [(child, child.definition.progress_weight) for child in counted], "progress")
    tree.write(activity, primary, "progress", progress)
    if least is not None:
        tree.write(activity, primary, "completed", None if progress is None else progress >= least)


def _mean(tree: Tree, weighed: list[tuple[Activity, float]], name: str) -> float | None:
    found = [(tree.read(child, child.definition.primary, name), weight) for child, weight in weighed]
    weights = sum(weight for _value, weight in found)
    if not weights or all(value is None for value, _weight in found):
        return None
    return round(sum((value or 0) * weight for value, weight in found) / weights, 4)


def _by_rules(tree: Tree, activity: Activity, name: str, *, no: str, yes: str) -> None:
    """RB.1.2.b, RB.1.3.b"""
    rules = [rule for rule in activity.definition.rollup if rule.action in (no, yes)]
    rules = rules or [PRESUMED[no], PRESUMED[yes]]
    value = None
    if any(rule.action == no and _holds(tree, activity, rule) for rule in rules):
        value = False
    if any(rule.action == yes and _holds(tree, activity, rule) for rule in rules):
        value = True
    if value is not None:
        tree.write(activity, activity.definition.primary, name, value)


def _holds(tree: Tree, activity: Activity, rule: RollupRule) -> bool:
    """RB.1.4 and RB.1.4.1"""
    truths: list[Truth] = [
        combined([truth(tree, child, one) for one in rule.conditions], needs_all=rule.needs_all)
        for child in activity.children
        if child.definition.is_tracked and _counts(tree, child, rule.action)
    ]
    if not truths:
        return False
    reached = truths.count(True)
    return {
        "all": reached == len(truths),
        "any": reached > 0,
        "none": truths.count(False) == len(truths),
        "atLeastCount": reached >= rule.count,
        "atLeastPercent": reached / len(truths) >= rule.percent,
    }.get(rule.children, False)


def _counts(tree: Tree, child: Activity, action: str) -> bool:
    """RB.1.4.2"""
    said = child.definition
    if not (said.counts_satisfied if action in ("satisfied", "notSatisfied") else said.counts_completed):
        return False
    required = said.required.get(f"requiredFor{action[0].upper()}{action[1:]}", "always")
    if required == "ifNotSuspended":
        return child.attempts > 0 and not child.is_suspended
    if required == "ifAttempted":
        return child.attempts > 0
    return required != "ifNotSkipped" or not is_skipped(tree, child)
