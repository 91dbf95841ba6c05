"""From a request to what is delivered: navigation, termination, sequencing, delivery (SN 4.1 to 4.5, OP.1)."""

from dataclasses import dataclass

from curriculum.packages.sequencing.attempts import begin_attempt, end_attempt
from curriculum.packages.sequencing.children import prepare_all
from curriculum.packages.sequencing.choosing import choose
from curriculum.packages.sequencing.refusals import Refused, SessionEnds, Why
from curriculum.packages.sequencing.rollup import roll_up
from curriculum.packages.sequencing.rules import action_of, is_closed
from curriculum.packages.sequencing.tree import Activity, Tree
from curriculum.packages.sequencing.walking import Way, closed, flow

AFTER = ("exitParent", "exitAll", "retry", "retryAll", "continue", "previous")
REQUESTS = (
    *("start", "resumeAll", "continue", "previous", "choice", "jump", "retry"),
    *("exit", "exitAll", "abandon", "abandonAll", "suspendAll"),
)


@dataclass(frozen=True)
class Request:
    """What is asked for, by the learner or by the content. ``target`` is the activity of a choice or jump."""

    name: str
    target: str = ""


def perform(tree: Tree, request: Request) -> Activity | None:
    """OP.1: the activity delivered, None where the session has come to rest or to its end.

    Raises ``Refused``; what the request has ended by then is ended.
    """
    if request.name == "start":
        return _deliver(tree, _begin(tree))
    if request.name == "resumeAll":
        if tree.suspended is None:
            raise Refused(Why.NOTHING)
        return _deliver(tree, tree.suspended)
    target = tree.activities.get(request.target) if request.name in ("choice", "jump") else None
    expect_navigation(tree, request.name, target)
    wanted = request.name
    if tree.current and tree.current.is_active:
        wanted = terminate(tree, request.name) or wanted
    try:
        return _sequence(tree, wanted, target)
    except SessionEnds:
        end_session(tree)
        return None


def _begin(tree: Tree) -> Activity:
    """SB.2.5, with the children drawn before the very first attempt."""
    if tree.current is not None:
        raise Refused(Why.STAY, tree.current)
    if not tree.root.attempts:
        prepare_all(tree)
    else:
        _forget_shared(tree)
    tree.is_over = False
    try:
        return flow(tree, tree.root, Way.FORWARD, into=True)
    except SessionEnds:
        raise Refused(Why.NOTHING, tree.root) from None
    except Refused as refused:
        if refused.why is not Why.NO_FLOW:
            raise
    return _first_choice(tree)


def _forget_shared(tree: Tree) -> None:
    """A new attempt on the whole package, where its objectives are to end with the attempt (SN 3.10.2)."""
    if not tree.shares_for_ever:
        tree.shared = {}


def _first_choice(tree: Tree) -> Activity:
    """Where nothing flows the learner would choose from the contents; the portal opens the first that may be."""
    for activity in tree.root.below():
        if activity.is_leaf:
            try:
                expect_navigation(tree, "choice", activity)
                found = choose(tree, activity)
                expect_delivery(tree, found)
            except Refused:
                continue
            return found
    raise Refused(Why.NO_FLOW, tree.root)


def expect_navigation(tree: Tree, name: str, target: Activity | None) -> None:
    """NB.2.1"""
    current = tree.current
    if name in ("choice", "jump"):
        if target is None or (name == "jump" and not target.is_leaf):
            raise Refused(Why.UNKNOWN)
        if name == "choice" and target.parent and not target.parent.definition.choice:
            raise Refused(Why.NO_CHOICE, target)
        if name == "choice" and current and current.parent is not target.parent:
            common = tree.common(current, target)
            for activity in current.up():
                if activity is common:
                    break
                if activity.is_active and not activity.definition.choice_exit:
                    raise Refused(Why.STAY, activity)
        return
    if current is None:
        raise Refused(Why.NOTHING)
    if name in ("continue", "previous"):
        if current.parent is None or not current.parent.definition.flow:
            raise Refused(Why.NO_FLOW, current)
        if name == "previous" and current.parent.definition.forward_only:
            raise Refused(Why.FORWARD_ONLY, current)
    elif name in ("exit", "abandon") and not current.is_active:
        raise Refused(Why.NOTHING, current)


