"""Taking answers in. The latest by true time is the answer; nothing is added twice, nothing older overwrites.

Each change is a row of its own under the name its device gave it, so the order of arrival does not matter, and the same
change sent again, by whichever way, is there already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.errors import InvalidInput, NotAllowed
from curriculum.questions.marking import check_response
from curriculum.quizzes.attempts.models import AttemptAnswer, AttemptQuestion, QuizAttempt
from curriculum.quizzes.services.finishing import ON_THE_WAY, take_in_stragglers

Standing = AttemptAnswer.Standing
MOST = 500  # changes sent at once


@dataclass(frozen=True)
class Change:
    """One change as a device made it: a response, a flag, or both. ``made_at`` is the moment by the server's clock."""

    operation: UUID
    question: int
    made_at: datetime
    response: Mapping[str, Any] | None = None
    is_flagged: bool | None = None


@dataclass(frozen=True)
class Saved:
    """What became of the changes: how many rows are new, and how each stands, by its operation."""

    attempt: QuizAttempt
    standing: dict[UUID, str]


@transaction.atomic
def save_answers(attempt_id: int, changes: Iterable[Change], *, by) -> Saved:
    """Keep the changes of one attempt; two statements whatever their number.

    What was made in time counts, also after the attempt has ended as long as it arrives within the grace. What was made
    in time and arrives later is kept for somebody to decide; what was made after the end is kept and never counts.
    Raises ``NotAllowed`` for somebody else's attempt, ``MalformedResponse`` or ``InvalidInput`` for what is no answer.
    """
    changes = list(changes)
    questions = _locked(attempt_id, changes)
    if not questions or any(question.attempt.user_id != by.pk for question in questions.values()):
        raise NotAllowed(_("This is not an attempt of yours. Nothing was changed."))
    attempt = next(iter(questions.values())).attempt
    rows = [_row(change, questions.get(change.question), attempt) for change in changes]
    AttemptAnswer.objects.bulk_create(rows, ignore_conflicts=True)
    if not attempt.is_open and any(row.standing == Standing.IN_TIME for row in rows):
        take_in_stragglers(attempt)
    return Saved(attempt, {row.operation: row.standing for row in rows})


def standing_of(attempt: QuizAttempt, made_at: datetime, received_at: datetime) -> str:
    """Whether a change made and received at these moments counts (docs/decisions/0029)."""
    end = attempt.submitted_at or attempt.ends_at
    if end is None:
        return Standing.IN_TIME
    if made_at > end + ON_THE_WAY:
        return Standing.AFTER_END
    return Standing.IN_TIME if received_at <= end + timedelta(seconds=attempt.grace_seconds) else Standing.LATE


def _locked(attempt_id: int, changes: list[Change]) -> dict[int, AttemptQuestion]:
    """The questions that change, with their attempt locked against being handed in meanwhile. One query."""
    if not 0 < len(changes) <= MOST:
        raise InvalidInput(_("The page sent no answer that could be read. Load it again."))
    rows = AttemptQuestion.objects.filter(attempt=attempt_id, pk__in={change.question for change in changes})
    rows = rows.select_related("attempt", "version").select_for_update(of=("attempt",))
    shown = ("attempt__user", "attempt__submitted_at", "attempt__ended_by", "attempt__ends_at", "version__content")
    return {row.pk: row for row in rows.only("attempt", "version", "attempt__grace_seconds", *shown)}


def _row(change: Change, question: AttemptQuestion | None, attempt: QuizAttempt) -> AttemptAnswer:
    if question is None or (change.response is None and change.is_flagged is None):
        raise InvalidInput(_("The page sent no answer that could be read. Load it again."))
    if change.response is not None:
        check_response(question.version.said, change.response)
    moment = now()
    made_at = min(change.made_at, moment)
    return AttemptAnswer(
        question=question,
        operation=change.operation,
        response=change.response,
        is_flagged=change.is_flagged,
        made_at=made_at,
        received_at=moment,
        standing=standing_of(attempt, made_at, moment),
    )
