"""Marks that a person gives, and marks given anew. Every mark replaced stays readable, with the reason."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import InvalidInput, WrongState
from curriculum.permissions import require
from curriculum.questions.marking import BY_PERSON
from curriculum.questions.models import Question, QuestionVersion
from curriculum.quizzes.attempts.models import AttemptAnswer, AttemptQuestion, QuestionMark, QuizAttempt
from curriculum.quizzes.services.finishing import (
    CENT,
    points_for,
    standing_answers,
    sum_up,
    take_in_stragglers,
)
from curriculum.vietnamese.text import nfc

Ground = QuestionMark.Ground
Standing = AttemptAnswer.Standing


@transaction.atomic
def mark_question(
    question: AttemptQuestion,
    *,
    by,
    points: object = "",
    levels: Mapping[str, int] | None = None,
    comment: str = "",
    reason: str = "",
) -> QuestionMark:
    """Give one essay or situation its points: by the levels of the rubric, or as typed where there is none.

    ``levels`` names for each criterion the place of the level chosen. Over a mark that is there already it takes a
    reason. Saying the same again changes nothing. Raises ``NotAllowed``, ``WrongState``, ``InvalidInput``.
    """
    attempt = _locked(question.attempt_id)
    require(by, "curriculum.mark_attempt", attempt)
    content = question.version.said
    if attempt.is_open:
        raise WrongState(_("The attempt is still open. Mark it once it is handed in."))
    if content.kind not in BY_PERSON or not question.counts:
        raise InvalidInput(_("This question is marked by its key. Regrade it where the key is wrong."))
    chosen = {key: int(place) for key, place in (levels or {}).items()}
    given = _by_rubric(question, chosen) if content.rubric else _typed(points, question.points)
    before = QuestionMark.objects.standing().filter(question=question).first()
    answer = standing_answers(attempt).get(question.pk)
    said = (given, chosen, nfc(comment), answer.pk if answer else None)
    if before and (before.points, before.levels, before.comment, before.answer_id) == said:
        return before
    if before and not nfc(reason):
        raise InvalidInput(_("A changed mark needs a reason. The old mark was kept."))
    mark = QuestionMark.objects.create(
        question=question,
        ground=Ground.REGRADE if before else Ground.FIRST,
        answer=answer,
        points=given,
        levels=chosen,
        comment=nfc(comment),
        reason=nfc(reason)[:300] if before else "",
        replaces=before,
        marked_by=by,
        marked_at=now(),
    )
    data = {"attempt": attempt.pk, "question": question.position, "points": str(given), "reason": mark.reason}
    log(attempt.quiz, "curriculum.attempt.mark", user=by, data=data)
    sum_up(attempt, reason=mark.reason, by=by)
    return mark


@transaction.atomic
def regrade_question(question: Question, key: QuestionVersion | None, *, attempts, reason: str, by) -> int:
    """Mark a question anew in all of these attempts, by the key of another of its versions.

    Without a key everybody gets the whole of its points (the question was wrong). Marks that come out as they were
    stay. Returns how many changed. Raises ``NotAllowed`` where one of the attempts is not the person's to mark, and
    ``InvalidInput`` without a reason or where the key does not fit the answers given.
    """
    reason = nfc(reason)[:300]
    if not reason:
        raise InvalidInput(_("A changed mark needs a reason. The old mark was kept."))
    if key is not None and (key.question_id != question.pk or key.review != QuestionVersion.Review.APPROVED):
        raise InvalidInput(_("Regrade by an approved version of the same question."))
    rows = AttemptQuestion.objects.filter(attempt__in=attempts, version__question=question, counts=True)
    rows = rows.filter(attempt__submitted_at__isnull=False).select_related("version").order_by("attempt", "position")
    changed = 0
    for row in rows:
        attempt = _locked(row.attempt_id)
        require(by, "curriculum.mark_attempt", attempt)
        if _regrade(row, attempt, key, reason, by):
            changed += 1
            sum_up(attempt, reason=reason, by=by)
    if changed:
        data = {"question": question.pk, "key": key.number if key else None, "changed": changed, "reason": reason}
        log(question, "curriculum.question.regrade", user=by, data=data)
    return changed


@transaction.atomic
def decide_late_answer(answer: AttemptAnswer, *, counts: bool, reason: str, by) -> AttemptAnswer:
    """Let an answer that arrived late count, or not. Once decided it stays so.

    Raises ``NotAllowed``, ``WrongState`` where it was decided otherwise, ``InvalidInput`` without a reason.
    """
    attempt = _locked(answer.question.attempt_id)
    require(by, "curriculum.mark_attempt", attempt)
    held = AttemptAnswer.objects.select_for_update().get(pk=answer.pk)
    wanted = Standing.TAKEN if counts else Standing.REFUSED
    if held.standing == wanted:
        return held
    if held.standing != Standing.LATE:
        raise WrongState(_("This answer was decided on meanwhile."))
    if not nfc(reason):
        raise InvalidInput(_("Say why. Nothing was decided."))
    held.standing, held.reason, held.decided_by, held.decided_at = wanted, nfc(reason)[:300], by, now()
    held.save(update_fields=["standing", "reason", "decided_by", "decided_at"])
    log(attempt.quiz, "curriculum.attempt.late", user=by, data={"answer": held.pk, "counts": counts, "reason": reason})
    if counts:
        take_in_stragglers(attempt)
    return held


def _locked(attempt_id: int) -> QuizAttempt:
    return QuizAttempt.objects.select_for_update(of=("self",)).select_related("quiz", "user").get(pk=attempt_id)


def _regrade(row: AttemptQuestion, attempt: QuizAttempt, key: QuestionVersion | None, reason: str, by) -> bool:
    before = QuestionMark.objects.standing().filter(question=row).first()
    answer = standing_answers(attempt).get(row.pk)
    points = points_for(row, key, answer) if key else row.points
    if points is None or (before and (before.points, before.key_id) == (points, key.pk if key else before.key_id)):
        return False
    QuestionMark.objects.create(
        question=row,
        ground=Ground.REGRADE if before else Ground.FIRST,
        answer=answer,
        key=key,
        points=points,
        reason=reason,
        replaces=before,
        marked_by=by,
        marked_at=now(),
    )
    return True


def _by_rubric(question: AttemptQuestion, chosen: Mapping[str, int]) -> Decimal:
    """The levels chosen, as a share of the best ones, in the points of the question."""
    rubric = question.version.said.rubric
    if set(chosen) != {one.key for one in rubric}:
        raise InvalidInput(_("Choose a level for each criterion. Nothing was saved."))
    if any(not 0 <= chosen[one.key] < len(one.levels) for one in rubric):
        raise InvalidInput(_("Choose a level for each criterion. Nothing was saved."))
    best = sum((max(level.points for level in one.levels) for one in rubric), Decimal(0))
    reached = sum((one.levels[chosen[one.key]].points for one in rubric), Decimal(0))
    return (question.points * reached / best).quantize(CENT) if best else question.points


def _typed(points: object, most: Decimal) -> Decimal:
    try:
        given = Decimal(str(points).strip().replace(",", ".")).quantize(CENT)
    except InvalidOperation as error:
        raise InvalidInput(_("Type the points as a number, such as 1,5. Nothing was saved.")) from error
    if not 0 <= given <= most:
        raise InvalidInput(_("The points lie between 0 and %(most)s. Nothing was saved.") % {"most": most.normalize()})
    return given
