"""Comparing all works of an assignment with each other, in the background: a hint where to look, never a verdict."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from typing import BinaryIO, cast

from django.db import transaction
from django.utils.html import strip_tags

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.assignments.files import words_of_docx
from training.assignments.models import Assignment, SimilarityRun, SimilarPair, Submission
from training.assignments.services.making import lock_assignment
from training.assignments.similarity import likeness, passages
from training.people.permissions import require
from training.regulations.queries import value_on
from training.signals import comparison_asked

State = SimilarityRun.State
SPEAK_EVERY = 500  # pairs
MOST_PAIRS = 200


@transaction.atomic
def compare_works(assignment: Assignment, *, by) -> SimilarityRun:
    """Ask for a comparison of what the class has handed in; where one is under way, that one. Raises ``NotAllowed``."""
    require(by, "training.change_assignment", assignment)
    held = lock_assignment(assignment)
    found = held.similarity_runs.exclude(state__in=[State.DONE, State.CANCELLED]).first()
    if found is not None:
        return found
    run = SimilarityRun.objects.create(assignment=held, asked_by=by, asked_at=now())
    log(held, "training.assignment.compare", user=by)
    transaction.on_commit(lambda: comparison_asked.send(SimilarityRun, run=run))
    return run


def stop_comparing(run: SimilarityRun, *, by) -> None:
    """Give a comparison up; one that is over stays as it is. Raises ``NotAllowed``."""
    require(by, "training.change_assignment", run.assignment)
    standing = SimilarityRun.objects.filter(pk=run.pk, state__in=[State.WAITING, State.RUNNING])
    standing.update(state=State.CANCELLED, finished_at=now())


def perform(run_id: int) -> SimilarityRun:
    """Carry out a comparison. One that is over is left alone; begun again after a kill it starts from the beginning."""
    run = SimilarityRun.objects.select_related("assignment").get(pk=run_id)
    if run.is_over:
        return run
    submissions = submissions_to_compare(run.assignment)
    task = passages(strip_tags(run.assignment.instructions))
    found = {row: passages(text_of(row), without=task) for row in submissions}
    run.state, run.compared, run.total = State.RUNNING, 0, len(found) * (len(found) - 1) // 2
    run.save(update_fields=["state", "compared", "total"])
    least = int(value_on("training.similarity_shown_percent"))
    alike: list[SimilarPair] = []
    for count, (first, second) in enumerate(combinations(submissions, 2), start=1):
        percent = likeness(found[first], found[second])
        if percent >= least:
            alike.append(SimilarPair(run=run, first=first, second=second, percent=percent))
        if count % SPEAK_EVERY == 0 and not _goes_on(run, count):
            return SimilarityRun.objects.get(pk=run.pk)
    return _finish(run, alike)


def submissions_to_compare(assignment: Assignment) -> list[Submission]:
    """The versions that count, with their files."""
    rows = Submission.objects.newest().filter(work__assignment=assignment)
    return list(rows.select_related("work").prefetch_related("files").order_by("pk"))


def text_of(submission: Submission) -> str:
    """What can be compared of a version: what was typed, and the words of its Word documents."""
    return "\n".join(filter(None, [submission.text, *_words_of_files(submission)]))


def runs_left_lying(*, silent_for: timedelta) -> list[int]:
    """Comparisons whose worker was killed or whose message was lost."""
    lost = SimilarityRun.objects.filter(state__in=[State.WAITING, State.RUNNING], asked_at__lt=now() - silent_for)
    return list(lost.values_list("pk", flat=True))


def _words_of_files(submission: Submission) -> Iterator[str]:
    for file in submission.files.all():
        if file.kind == "docx" and file.file.storage.exists(file.file.name):
            with file.file.open("rb") as content:
                yield words_of_docx(cast(BinaryIO, content))


def _goes_on(run: SimilarityRun, count: int) -> bool:
    return bool(SimilarityRun.objects.filter(pk=run.pk, state=State.RUNNING).update(compared=count))


@transaction.atomic
def _finish(run: SimilarityRun, alike: list[SimilarPair]) -> SimilarityRun:
    held = SimilarityRun.objects.select_for_update().get(pk=run.pk)
    if held.is_over:  # stopped meanwhile, or done by another worker
        return held
    best = sorted(alike, key=lambda pair: -pair.percent)[:MOST_PAIRS]
    held.pairs.all().delete()
    SimilarPair.objects.bulk_create(best)
    held.state, held.compared, held.total, held.finished_at = State.DONE, run.total, run.total, now()
    held.save(update_fields=["state", "compared", "total", "finished_at"])
    return held
