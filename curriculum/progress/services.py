"""Keeping how far a person has come. Nothing goes back, and saying it twice changes nothing: what devices tell late, in
any order and more than once, adds up to the same.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.models import Page

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.lessons.models import LessonPage
from curriculum.lessons.versions import as_read_by
from curriculum.progress.models import LessonProgress

WHOLE = 100
ALL_PLAYED = (1 << WHOLE) - 1


@transaction.atomic
def record_reading(user, lesson: LessonPage, percent: int, *, at: datetime | None = None) -> LessonProgress:
    """The user came to ``percent`` of the lesson's length (0 to 100; anything beyond is drawn in), now or at ``at``.

    A lesson that counts as read at its end is completed by 100. Returns the progress as it stands, which may be further
    than ``percent``.
    """
    percent = min(max(int(percent), 0), WHOLE)
    moment = at or now()
    progress = _locked(user, lesson, moment)
    progress.percent_read = max(progress.percent_read, percent)
    is_complete = progress.percent_read == WHOLE and lesson.completion == LessonPage.Completion.READ
    return _kept(progress, moment, is_complete)


@transaction.atomic
def confirm_reading(user, lesson: LessonPage, *, at: datetime | None = None) -> LessonProgress:
    """The user says the lesson is read. It is complete from the first time this is said, unless more is asked: then
    only the place is kept.
    """
    moment = at or now()
    progress = _locked(user, lesson, moment)
    progress.percent_read = WHOLE
    return _kept(progress, moment, lesson.completion in LessonPage.BY_READING)


@transaction.atomic
def record_playing(user, lesson: LessonPage, media: str, played: str, *, at: datetime | None = None) -> LessonProgress:
    """The user really played these hundredths of a video or recording of the lesson.

    ``played`` is a number in hexadecimal whose bit n stands for the hundredth n. What several devices played adds up. A
    lesson completed by playing is so when of each video and recording ``least_watched`` per cent were played. Raises
    ``CurriculumError`` where the lesson has no such thing to play.
    """
    lesson = as_read_by(user, lesson)
    if media not in lesson.media:
        raise CurriculumError(_("The lesson has changed; this video or recording is no longer in it."))
    moment = at or now()
    progress = _locked(user, lesson, moment)
    bits = (int(progress.played.get(media, "0"), 16) | int(played, 16)) & ALL_PLAYED
    progress.played = progress.played | {media: f"{bits:x}"}
    enough = all(share_played(progress, one) >= lesson.least_watched for one in lesson.media)
    return _kept(progress, moment, enough and lesson.completion == LessonPage.Completion.WATCHED)


def share_played(progress: LessonProgress, media: str) -> int:
    """Per cent of one video or recording."""
    return int(progress.played.get(media, "0"), 16).bit_count()


@transaction.atomic
def complete_by_passing(user, activity: Page, *, at: datetime | None = None) -> list[LessonProgress]:
    """The user passed a test (or another page of a module): the lessons that ask for it are complete."""
    moment = at or now()
    asking = LessonPage.objects.filter(passed_in=activity.pk, completion=LessonPage.Completion.PASSED)
    return [_kept(_locked(user, lesson, moment), moment, is_complete=True) for lesson in asking.order_by("pk")]


def _kept(progress: LessonProgress, moment: datetime, is_complete: bool) -> LessonProgress:
    progress.last_read_at = max(progress.last_read_at, moment)
    if is_complete:
        progress.completed_at = progress.completed_at or moment
    progress.save(update_fields=["percent_read", "last_read_at", "completed_at", "played"])
    return progress


def _locked(user, lesson: LessonPage, moment: datetime) -> LessonProgress:
    """The row of this user and lesson, locked; made when the lesson is opened for the first time."""
    progress, made = LessonProgress.objects.get_or_create(
        user=user, lesson=lesson, defaults={"opened_at": moment, "last_read_at": moment}
    )
    return progress if made else LessonProgress.objects.select_for_update().get(pk=progress.pk)
