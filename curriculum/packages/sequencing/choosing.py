"""Whether an activity may be chosen from where one stands, and what is then delivered (SN 4.4.2: SB.2.9)."""

from curriculum.packages.sequencing.refusals import Refused, SessionEnds, Why
from curriculum.packages.sequencing.rules import action_of
from curriculum.packages.sequencing.tree import Activity, Tree
from curriculum.packages.sequencing.walking import Way, beside, flow, pass_by


def choose(tree: Tree, target: Activity) -> Activity:
    """SB.2.9"""
    for activity in target.down():
        if not activity.is_offered:
            raise Refused(Why.NOT_DRAWN, activity)
        if action_of(tree, activity, activity.definition.before, ("hiddenFromChoice",)):
            raise Refused(Why.HIDDEN, activity)
    if target.parent and not target.parent.definition.choice:
        raise Refused(Why.NO_CHOICE, target)
    _reach(tree, target)
    if target.is_leaf:
        return target
    try:
        return flow(tree, target, Way.FORWARD, into=True)
    except SessionEnds:
        raise Refused(Why.NOTHING, target) from None


def _reach(tree: Tree, target: Activity) -> None:
    current = tree.current
    common = tree.common(current, target) if current else tree.root
    if current is target:
        return
    if current and current.parent is target.parent and current.parent:  # siblings
        step = Way.FORWARD if target.place > current.place else Way.BACKWARD
        for place in range(current.place, target.place, step.value):
            pass_by(tree, current.siblings[place], step)
    elif current is None or current is common:
        _down(tree, common, target, forward=True)
    elif target is common:
        for activity in _between(current, common):
            _expect_leaving(activity)
    else:
        _across(tree, current, common, target)


def _across(tree: Tree, current: Activity, common: Activity, target: Activity) -> None:
    """Case 5: up from the current activity and down on another branch."""
    constrained = None
    for activity in _between(current, common):
        _expect_leaving(activity)
        if constrained is None and activity.definition.constrain_choice:
            constrained = activity
    if constrained:
        step = Way.FORWARD if tree.is_after(target, constrained) else Way.BACKWARD
        near = beside(tree, constrained, step)
        if near not in target.up() and constrained not in target.up():
            raise Refused(Why.CONSTRAINED, constrained)
    _down(tree, common, target, forward=tree.is_after(target, current))


def _down(tree: Tree, common: Activity, target: Activity, *, forward: bool) -> None:
    for activity in reversed([*_between(target, common)[1:], common]):
        if forward:
            pass_by(tree, activity, Way.FORWARD)
        if not activity.is_active and activity is not common and activity.definition.prevent_activation:
            raise Refused(Why.STAY, activity)


def _between(low: Activity, high: Activity) -> list[Activity]:
    """From the lower one upwards, the higher one left out."""
    return [activity for activity in low.up() if activity.depth > high.depth]


def _expect_leaving(activity: Activity) -> None:
    if not activity.definition.choice_exit:
        raise Refused(Why.STAY, activity)
