"""One piece of work of the planner: the draft read, the solver asked, its answer in the draft's own terms."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from training.scheduling import solver
from training.scheduling.drafts.models import TimetableDraft
from training.scheduling.drafts.services import Placement
from training.scheduling.planning.changes import Change, touched_by, with_change
from training.scheduling.planning.gather import Gathered, gather, key, key_of
from training.scheduling.solver import problem as asked
from training.scheduling.solver.results import FEASIBLE, OPTIMAL, Conflict, Finding, Plan, Progress

EXPLAIN_SECONDS = 15
WORKERS = 2


@dataclass(frozen=True)
class Task:
    """What is to be planned. ``change``: plan anew with the fewest moves because of it."""

    classes: tuple[int, ...] | None = None
    keep_placed: bool = False
    change: Change | None = None

    @classmethod
    def from_json(cls, scope: dict) -> "Task":
        classes, change = scope.get("classes"), scope.get("change")
        return cls(
            None if classes is None else tuple(classes),
            scope.get("keep_placed", False),
            Change.from_json(change) if change else None,
        )

    def to_json(self) -> dict:
        scope: dict = {"keep_placed": self.keep_placed}
        if self.classes is not None:
            scope["classes"] = list(self.classes)
        if self.change is not None:
            scope["change"] = self.change.to_json()
        return scope


@dataclass
class Found:
    """The plan, and the draft as it was when it was read. ``left``: rules that published meetings already break."""

    plan: Plan
    gathered: Gathered
    left: tuple[Finding, ...] = ()
    conflict: Conflict | None = None
    touched: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether there is a plan that keeps every hard rule."""
        return self.plan.status in (OPTIMAL, FEASIBLE)

    @property
    def changed(self) -> dict[str, asked.Placement]:
        """Where rows go that do not stand there already."""
        standing = self.gathered.standing
        if not self.is_found:
            return {}
        return {row: place for row, place in self.plan.placements.items() if standing.get(row) != place}

    def placements(self) -> list[Placement]:
        return [in_draft(row, place) for row, place in self.changed.items()]

    def revisions(self) -> dict[int, int]:
        return {pk: self.gathered.revisions[pk] for row in self.changed if (pk := key_of(row)) is not None}


def find(
    draft: TimetableDraft,
    task: Task,
    *,
    seconds: float,
    seed: int = 1,
    start: dict[str, asked.Placement] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Found:
    """The best plan for the draft as it is now; nothing is written."""
    gathered = gather(draft, only=task.classes, keep_placed=task.keep_placed)
    if task.change is not None:
        return _find_anew(draft, gathered, task.change, seconds)
    problem, left = leave_broken(gathered.problem, gathered.standing, gathered.announced)
    plan = solver.solve(
        problem,
        seconds=seconds,
        seed=seed,
        workers=WORKERS,
        start=gathered.standing | (start or {}),
        on_progress=on_progress,
        should_stop=should_stop,
    )
    is_stopped = should_stop is not None and should_stop()
    conflict = None if plan.cost is not None or is_stopped else solver.explain(problem, seconds=EXPLAIN_SECONDS)
    return Found(plan, gathered, left, conflict)


def _find_anew(draft: TimetableDraft, gathered: Gathered, change: Change, seconds: float) -> Found:
    standing = gathered.standing
    touched = tuple(key("row", pk) for pk in touched_by(draft, change).values_list("pk", flat=True))
    placed = tuple(
        replace(meeting, published=standing[meeting.key])
        for meeting in gathered.problem.meetings
        if meeting.key in standing
    )
    gathered.problem = replace(gathered.problem, meetings=placed)
    gathered.problem, left = leave_broken(gathered.problem, standing, set(standing).difference(touched))
    problem = with_change(gathered, change)
    plan = solver.replan(problem, standing, seconds=seconds)
    conflict = None if plan.status in (OPTIMAL, FEASIBLE) else solver.explain(problem, seconds=EXPLAIN_SECONDS)
    return Found(plan, gathered, left, conflict, touched)


def leave_broken(
    problem: asked.Problem, standing: dict[str, asked.Placement], those: Collection[str]
) -> tuple[asked.Problem, tuple[Finding, ...]]:
    """The problem with those meetings fixed that already break a rule where they were told to be.

    Somebody decided so, and people know it; they are reported and not moved. What changed since is planned anew.
    """
    broken = [one for one in solver.evaluate(problem, standing).violations if one.rule != "placed"]
    movable = {one.key for one in problem.meetings if one.published == standing.get(one.key) and not one.locked}
    kept = {row for finding in broken for row in finding.meetings if row in movable and row in those}
    meetings = tuple(
        replace(
            one,
            locked=standing[one.key],
            needs_room=bool(standing[one.key].room),
            needs_lecturer=bool(standing[one.key].lecturer),
        )
        if one.key in kept
        else one
        for one in problem.meetings
    )
    left = tuple(finding for finding in broken if kept.intersection(finding.meetings))
    return replace(problem, meetings=meetings), left


def in_draft(row: str, place: asked.Placement) -> Placement:
    """A placement of the solver as one of the draft."""
    pk = key_of(row)
    assert pk is not None
    day, _space, slot = place.half_day.partition(" ")
    return Placement(pk, date.fromisoformat(day), slot, key_of(place.room), key_of(place.lecturer))
