"""What would be granted now: for the buttons, the contents and ``adl.nav.request_valid`` (SN 5.6.4)."""

from dataclasses import dataclass, field

from curriculum.packages.sequencing.choosing import choose
from curriculum.packages.sequencing.process import Request, expect_delivery, expect_navigation, perform, terminate
from curriculum.packages.sequencing.refusals import Refused
from curriculum.packages.sequencing.tree import Activity, Tree


@dataclass
class Ahead:
    """``ends``: going on ends the package. ``refused`` tells of each activity why it cannot be chosen."""

    continues: bool = False
    ends: bool = False
    goes_back: bool = False
    begins_again: bool = False
    refused: dict[str, Refused] = field(default_factory=dict)

    def may_choose(self, key: str) -> bool:
        return key not in self.refused


def look_ahead(tree: Tree) -> Ahead:
    """Everything is tried with the attempt under way as it is known now; the tree stays as it was."""
    continues, ends = _tried(tree, "continue")
    goes_back, _ends = _tried(tree, "previous")
    begins_again, _ends = _tried(tree, "retry" if tree.current else "start")
    return Ahead(continues or ends, ends, goes_back, begins_again, _choices(tree))


def _tried(tree: Tree, name: str) -> tuple[bool, bool]:
    """Whether something would be delivered, and whether the session would end."""
    with tree.tried():
        try:
            found = perform(tree, Request(name))
        except Refused:
            return False, False
        return found is not None, found is None and tree.is_over


def _choices(tree: Tree) -> dict[str, Refused]:
    refused: dict[str, Refused] = {}
    activities = list(tree.root.below())
    for activity in activities:
        _try(refused, activity, lambda one: expect_navigation(tree, "choice", one))
    with tree.tried():
        if tree.current and tree.current.is_active:
            terminate(tree, "choice")

        def attempt(one: Activity) -> None:
            expect_delivery(tree, choose(tree, one))

        for activity in activities:
            if activity.key not in refused:
                _try(refused, activity, attempt)
    return refused


def _try(refused: dict[str, Refused], activity: Activity, act) -> None:
    try:
        act(activity)
    except Refused as why:
        refused[activity.key] = why
