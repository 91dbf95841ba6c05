"""Counting how questions did, from marked attempts: each person's first attempt of a quiz, the version he was asked.

Runs in the background, a version at a time; what a killed worker left is taken up where it stood.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction

from curriculum.clock.time import now
from curriculum.permissions import require
from curriculum.questions.models import QuestionStatistics, QuestionVersion, StatisticsRun
from curriculum.questions.statistics import Figures, Row, figures_of
from curriculum.quizzes.attempts.models import AttemptQuestion, QuestionMark

State = StatisticsRun.State
FIRST_ATTEMPT = 1


@transaction.atomic
def start_counting(*, by, task: Callable[[int], object]) -> StatisticsRun:
    """Ask for a counting of every version that was asked; one that waits or runs already is returned.

    ``by=None`` is the nightly timetable. Raises ``NotAllowed``.
    """
    require(by, "curriculum.change_questions")
    standing = StatisticsRun.objects.select_for_update().filter(state__in=[State.WAITING, State.RUNNING]).first()
    if standing is not None:
        return standing
    asked = AttemptQuestion.objects.filter(attempt__is_marked=True, attempt__number=FIRST_ATTEMPT, counts=True)
    versions = sorted(set(asked.order_by().values_list("version", flat=True)))
    moment = now()
    run = StatisticsRun.objects.create(
        versions=versions, total=len(versions), started_by=by, created_at=moment, heard_at=moment
    )
    transaction.on_commit(lambda: task(run.pk))
    return run


def count_statistics(run_id: int) -> StatisticsRun:
    """Do what a counting still has to do."""
    run = StatisticsRun.objects.get(pk=run_id)
    while not run.is_over:
        if run.is_cancel_asked:
            run.state = State.CANCELLED
        elif run.done >= run.total:
            run.state = State.DONE
        else:
            version = QuestionVersion.objects.filter(pk=run.versions[run.done]).first()
            if version is not None:
                count_version(version)
            run.state, run.done = State.RUNNING, run.done + 1
        run.heard_at = now()
        run.save(update_fields=["state", "done", "heard_at"])
        run.refresh_from_db(fields=["is_cancel_asked"])
    return run


def cancel_counting(run: StatisticsRun, *, by) -> None:
    """Ask a counting to stop after the version at hand; each night everything is counted anyway."""
    require(by, "curriculum.change_questions")
    StatisticsRun.objects.filter(pk=run.pk).update(is_cancel_asked=True)


def countings_left_lying(*, silent_for: timedelta) -> list[int]:
    """Those whose worker was killed or whose message was lost."""
    lost = StatisticsRun.objects.filter(state__in=[State.WAITING, State.RUNNING], heard_at__lt=now() - silent_for)
    return list(lost.values_list("pk", flat=True))


def count_version(version: QuestionVersion) -> QuestionStatistics:
    """Count one version anew; the figures before are replaced."""
    figures: Figures = figures_of(version.said, rows_of(version))
    return QuestionStatistics.objects.update_or_create(
        version=version, defaults={**asdict(figures), "counted_at": now()}
    )[0]


def rows_of(version: QuestionVersion) -> list[Row]:
    """What each person reached in the version and in the rest of his quiz (one query)."""
    marks = QuestionMark.objects.standing().filter(
        question__version=version,
        question__counts=True,
        question__points__gt=0,
        question__attempt__is_marked=True,
        question__attempt__number=FIRST_ATTEMPT,
    )
    told = marks.order_by("pk").values_list(
        "points",
        "question__points",
        "question__attempt__points",
        "question__attempt__points_possible",
        "answer__response",
    )
    return [
        Row(
            share=min(float(reached / possible), 1.0),
            rest=float((total - reached) / (most - possible)) if most > possible else None,
            response=response or {},
        )
        for reached, possible, total, most, response in told
    ]
