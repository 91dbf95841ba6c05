"""Runs of the planner: asked for, carried out in the background with live progress, stopped, put into the draft.

A run changes the draft once, at its end, by one edit that one press undoes. Killed before that it has changed nothing;
it is found and begun again, and whoever comes late to an old attempt writes nothing.
"""

import logging
import time
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.errors import Clash, InvalidInput, Stale, TrainingError, WrongState
from training.people.permissions import require
from training.scheduling.drafts.models import DraftEdit, TimetableDraft
from training.scheduling.drafts.services import apply_placements
from training.scheduling.planning.demand import complete_draft
from training.scheduling.planning.gather import key
from training.scheduling.planning.models import PlanRun
from training.scheduling.planning.reporting import report_of
from training.scheduling.planning.working import Found, Task, find, in_draft
from training.scheduling.solver.problem import Placement
from training.scheduling.solver.results import IMPOSSIBLE, Progress
from training.signals import plan_run_asked

logger = logging.getLogger(__name__)
Kind, State = PlanRun.Kind, PlanRun.State
LONGEST = 1800
LISTEN = 0.5  # seconds between two looks at the record
AGAIN_SECONDS = 10
TRIES = 3
HISTORY = 400


@transaction.atomic
def start_run(
    draft: TimetableDraft, *, by, task: Task | None = None, seconds: int = 60, seed: int = 1, in_background: bool = True
) -> PlanRun:
    """Ask for a plan of the draft; where a run is under way, that one. Half-days still missing are added first.

    Raises ``NotAllowed``, ``WrongState`` for a draft that is closed, ``InvalidInput``.
    """
    require(by, "training.schedule_meeting")
    if not 1 <= seconds <= LONGEST:
        raise InvalidInput(_("Give the planner between 1 and %(most)s seconds.") % {"most": LONGEST})
    held = TimetableDraft.objects.select_for_update().get(pk=draft.pk)
    if not held.is_open:
        raise WrongState(_("This draft is no longer worked on; open a new one. Nothing was planned."))
    if found := held.runs.unfinished().first():
        return found
    task = task or Task()
    if task.change is None:
        complete_draft(held, by=by)
    try:
        with transaction.atomic():
            run = PlanRun.objects.create(
                draft=held,
                kind=Kind.REPLAN if task.change else Kind.FULL,
                scope=task.to_json(),
                seconds=seconds,
                seed=seed,
                by=by,
                language=translation.get_language() or "vi",
            )
    except IntegrityError:  # somebody else pressed between our look and our write
        return held.runs.unfinished().get()
    log(run, "training.plan_run.start", user=by, data={"year": held.year, "scope": run.scope, "seconds": seconds})
    if in_background:
        transaction.on_commit(lambda: plan_run_asked.send(PlanRun, run=run))
    return run


@transaction.atomic
def stop_run(run: PlanRun, *, by) -> PlanRun:
    """End a run with the best found so far; one that has not begun, or waits for a word, is given up.

    Raises ``NotAllowed``. A run that is over stays as it is.
    """
    require(by, "training.schedule_meeting")
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.state == State.RUNNING:
        held.state = State.STOPPING
    elif held.state in (State.QUEUED, State.PROPOSED):
        held.state, held.finished_at = State.CANCELLED, now()
    else:
        return held
    held.save(update_fields=["state", "finished_at"])
    log(held, "training.plan_run.stop", user=by, data={"state": held.state})
    return held


@transaction.atomic
def accept_run(run: PlanRun, *, by) -> PlanRun:
    """Put what a run proposed into the draft, as one edit. Accepted twice, it is done once.

    Raises ``NotAllowed``, ``WrongState``; ``Stale``, ``Clash`` where the draft was changed since.
    """
    require(by, "training.schedule_meeting")
    held = PlanRun.objects.select_for_update(of=("self",)).select_related("draft").get(pk=run.pk)
    if held.state == State.DONE:
        return held
    if held.state != State.PROPOSED:
        raise WrongState(_("This run has nothing to put into the draft."))
    proposed = held.report["placements"]
    placements = [in_draft(key("row", row["row"]), Placement(**row["place"])) for row in proposed]
    revisions = {row["row"]: row["revision"] for row in proposed}
    held.edit = apply_placements(held.draft, placements, kind=DraftEdit.Kind.REPLAN, by=by, revisions=revisions)
    return _finish(held, State.DONE, by=by)


def runs_left_lying(*, silent_for: timedelta) -> list[int]:
    """Runs whose message was lost or whose worker was killed, claimed and put back into the queue.

    One that was to stop has nothing to stop any more and is given up.
    """
    silent = PlanRun.objects.unfinished().filter(heard_at__lt=now() - silent_for)
    silent.filter(state=State.STOPPING).update(state=State.CANCELLED, finished_at=now())
    return [
        pk
        for pk in silent.order_by("pk").values_list("pk", flat=True)
        if silent.filter(pk=pk).update(state=State.QUEUED, heard_at=now())
    ]


