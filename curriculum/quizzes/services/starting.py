"""Beginning an attempt. Two presses, two tabs, two devices: one attempt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.models import PageLogEntry

from curriculum.clock.time import now
from curriculum.errors import WrongState
from curriculum.permissions import require
from curriculum.prepared.questions import Prepared
from curriculum.quizzes.attempts.models import AttemptQuestion, QuizAttempt
from curriculum.quizzes.drawing import Drawn, draw
from curriculum.quizzes.models import QuizPage
from curriculum.quizzes.services.finishing import close_if_over


@dataclass(frozen=True)
class Terms:
    """On what terms a room above gives a quiz to one person: for a sitting, in its window, with what was granted."""

    occasion: str
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts_allowed: int = 1
    admit: Callable[[], None] = lambda: None  # asked before an attempt begins; refuses by raising


def start_attempt(quiz: QuizPage, *, by, terms: Terms | None = None, dice: Random | None = None) -> QuizAttempt:
    """The open attempt of the person, begun now where there is none.

    Without ``terms`` the person studies alone: ``curriculum.take_quiz`` is asked, the quiz's own terms hold and what a
    person would have to mark does not count. With terms the caller has asked. Raises ``NotAllowed``, and ``WrongState``
    where all attempts are used or the bank has too few questions.
    """
    if terms is None:
        require(by, "curriculum.take_quiz", quiz)
    given = terms or Terms("", None, quiz.minutes, quiz.attempts_allowed)
    mine = _attempts(quiz.pk, by.pk, given.occasion)
    standing = next((one for one in mine if one.is_open), None)
    if standing is not None and close_if_over(standing).is_open:
        return standing
    given.admit()
    try:
        with transaction.atomic():
            return _begin(quiz, by, given, draw(quiz, has_marker=terms is not None, dice=dice), used=len(mine))
    except IntegrityError:
        # Pressed twice at once: the other press has begun it.
        begun = next((one for one in _attempts(quiz.pk, by.pk, given.occasion) if one.is_open), None)
        if begun is None:
            raise
        return begun


@transaction.atomic
def change_end(attempt: QuizAttempt, *, ends_at: datetime | None, closes_at: datetime | None) -> QuizAttempt:
    """Let an open attempt end at another moment, because a room above grants more time; one that is over stays so."""
    held = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if held.is_open and (held.ends_at, held.closes_at) != (ends_at, closes_at):
        held.ends_at, held.closes_at = ends_at, closes_at
        held.save(update_fields=["ends_at", "closes_at"])
    return held


def end_of(started_at: datetime, minutes: int | None, closes_at: datetime | None) -> datetime | None:
    """When an attempt ends: after its minutes, and no later than the window closes."""
    by_minutes = started_at + timedelta(minutes=minutes) if minutes else None
    return min((end for end in (by_minutes, closes_at) if end is not None), default=None)


@Prepared
def _attempts(quiz: int, user: int, occasion: str) -> QuerySet[QuizAttempt]:
    return QuizAttempt.objects.filter(quiz=quiz, user=user, occasion=occasion).select_related("quiz")


def _begin(quiz: QuizPage, by, terms: Terms, sheet: list[Drawn], *, used: int) -> QuizAttempt:
    """``used`` attempts came before; two that believe themselves the same one are told apart by the database."""
    if terms.attempts_allowed and used >= terms.attempts_allowed:
        raise WrongState(
            ngettext(
                "Only %(limit)s attempt is allowed, and you have used it.",
                "Only %(limit)s attempts are allowed, and you have used them.",
                terms.attempts_allowed,
            )
            % {"limit": terms.attempts_allowed}
        )
    moment = now()
    if terms.closes_at is not None and moment >= terms.closes_at:
        raise WrongState(_("The time for this quiz is over; no attempt can begin."))
    attempt = QuizAttempt.objects.create(
        quiz=quiz,
        user=by,
        occasion=terms.occasion,
        number=used + 1,
        started_at=moment,
        ends_at=end_of(moment, terms.minutes, terms.closes_at),
        grace_seconds=quiz.grace_seconds,
        closes_at=terms.closes_at,
        pass_percent=quiz.pass_percent,
        points_possible=sum(one.points for one in sheet if one.counts),
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(
            attempt=attempt,
            position=position,
            section=one.section,
            version=one.version,
            points=one.points,
            counts=one.counts,
            order=one.order,
        )
        for position, one in enumerate(sheet, start=1)
    )
    if terms.occasion:
        _log_start(attempt)
    return attempt


def _log_start(attempt: QuizAttempt) -> None:
    """Written without the look-ups by which Wagtail's ``log`` checks the entry's own foreign keys: all are at hand."""
    entry = PageLogEntry(
        content_type=ContentType.objects.get_for_model(QuizPage),
        page=attempt.quiz,
        label=str(attempt.quiz),
        action="curriculum.attempt.start",
        timestamp=now(),
        user=attempt.user,
        data={"attempt": attempt.pk, "occasion": attempt.occasion},
    )
    entry.clean()  # the action stands in the room's vocabulary
    PageLogEntry.objects.bulk_create([entry])