def terminate(tree: Tree, name: str) -> str:
    """TB.2.3: end what is under way; "" or the sequencing request that a rule puts in the place of what was asked."""
    current = tree.current
    assert current is not None
    if name == "suspendAll":
        roll_up(tree)
        tree.suspended = current
        for activity in current.up():
            activity.is_active, activity.is_suspended = False, True
        tree.current = tree.root
        return "exitAll"
    if name in ("abandon", "abandonAll"):
        for activity in current.up() if name == "abandonAll" else (current,):
            activity.is_active = False
        tree.current = tree.root if name == "abandonAll" else current
        return "exit"
    if name == "exitAll":
        _exit_all(tree)
        return "exitAll"
    end_attempt(tree, current)
    _exit_rules(tree)
    return _after_rules(tree)


def _exit_rules(tree: Tree) -> None:
    """TB.2.1: the highest heading whose rule says so is left as a whole."""
    assert tree.current is not None
    for activity in tree.current.down()[:-1]:
        if action_of(tree, activity, activity.definition.leaving, ("exit",)):
            _end_between(tree, activity)
            end_attempt(tree, activity)
            tree.current = activity
            return


def _after_rules(tree: Tree) -> str:
    """TB.2.2, as often as headings are left in turn."""
    while True:
        current = tree.current
        assert current is not None
        action = "" if current.is_suspended else action_of(tree, current, current.definition.after, AFTER)
        if action in ("exitAll", "retryAll"):
            _exit_all(tree)
            return "retry" if action == "retryAll" else "exitAll"
        if action != "exitParent" or current.parent is None:
            root_ends = current.parent is None and action != "retry"
            return "exitAll" if root_ends else action
        tree.current = current.parent
        end_attempt(tree, current.parent)


def _exit_all(tree: Tree) -> None:
    if tree.current and tree.current.is_active:
        end_attempt(tree, tree.current)
    _end_between(tree, tree.root)
    end_attempt(tree, tree.root)
    tree.current = tree.root


def _sequence(tree: Tree, wanted: str, target: Activity | None) -> Activity | None:
    """SB.2.12"""
    current = tree.current
    if wanted in ("exitAll", "abandonAll", "suspendAll"):
        end_session(tree)
        return None
    if wanted in ("exit", "abandon"):
        if current is tree.root:
            end_session(tree)
        return None
    if wanted in ("choice", "jump") and target is not None:
        return _deliver(tree, choose(tree, target) if wanted == "choice" else target)
    assert current is not None
    if wanted == "retry":  # SB.2.10
        if current is tree.root:
            _forget_shared(tree)
        return _deliver(tree, current if current.is_leaf else flow(tree, current, Way.FORWARD, into=True))
    if current.parent and not current.parent.definition.flow:
        raise Refused(Why.NO_FLOW, current)
    way = Way.FORWARD if wanted == "continue" else Way.BACKWARD
    return _deliver(tree, flow(tree, current, way, into=False))


def end_session(tree: Tree) -> None:
    """Nothing is under way any more; headings that were are ended with the children they had."""
    if tree.suspended is None:
        if tree.current and tree.current is not tree.root:
            _end_between(tree, tree.root)
        if tree.root.is_active:
            end_attempt(tree, tree.root)
    tree.current, tree.is_over = None, tree.suspended is None


def _end_between(tree: Tree, ancestor: Activity) -> None:
    """UP.3: the headings between the current activity and this one."""
    assert tree.current is not None
    common = tree.common(tree.current, ancestor)
    for activity in list(tree.current.up())[1:]:
        if activity.depth <= common.depth:
            break
        end_attempt(tree, activity)


def expect_delivery(tree: Tree, activity: Activity) -> None:
    """DB.1.1"""
    if not activity.is_leaf:
        raise Refused(Why.NOTHING, activity)
    for one in activity.down():
        if is_closed(tree, one):
            raise closed(one)


def _deliver(tree: Tree, activity: Activity) -> Activity:
    """DB.2: attempts begin, or go on where they were suspended."""
    expect_delivery(tree, activity)
    if tree.suspended is not None and activity is not tree.suspended:
        _clear_suspended(tree, activity)
    if tree.current is not None:
        _end_between(tree, activity)
    for one in activity.down():
        if one.is_active:
            continue
        one.is_active = True
        if one.is_suspended:
            one.is_suspended = False
            one.wants_suspension = False
        elif one.definition.is_tracked:
            one.attempts += 1
            begin_attempt(one)
    tree.current, tree.suspended, tree.is_over = activity, None, False
    roll_up(tree)
    return activity


def _clear_suspended(tree: Tree, activity: Activity) -> None:
    """DB.2.1: the place kept is given up for another."""
    assert tree.suspended is not None
    common = tree.common(tree.suspended, activity)
    for one in tree.suspended.up():
        if one is common:
            break
        one.is_suspended = any(child.is_suspended for child in one.children)
    tree.suspended = None