def perform(run_id: int) -> PlanRun:
    """Carry out a run that waits; any other is left alone, so a repeated task does no harm."""
    waiting = PlanRun.objects.filter(pk=run_id, state=State.QUEUED)
    begun = waiting.update(state=State.RUNNING, started_at=now(), heard_at=now(), attempt=F("attempt") + 1)
    run = PlanRun.objects.select_related("draft", "by").get(pk=run_id)
    if not begun:
        return run
    with translation.override(run.language):
        try:
            return _plan(run)
        except TrainingError as refusal:
            return _break_off(run, str(refusal))
        except (DatabaseError, OSError):
            logger.exception("Run %s of the planner broke off", run.pk)
            return _break_off(run)
        except Exception:
            _break_off(run)
            raise


class Listener:
    """Tells the record how far the run is, and hears from it whether to stop."""

    def __init__(self, run: PlanRun):
        self.mine = PlanRun.objects.filter(pk=run.pk, attempt=run.attempt)
        self.history: list[list] = []
        self.is_stopped = False
        self._looked = 0.0

    def tell(self, progress: Progress) -> None:
        step = [round(progress.seconds, 1), progress.cost, progress.bound]
        self.history = [*self.history[-HISTORY:], step]
        kept = {
            "seconds": step[0],
            "cost": progress.cost,
            "bound": progress.bound,
            "gap": progress.gap,
            "phase": progress.phase,
            "history": self.history,
        }
        self.mine.update(progress=kept, heard_at=now())

    def should_stop(self) -> bool:
        if not self.is_stopped and time.monotonic() - self._looked >= LISTEN:
            self._looked = time.monotonic()
            self.is_stopped = not self.mine.filter(state=State.RUNNING).update(heard_at=now())
        return self.is_stopped


def _plan(run: PlanRun) -> PlanRun:
    task, listener = Task.from_json(run.scope), Listener(run)
    found = find(
        run.draft,
        task,
        seconds=run.seconds,
        seed=run.seed,
        on_progress=listener.tell,
        should_stop=listener.should_stop,
    )
    for _try in range(TRIES - 1):
        try:
            return _conclude(run, task, found, is_stopped=listener.is_stopped)
        except (Stale, Clash):  # somebody moved a row meanwhile: his move stands, the plan gives way
            found = find(run.draft, task, seconds=AGAIN_SECONDS, seed=run.seed, start=found.plan.placements)
    return _conclude(run, task, found, is_stopped=listener.is_stopped)


@transaction.atomic
def _conclude(run: PlanRun, task: Task, found: Found, *, is_stopped: bool) -> PlanRun:
    """Write down what was found, and put it into the draft; nothing where another attempt has taken over."""
    held = PlanRun.objects.select_for_update(of=("self",)).select_related("draft", "by").get(pk=run.pk)
    if held.attempt != run.attempt or held.is_over:
        return held
    held.report = report_of(found, is_stopped=is_stopped)
    if not found.is_found:
        if found.plan.status == IMPOSSIBLE or (found.conflict and found.conflict.facts):
            return _finish(held, State.IMPOSSIBLE)
        if is_stopped:
            return _finish(held, State.CANCELLED)
        held.refusal = _("No timetable was found in %(seconds)s seconds. Give the planner more time, or lock less.") % {
            "seconds": run.seconds
        }
        return _finish(held, State.FAILED)
    if task.change is not None:
        held.report["placements"] = [
            {
                "row": place.row,
                "place": vars(found.changed[key("row", place.row)]),
                "revision": found.gathered.revisions[place.row],
            }
            for place in found.placements()
        ]
        return _finish(held, State.PROPOSED)
    held.edit = apply_placements(
        held.draft, found.placements(), kind=DraftEdit.Kind.PLAN, by=held.by, revisions=found.revisions()
    )
    return _finish(held, State.DONE)


def _break_off(run: PlanRun, refusal: str = "") -> PlanRun:
    run.refresh_from_db()
    run.refusal = refusal or _("The planner broke off. The draft was not changed. Please try again.")
    return _finish(run, State.FAILED)


def _finish(run: PlanRun, state: str, *, by=None) -> PlanRun:
    run.state, run.finished_at, run.heard_at = state, now(), now()
    run.save()
    figures = {name: run.report.get(name) for name in ("cost", "bound", "gap", "moves", "placed", "seconds")}
    log(run, "training.plan_run.finish", user=by or run.by, data={"state": state} | figures)
    return run
