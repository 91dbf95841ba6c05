"""Handing an attempt in, or ending it by the clock, and marking what the key can mark. Each of it once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import NotAllowed
from curriculum.questions.marking import mark
from curriculum.questions.models import QuestionVersion
from curriculum.quizzes.attempts.models import AttemptAnswer, AttemptQuestion, QuestionMark, QuizAttempt
from curriculum.signals import attempt_marked

CENT = Decimal("0.01")
ON_THE_WAY = timedelta(seconds=2)  # how much later a change may seem to have been made, because it had to travel
Ground = QuestionMark.Ground


def submit_attempt(attempt: QuizAttempt, *, by, made_at: datetime | None = None) -> QuizAttempt:
    """Hand the attempt in. A second call, or one after the clock ended it, changes nothing.

    ``made_at`` is when the person pressed, where that was known only later; never later than now, never after the end.
    Raises ``NotAllowed`` for somebody else's attempt.
    """
    if attempt.user_id != by.pk:
        raise NotAllowed(_("This is not an attempt of yours. Nothing was changed."))
    return _end(attempt.pk, QuizAttempt.EndedBy.PERSON, made_at)


def close_if_over(attempt: QuizAttempt) -> QuizAttempt:
    """The attempt as it stands now: ended by the clock where its end and the grace are past."""
    return _end(attempt.pk, QuizAttempt.EndedBy.TIME) if is_over(attempt) else attempt


def close_overdue_attempts() -> int:
    """End every attempt whose end and grace are past; returns how many. For the clock, each minute."""
    overdue = [one for one in QuizAttempt.objects.open().filter(ends_at__lte=now()) if is_over(one)]
    for attempt in overdue:
        _end(attempt.pk, QuizAttempt.EndedBy.TIME)
    return len(overdue)


def is_over(attempt: QuizAttempt) -> bool:
    """Whether nothing more can arrive that counts by itself."""
    end = attempt.ends_at
    return attempt.is_open and end is not None and now() > end + timedelta(seconds=attempt.grace_seconds)


@transaction.atomic
def take_in_stragglers(attempt: QuizAttempt) -> None:
    """Mark the attempt anew after answers that were made in time arrived once it was over, or were let count."""
    held = _held(attempt.pk)
    if not held.is_open:
        _mark(held, Ground.LATE, _("An answer made in time arrived later."), by=None)


def standing_answers(attempt: QuizAttempt) -> dict[int, AttemptAnswer]:
    """By question, the latest answer that counts. One query."""
    latest: dict[int, AttemptAnswer] = {}
    rows = AttemptAnswer.objects.counted().filter(question__attempt=attempt, response__isnull=False)
    for answer in rows.order_by("made_at", "operation"):
        latest[answer.question_id] = answer
    return latest


def points_for(question: AttemptQuestion, version: QuestionVersion, answer: AttemptAnswer | None) -> Decimal | None:
    """What the key of the version gives for the answer; None where a person has to say."""
    share = mark(version.said, answer.response or {} if answer else {})
    if share is None:
        return None if answer and answer.response and answer.response.get("text", "").strip() else Decimal(0)
    return (question.points * share / 100).quantize(CENT, ROUND_HALF_UP)


def sum_up(attempt: QuizAttempt, *, reason: str, by) -> None:
    """Add the standing marks of a locked attempt up, and announce it when they are complete and say something new."""
    counting = [question for question in attempt.questions.all() if question.counts]
    marks = QuestionMark.objects.standing().filter(question__attempt=attempt, question__counts=True)
    points = [mark.points for mark in marks]
    before = (attempt.is_marked, attempt.points)
    attempt.is_marked = len(points) == len(counting)
    attempt.points = sum(points, Decimal(0))
    if before == (attempt.is_marked, attempt.points):
        return
    attempt.save(update_fields=["is_marked", "points"])
    if attempt.is_marked:
        transaction.on_commit(
            lambda: attempt_marked.send(QuizAttempt, attempt=attempt, reason=reason if before[0] else "", by=by)
        )


def _held(attempt_id: int) -> QuizAttempt:
    """The attempt under its lock."""
    return QuizAttempt.objects.select_for_update(of=("self",)).select_related("quiz", "user").get(pk=attempt_id)


@transaction.atomic
def _end(attempt_id: int, ended_by: str, made_at: datetime | None = None) -> QuizAttempt:
    held = _held(attempt_id)
    if not held.is_open:
        return held
    moment = min(made_at or now(), now())
    if held.ends_at is not None and moment >= held.ends_at:
        moment, ended_by = held.ends_at, QuizAttempt.EndedBy.TIME
    held.submitted_at, held.ended_by = max(moment, held.started_at), ended_by
    held.save(update_fields=["submitted_at", "ended_by"])
    _set_aside(held)
    _mark(held, Ground.FIRST, "", by=None)
    if held.occasion:
        log(held.quiz, "curriculum.attempt.submit", user=held.user, data={"attempt": held.pk, "ended": ended_by})
    return held


def _set_aside(attempt: QuizAttempt) -> None:
    """Answers another device made after the moment at which the attempt was handed in, as that is known now."""
    later = AttemptAnswer.objects.filter(question__attempt=attempt, made_at__gt=attempt.submitted_at + ON_THE_WAY)
    later.filter(standing=AttemptAnswer.Standing.IN_TIME).update(standing=AttemptAnswer.Standing.AFTER_END)


def _mark(attempt: QuizAttempt, ground: str, reason: str, *, by) -> None:
    """Mark by the key every question whose standing answer has no mark yet. Few queries whatever the sheet holds."""
    answers = standing_answers(attempt)
    questions = list(attempt.questions.select_related("version"))
    given = QuestionMark.objects.standing().filter(question__attempt=attempt).select_related("key")
    standing = {one.question_id: one for one in given}
    new = list(_marks(questions, answers, standing, ground, reason))
    QuestionMark.objects.bulk_create(new)
    sum_up(attempt, reason=reason, by=by)


def _marks(
    questions: Iterable[AttemptQuestion],
    answers: dict[int, AttemptAnswer],
    standing: dict[int, QuestionMark],
    ground: str,
    reason: str,
) -> Iterable[QuestionMark]:
    for question in questions:
        answer, before = answers.get(question.pk), standing.get(question.pk)
        if not question.counts or (before and before.answer_id == (answer.pk if answer else None)):
            continue
        version = before.key if before and before.key else question.version
        points = points_for(question, version, answer)
        if points is not None:
            yield QuestionMark(
                question=question,
                ground=ground if before else Ground.FIRST,
                answer=answer,
                key=version,
                points=points,
                reason=reason if before else "",
                replaces=before,
                marked_at=now(),
            )
