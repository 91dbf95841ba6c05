"""The track through a package that brings its own sequencing: its tree of activities and one person's place in it.

Packages without sequencing have none, and their parts are opened as one likes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from curriculum.packages.models import Package, PackageItem, PackageItemState, PackagePage, PackageRegistration
from curriculum.packages.objectives import objectives_reported, values_of
from curriculum.packages.runtime import GOES_ON, Completion, Reported, Success
from curriculum.packages.sequencing.attempts import Said
from curriculum.packages.sequencing.rollup import roll_up
from curriculum.packages.sequencing.rules import is_skipped
from curriculum.packages.sequencing.tree import Activity, Tree

COMPLETED = {Completion.COMPLETED: True, Completion.INCOMPLETE: False, Completion.NOT_ATTEMPTED: False}
SATISFIED = {Success.PASSED: True, Success.FAILED: False}
ACTED_ON = ("sequencingRules", "limitConditions")


def is_sequenced(package: Package, items: Sequence[PackageItem]) -> bool:
    """Whether the manifest says how one moves. Of a single part only rules and limits say anything."""
    if package.kind != Package.Kind.SCORM2004:
        return False
    details = [package.details, *(item.details for item in items)]
    if sum(bool(item.href) for item in items) > 1:
        return any(one.get("sequencing") or one.get("hidden_controls") for one in details)
    return any(name in one.get("sequencing", {}) for one in details for name in ACTED_ON)


def key_of(item: PackageItem) -> str:
    """The activity of a part; a part without an identifier is known by its place."""
    return item.identifier or f"#{item.order}"


class Track:
    """One person's track. ``items`` are all of the package, in their order."""

    def __init__(
        self, package: Package, items: Sequence[PackageItem], registration: PackageRegistration | None = None
    ) -> None:
        self.items = {key_of(item): item for item in items}
        rows = [(item.depth, key_of(item), item.title, item.details) for item in items]
        self.tree = Tree(package.details, rows)
        if registration and registration.sequencing:
            self.tree.restore(registration.sequencing)

    @classmethod
    def of(cls, registration: PackageRegistration) -> "Track | None":
        """The track as it was last kept; None where the package has no sequencing. One query, two the first time."""
        package = registration.package
        if package.kind != Package.Kind.SCORM2004:
            return None
        items = list(package.items.all())
        if not is_sequenced(package, items):
            return None
        track = cls(package, items, registration)
        if not registration.sequencing:
            track.take_up(list(registration.states.all()))
        return track

    def activity(self, item: PackageItem) -> Activity:
        return self.tree.activities[key_of(item)]

    @property
    def item(self) -> PackageItem | None:
        """The part one is at, whether its attempt goes on or is over."""
        current = self.tree.current
        return self.items.get(current.key) if current else None

    def take_up(self, states: Sequence[PackageItemState]) -> None:
        """What was done before the package was sequenced here goes on where it stood."""
        known = {item.pk: key for key, item in self.items.items()}
        latest = None
        for state in states:
            if state.item_id not in known or not (state.runtime or state.completed_at):
                continue
            activity = self.tree.activities[known[state.item_id]]
            reported = Reported(state.completion, state.success, state.score)
            values = values_said(reported, state.runtime)
            values["completed"] = True if state.completed_at else values["completed"]
            values["satisfied"] = True if state.passed_at else values["satisfied"]
            for name, value in values.items():
                if value is not None:
                    self.tree.write(activity, activity.definition.primary, name, value)
            for one in activity.up():
                one.attempts, one.is_suspended = 1, one is not activity or goes_on(state)
            latest = max(latest or state, state, key=lambda one: one.reported_at or one.opened_at)
            self.tree.suspended = self.tree.activities[known[latest.item_id]]
            self.tree.suspended.is_suspended = True
        roll_up(self.tree)


def goes_on(state: PackageItemState) -> bool:
    """Whether the content is to find what it kept: it asked for that, or its window was closed."""
    return bool(state.runtime) and (not state.is_ended or state.runtime.get("exit") in GOES_ON)


def values_said(reported: Reported, runtime: Mapping[str, Any]) -> dict[str, bool | float | None]:
    """What the content says of itself as a whole, in the words of sequencing."""
    values = values_of(runtime)
    return values | {
        "completed": COMPLETED.get(Completion(reported.completion)),
        "satisfied": SATISFIED.get(Success(reported.success)),
    }


def said(reported: Reported, runtime: Mapping[str, Any], *, ended: bool) -> Said:
    return Said(
        primary=values_said(reported, runtime),
        objectives=objectives_reported(runtime),
        wants_suspension=runtime.get("exit") in GOES_ON,
        has_ended=ended,
    )


def score_of(track: Track) -> Decimal | None:
    """The measure rolled up to the package as a whole."""
    measure = track.tree.read(track.tree.root, track.tree.root.definition.primary, "measure")
    return None if measure is None else min(max(Decimal(str(measure)), Decimal(-1)), Decimal(1))


def is_met_on(track: Track, rule: str, states: Mapping[int, PackageItemState]) -> bool:
    """Whether the page's rule is met: by what is rolled up to the package as a whole, or by every part asked for.

    Parts that are skipped or were not drawn are not asked for. What has failed as a whole is not passed by its parts,
    unless one of them is waived.
    """
    tree = track.tree
    every_part = all(item.is_met_by(states.get(item.pk), rule) for item in _asked_for(track))
    if rule == PackagePage.Completion.PASSED:
        satisfied = tree.satisfied(tree.root)
        is_waived = any(state.waived_at for state in states.values())
        return satisfied is True or (every_part and (satisfied is None or is_waived))
    if rule == PackagePage.Completion.COMPLETED and tree.completed(tree.root) is True:
        return True
    return every_part


def _asked_for(track: Track) -> list[PackageItem]:
    def is_asked_for(item: PackageItem) -> bool:
        return all(one.is_offered and not is_skipped(track.tree, one) for one in track.activity(item).up())

    return [item for item in track.items.values() if item.href and is_asked_for(item)]
