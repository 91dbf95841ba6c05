"""Whether rules apply and limits are reached (SN: UP.1, UP.2, UP.2.1, UP.5). The unknown is neither true nor false."""

from collections.abc import Container, Iterable

from curriculum.packages.sequencing.definition import Condition, Rule
from curriculum.packages.sequencing.tree import Activity, Tree

Truth = bool | None


def action_of(tree: Tree, activity: Activity, rules: Iterable[Rule], wanted: Container[str]) -> str:
    """UP.2: the action of the first rule that applies, "" where none does."""
    found = (rule.action for rule in rules if rule.action in wanted and applies(tree, activity, rule))
    return next(found, "")


def applies(tree: Tree, activity: Activity, rule: Rule) -> bool:
    """UP.2.1"""
    if not activity.definition.is_tracked and any(one.name != "always" for one in rule.conditions):
        return False
    return combined([truth(tree, activity, one) for one in rule.conditions], needs_all=rule.needs_all) is True


def combined(truths: list[Truth], *, needs_all: bool) -> Truth:
    if not truths:
        return None
    if needs_all:
        return False if False in truths else None if None in truths else True
    return True if True in truths else None if None in truths else False


def truth(tree: Tree, activity: Activity, condition: Condition) -> Truth:
    """One condition of a rule or of a rollup rule (SN 3.4.1)."""
    found = _plain_truth(tree, activity, condition)
    return found if found is None or not condition.is_not else not found


def _plain_truth(tree: Tree, activity: Activity, condition: Condition) -> Truth:
    objective = activity.objective(condition.objective)
    satisfied, measure = (tree.read(activity, objective, name) for name in ("satisfied", "measure"))
    completed = tree.completed(activity)
    truths: dict[str, Truth] = {
        "satisfied": None if satisfied is None else bool(satisfied),
        "objectiveStatusKnown": satisfied is not None,
        "objectiveMeasureKnown": measure is not None,
        "objectiveMeasureGreaterThan": None if measure is None else measure > condition.threshold,
        "objectiveMeasureLessThan": None if measure is None else measure < condition.threshold,
        "completed": None if completed is None else bool(completed),
        "activityProgressKnown": completed is not None,
        "attempted": activity.attempts > 0,
        "attemptLimitExceeded": is_used_up(activity),
        "always": True,
        "never": False,
    }
    return truths.get(condition.name)


def is_used_up(activity: Activity) -> bool:
    limit = activity.definition.attempt_limit
    return activity.definition.is_tracked and limit is not None and activity.attempts >= limit


def breaks_limit(activity: Activity) -> bool:
    """UP.1: whether a new attempt would be one too many. What is being attempted is not asked."""
    return not activity.is_active and not activity.is_suspended and is_used_up(activity)


def is_skipped(tree: Tree, activity: Activity) -> bool:
    return bool(action_of(tree, activity, activity.definition.before, ("skip",)))


def is_disabled(tree: Tree, activity: Activity) -> bool:
    return bool(action_of(tree, activity, activity.definition.before, ("disabled",)))


def is_closed(tree: Tree, activity: Activity) -> bool:
    """UP.5"""
    return is_disabled(tree, activity) or breaks_limit(activity)
