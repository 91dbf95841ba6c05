"""The tree of activities of one package and where one person stands in it (SN 4.2, tracking model)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from curriculum.packages.sequencing.definition import Definition, Objective, define

ROOT = ""
KNOWN = ("satisfied", "measure", "completed", "progress", "raw", "min", "max")
Value = bool | float | None


class Activity:
    """A part or a heading of the package, or the package itself. Its standing is kept between visits."""

    def __init__(self, key: str, title: str, definition: Definition, parent: "Activity | None" = None) -> None:
        self.key, self.title, self.definition, self.parent = key, title, definition, parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.every_child: list[Activity] = []
        self.children: list[Activity] = []  # those chosen, in their order: the "available children"
        self.is_active = self.is_suspended = self.wants_suspension = False
        self.attempts = 0
        self.standing: dict[str, dict[str, Value]] = {}

    @property
    def is_leaf(self) -> bool:
        return not self.every_child

    @property
    def place(self) -> int:
        return self.siblings.index(self)

    @property
    def siblings(self) -> "list[Activity]":
        return self.parent.children if self.parent else [self]

    @property
    def is_offered(self) -> bool:
        """Whether it is among the children chosen for this attempt."""
        return self in self.siblings

    def up(self) -> "Iterator[Activity]":
        """Itself, its parent, and so on to the root."""
        one: Activity | None = self
        while one is not None:
            yield one
            one = one.parent

    def down(self) -> "list[Activity]":
        """From the root to itself."""
        return list(self.up())[::-1]

    def below(self) -> "Iterator[Activity]":
        """Its descendants, whether chosen for this attempt or not, parents first."""
        for child in self.every_child:
            yield child
            yield from child.below()

    def objective(self, identifier: str) -> Objective | None:
        if not identifier:
            return self.definition.primary
        return next((one for one in self.definition.objectives if one.identifier == identifier), None)

    def forget(self) -> None:
        """A new attempt begins with nothing known."""
        self.standing = {}
        self.wants_suspension = False


class Tree:
    """All activities of a package with what one person has done, and the objectives they share."""

    def __init__(self, details: Mapping[str, Any], items: list[tuple[int, str, str, Mapping[str, Any]]]) -> None:
        """``items`` are depth, identifier, title and details in their order."""
        self.root = Activity(ROOT, "", define(details))
        self.activities = {ROOT: self.root}
        self.shares_for_ever = details.get("objectives_stay", True)
        self.shared: dict[str, dict[str, Value]] = {}
        self.current: Activity | None = None
        self.suspended: Activity | None = None
        self.is_over = False
        above = [self.root]
        for depth, key, title, said in items:
            del above[depth + 1 :]
            activity = Activity(key, title, define(said), above[-1])
            above[-1].every_child.append(activity)
            self.activities[key] = activity
            above.append(activity)
        for activity in self.activities.values():
            activity.children = list(activity.every_child)

    # What is known of objectives

    def read(self, activity: Activity, objective: Objective | None, name: str) -> Value:
        """What the shared objectives tied to it know (SN 3.10.3), else what is known here; None: nothing.

        The shared one goes first, as in the players that content is made for: a heading that reads the score of its
        test does not want the mean of its children.
        """
        if objective is None:
            return None
        for link in objective.links:
            found = self.shared.get(link.target, {}).get(name) if name in link.reads else None
            if found is not None:
                return found
        own = activity.standing.get(objective.identifier, {}).get(name)
        if own is None and name == "satisfied" and objective.by_measure:
            return self._satisfied_by_measure(activity, objective)
        return own

    def write(self, activity: Activity, objective: Objective, name: str, value: Value) -> None:
        """Keep what has become known, here and where the objective writes it; the same once more writes nothing."""
        own = activity.standing.setdefault(objective.identifier, {})
        if own.get(name) == value:
            return
        own[name] = value
        for link in objective.links:
            if name in link.writes and value is not None:
                self.shared.setdefault(link.target, {})[name] = value
        if name == "measure" and objective.by_measure:
            own.pop("satisfied", None)
            self.write(activity, objective, "satisfied", self._satisfied_by_measure(activity, objective))

    def _satisfied_by_measure(self, activity: Activity, objective: Objective) -> bool | None:
        measure = self.read(activity, objective, "measure")
        waits = activity.is_active and not activity.definition.satisfies_while_active
        return None if measure is None or waits else measure >= objective.minimum

    def satisfied(self, activity: Activity, objective: str = "") -> Value:
        return self.read(activity, activity.objective(objective), "satisfied")

    def completed(self, activity: Activity) -> Value:
        return self.read(activity, activity.definition.primary, "completed")

    # Places in the tree

    def common(self, one: Activity, other: Activity) -> Activity:
        return max(set(one.up()) & set(other.up()), key=lambda activity: activity.depth)

    def is_after(self, one: Activity, other: Activity) -> bool:
        """Whether a forward walk meets the first later than the second."""
        depth = self.common(one, other).depth
        if depth in (one.depth, other.depth):  # one lies above the other
            return one.depth > other.depth
        first, second = one.down()[depth + 1], other.down()[depth + 1]
        return first.place > second.place

    @contextmanager
    def tried(self) -> Iterator[None]:
        """What is done within is undone."""
        kept = self.kept()
        try:
            yield
        finally:
            self.restore(kept)

    # Between visits

    def kept(self) -> dict[str, Any]:
        """The standing as JSON."""
        return {
            "current": self.current.key if self.current else None,
            "suspended": self.suspended.key if self.suspended else None,
            "over": self.is_over,
            "shared": {target: dict(values) for target, values in self.shared.items()},
            "activities": {key: kept for key, one in self.activities.items() if (kept := _kept(one))},
        }

    def restore(self, kept: Mapping[str, Any]) -> "Tree":
        """Take up a standing; what it says of activities that are not here is left aside."""
        known = self.activities
        self.current, self.suspended = known.get(kept.get("current")), known.get(kept.get("suspended"))
        self.is_over = bool(kept.get("over"))
        self.shared = {target: dict(values) for target, values in kept.get("shared", {}).items()}
        for key, activity in known.items():
            _restore(activity, kept.get("activities", {}).get(key, {}))
        return self


def _kept(activity: Activity) -> dict[str, Any]:
    found: dict[str, Any] = {name: True for name in FLAGS if getattr(activity, name)}
    if activity.attempts:
        found["attempts"] = activity.attempts
    if standing := {name: dict(values) for name, values in activity.standing.items() if values}:
        found["standing"] = standing
    if activity.children != activity.every_child:
        found["children"] = [child.key for child in activity.children]
    return found


def _restore(activity: Activity, kept: Mapping[str, Any]) -> None:
    for name in FLAGS:
        setattr(activity, name, bool(kept.get(name)))
    activity.attempts = kept.get("attempts", 0)
    activity.standing = {name: dict(values) for name, values in kept.get("standing", {}).items()}
    if "children" in kept:
        by_key = {child.key: child for child in activity.every_child}
        activity.children = [by_key[key] for key in kept["children"] if key in by_key]
    else:
        activity.children = list(activity.every_child)


FLAGS = ("is_active", "is_suspended", "wants_suspension")
