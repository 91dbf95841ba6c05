"""Walking the tree from one activity to the next that can be delivered (SN 4.4.2: SB.2.1 to SB.2.4)."""

from enum import Enum

from curriculum.packages.sequencing.children import prepare_again
from curriculum.packages.sequencing.refusals import Refused, SessionEnds, Why
from curriculum.packages.sequencing.rules import action_of, breaks_limit, is_closed, is_skipped
from curriculum.packages.sequencing.tree import Activity, Tree


class Way(Enum):
    FORWARD = 1
    BACKWARD = -1


def flow(tree: Tree, start: Activity, way: Way, *, into: bool) -> Activity:
    """SB.2.3: the activity that is reached. ``into``: the children of the start come first."""
    found, way = _step(tree, start, way, came=None, into=into)
    return _settle(tree, found, way, came=None)


def _step(tree: Tree, start: Activity, way: Way, *, came: Way | None, into: bool) -> tuple[Activity, Way]:
    """SB.2.1: one step, and the way it leads on."""
    turned = False
    if came is Way.BACKWARD and start.parent and start.siblings[-1] is start:
        way, start, turned = Way.BACKWARD, start.siblings[0], True
    if not start.is_leaf and into:
        prepare_again(start)
        if not start.children:
            raise Refused(Why.NOTHING, start)
        if way is Way.FORWARD:
            return start.children[0], way
        if start.definition.forward_only:
            return start.children[0], Way.FORWARD
        return start.children[-1], way
    if start.parent is None:
        if way is Way.FORWARD:
            raise SessionEnds
        raise Refused(Why.NOTHING, start)
    if way is Way.BACKWARD and start.parent.definition.forward_only and not turned:
        raise Refused(Why.FORWARD_ONLY, start)
    place = start.place + way.value
    if 0 <= place < len(start.siblings):
        return start.siblings[place], way
    return _step(tree, start.parent, way, came=None, into=False)


def _settle(tree: Tree, found: Activity, way: Way, *, came: Way | None) -> Activity:
    """SB.2.2: whether what was reached can be delivered; skipped ones are walked past, headings entered."""
    while True:
        if found.parent and not found.parent.definition.flow:
            raise Refused(Why.NO_FLOW, found)
        if is_skipped(tree, found):
            found, next_way = _step(tree, found, way, came=came, into=False)
            came = None if came is Way.BACKWARD and next_way is Way.BACKWARD else came
        elif is_closed(tree, found):
            raise closed(found)
        elif found.is_leaf:
            return found
        else:
            found, next_way = _step(tree, found, way, came=None, into=True)
            came = Way.BACKWARD if way is Way.BACKWARD and next_way is Way.FORWARD else None
        way = next_way


def closed(activity: Activity) -> Refused:
    return Refused(Why.USED_UP if breaks_limit(activity) else Why.DISABLED, activity)


def pass_by(tree: Tree, activity: Activity, way: Way) -> None:
    """SB.2.4: whether a choice may lead past this activity."""
    if way is Way.FORWARD:
        if action_of(tree, activity, activity.definition.before, ("stopForwardTraversal",)):
            raise Refused(Why.STOPPED, activity)
    elif activity.parent is None:
        raise Refused(Why.NOTHING, activity)
    elif activity.parent.definition.forward_only:
        raise Refused(Why.FORWARD_ONLY, activity)


def beside(tree: Tree, start: Activity, way: Way) -> Activity:
    """SB.2.9.1 and SB.2.9.2: the activity next to this one, headings not entered; itself at the end of the tree."""
    one = start
    while one.parent is not None:
        place = one.place + way.value
        if 0 <= place < len(one.siblings):
            return one.siblings[place]
        one = one.parent
    return start
