"""Work of this room in the background: thin entry points that take ids only."""

from datetime import timedelta

from celery import shared_task

from curriculum.packages.services import uploads
from curriculum.questions.imports import services as question_imports
from curriculum.quizzes import services as quizzes
from curriculum.quizzes import statistics

SILENT = timedelta(minutes=10)
PREVIEWS_KEPT = timedelta(days=7)


@shared_task
def take_in_package(upload_id: int) -> None:
    """Look through and unpack one package."""
    uploads.perform(upload_id)


@shared_task
def take_up_packages() -> int:
    """Every few minutes: packages that a killed worker or a lost message left undone. Returns how many."""
    lying = uploads.uploads_left_lying(silent_for=SILENT)
    for upload_id in lying:
        take_in_package.delay(upload_id)
    return len(lying)


@shared_task
def import_questions(run_id: int) -> None:
    """Read one file of questions, or take it in when it was confirmed."""
    question_imports.perform(run_id)


@shared_task
def take_up_question_imports() -> int:
    """Every few minutes: files that a killed worker or a lost message left undone. Returns how many."""
    lying = question_imports.runs_left_lying(silent_for=SILENT)
    for run_id in lying:
        import_questions.delay(run_id)
    return len(lying)


@shared_task
def forget_previews_of_questions() -> int:
    """Each night: files that were shown and never taken in. Returns how many."""
    return question_imports.forget_unconfirmed(older_than=PREVIEWS_KEPT)


@shared_task
def close_overdue_attempts() -> int:
    """Each minute: attempts whose time and grace are over are handed in. Returns how many."""
    return quizzes.close_overdue_attempts()


@shared_task
def thin_histories() -> int:
    """Each night: texts that others of the same minute followed lose their words. Returns how many."""
    return quizzes.thin_histories()


@shared_task
def count_statistics(run_id: int) -> None:
    """How the questions did, version by version."""
    statistics.count_statistics(run_id)


@shared_task
def count_statistics_anew() -> None:
    """Each night: every question that was asked."""
    statistics.start_counting(by=None, task=count_statistics.delay)


@shared_task
def take_up_statistics() -> int:
    """Every few minutes: countings that a killed worker or a lost message left undone. Returns how many."""
    runs = statistics.countings_left_lying(silent_for=SILENT)
    for run_id in runs:
        count_statistics.delay(run_id)
    return len(runs)
