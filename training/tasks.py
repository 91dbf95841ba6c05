"""Work of this room in the background: thin entry points that take ids only."""

from collections.abc import Callable
from datetime import timedelta

from celery import shared_task

from training.assignments.services import comparing
from training.attendance.sheets.services import read_photograph, readings_left_lying
from training.cohorts import confirmation
from training.cohorts.imports import import_classes
from training.mentoring.flags import computing
from training.mentoring.flags import services as flags
from training.mentoring.handovers import reminders as handovers
from training.mentoring.placements import services as placements
from training.mentoring.register import reviews
from training.obligations import keeping
from training.obligations import services as obligations
from training.people.grants import keep_groups_in_step
from training.people.imports import import_people
from training.results.imports import import_results
from training.rotation import services as rotation
from training.scheduling.planning import runs
from training.spreadsheets.models import ImportRun
from training.spreadsheets.services import perform, runs_left_lying

SILENT = timedelta(minutes=10)
PLANNER_SILENT = timedelta(minutes=2)  # it speaks every half second while it searches
IMPORTERS: dict[str, Callable] = {
    ImportRun.Kind.PEOPLE: import_people,
    ImportRun.Kind.RESULTS: import_results,
    ImportRun.Kind.CLASSES: import_classes,
}


@shared_task
def run_import(run_id: int) -> None:
    """Check or take in one spreadsheet."""
    perform(run_id, IMPORTERS[ImportRun.objects.get(pk=run_id).kind])


@shared_task
def take_up_imports() -> int:
    """Every few minutes: imports that a killed worker or a lost message left undone. Returns how many."""
    runs = runs_left_lying(silent_for=SILENT)
    for run_id in runs:
        run_import.delay(run_id)
    return len(runs)


@shared_task
def read_sheet(reading_id: int) -> None:
    """Read one photograph of a signed sheet."""
    read_photograph(reading_id)


@shared_task
def take_up_sheets() -> int:
    """Every few minutes: photographs that a killed worker or a lost message left unread. Returns how many."""
    readings = readings_left_lying(silent_for=SILENT)
    for reading_id in readings:
        read_sheet.delay(reading_id)
    return len(readings)


@shared_task
def compare_works(run_id: int) -> None:
    """Look for passages that stand in several works of one assignment."""
    comparing.perform(run_id)


@shared_task
def take_up_comparisons() -> int:
    """Every few minutes: comparisons that a killed worker or a lost message left undone. Returns how many."""
    runs = comparing.runs_left_lying(silent_for=SILENT)
    for run_id in runs:
        compare_works.delay(run_id)
    return len(runs)


@shared_task
def plan_timetable(run_id: int) -> None:
    """Let the planner work on one draft."""
    runs.perform(run_id)


@shared_task
def take_up_plans() -> int:
    """Every minute: runs of the planner whose worker was killed or whose message was lost. Returns how many."""
    lying = runs.runs_left_lying(silent_for=PLANNER_SILENT)
    for run_id in lying:
        plan_timetable.delay(run_id)
    return len(lying)


@shared_task
def end_expired_memberships() -> int:
    """Each night: put accounts in and out of Wagtail's groups as their roles begin and run out."""
    return keep_groups_in_step()


@shared_task
def activate_due_postings() -> int:
    """Each night: postings whose effective date has come are active."""
    return rotation.activate_due_postings()


@shared_task
def ask_for_follow_ups() -> int:
    """Each morning: officials whose posting ended some months ago are asked how it went."""
    return placements.ask_for_follow_ups()


@shared_task
def warn_of_classes_at_risk() -> int:
    """Each morning: classes below their minimum whose day of confirmation is near or past."""
    return confirmation.warn_of_classes_at_risk()


@shared_task
def reckon_obligations(run_id: int) -> None:
    """What a changed rule means for everybody it concerns."""
    keeping.reckon(run_id)


@shared_task
def take_up_reckonings() -> int:
    """Every few minutes: reckonings that a killed worker or a lost message left undone. Returns how many."""
    runs = keeping.reckonings_left_lying(silent_for=SILENT)
    for run_id in runs:
        reckon_obligations.delay(run_id)
    return len(runs)


@shared_task
def recompute_obligations() -> int:
    """Each night, and after a reorganisation: what everybody must complete, by the records of today."""
    return obligations.recompute_obligations()


@shared_task
def look_at_flags(postings: list[int]) -> None:
    """Something changed in these postings: hold them against the rules of the flags."""
    computing.compute_flags(postings=postings)


@shared_task
def compute_flags() -> int:
    """Each night: every posting against the rules of the flags. Returns how many were raised."""
    return computing.compute_flags().raised


@shared_task
def open_mentor_reviews() -> int:
    """Each night: self-reviews (F9) of mentors whose time has come, and their reminders. Returns how many opened."""
    return reviews.open_reviews()


@shared_task
def remind_of_late_handovers() -> int:
    """Each morning: interim assessments (F8) and new mentors whose day has passed. Returns how many."""
    return handovers.remind_of_late_handovers()


@shared_task
def escalate_overdue_flags() -> int:
    """Each night, after they were computed: flags nobody answered by their day go upwards. Returns how many."""
    return flags.escalate_overdue_flags()
