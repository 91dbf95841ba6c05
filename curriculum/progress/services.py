"""Keeping how far a person has read. The furthest place never goes back, and saying it twice changes nothing."""

from django.db import transaction

from curriculum.clock.time import now
from curriculum.lessons.models import LessonPage
from curriculum.progress.models import LessonProgress

WHOLE = 100


@transaction.atomic
def record_reading(user, lesson: LessonPage, percent: int) -> LessonProgress:
    """The user has come to ``percent`` of the lesson's length (0 to 100; anything beyond is drawn in).

    A lesson that counts as read at its end is completed by 100. Returns the progress as it stands, which may be further
    than ``percent``.
    """
    percent = min(max(int(percent), 0), WHOLE)
    progress = _locked(user, lesson)
    progress.percent_read = max(progress.percent_read, percent)
    progress.last_read_at = max(progress.last_read_at, now())
    if progress.percent_read == WHOLE and lesson.completion == LessonPage.Completion.READ:
        progress.completed_at = progress.completed_at or now()
    progress.save(update_fields=["percent_read", "last_read_at", "completed_at"])
    return progress


@transaction.atomic
def confirm_reading(user, lesson: LessonPage) -> LessonProgress:
    """The user says the lesson is read. It is complete from the first time this is said."""
    progress = _locked(user, lesson)
    progress.percent_read = WHOLE
    progress.last_read_at = max(progress.last_read_at, now())
    progress.completed_at = progress.completed_at or now()
    progress.save(update_fields=["percent_read", "last_read_at", "completed_at"])
    return progress


def _locked(user, lesson: LessonPage) -> LessonProgress:
    """The row of this user and lesson, locked; made when the lesson is opened for the first time."""
    moment = now()
    progress, made = LessonProgress.objects.get_or_create(
        user=user, lesson=lesson, defaults={"opened_at": moment, "last_read_at": moment}
    )
    return progress if made else LessonProgress.objects.select_for_update().get(pk=progress.pk)
