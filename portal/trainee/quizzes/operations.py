"""What devices keep of a quiz without a network: each change of an answer, and that it was handed in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.errors import InvalidInput
from curriculum.models import AttemptAnswer, QuizAttempt
from curriculum.quizzes.services import Change, save_answers, submit_attempt
from portal.offline.operations import Answer, Operation, handles

AHEAD = timedelta(seconds=5)
Standing = AttemptAnswer.Standing


def take_answer(operation: Operation, *, by) -> Answer:
    """``{"attempt", "question", "response"?, "flagged"?, "at"?}``: one change, by true time."""
    attempt = _whole(operation.body.get("attempt"))
    saved = save_answers(attempt, [change_in(operation)], by=by)
    standing = saved.standing[operation.id]
    return Answer(sentence_of(standing), {"attempt": attempt, "standing": standing})


def take_submission(operation: Operation, *, by) -> Answer:
    """``{"attempt"}``: handed in when the button was pressed."""
    attempt = QuizAttempt.objects.filter(pk=_whole(operation.body.get("attempt")), user=by).first()
    if attempt is None:
        raise InvalidInput(_("The page sent no answer that could be read. Load it again."))
    done = submit_attempt(attempt, by=by, made_at=_moment(operation))
    moment = f"{localtime(done.submitted_at):%H:%M}"
    return Answer(_("Handed in at %(moment)s.") % {"moment": moment}, {"attempt": done.pk})


def answers_in(operations: Iterable[Operation], attempt_id: int) -> list[Change]:
    """The changes of one attempt among what a page sent; anything else is left out."""
    mine = [one for one in operations if one.kind == "quiz_answer" and _whole(one.body.get("attempt")) == attempt_id]
    return [change_in(one) for one in mine]


def change_in(operation: Operation) -> Change:
    response, flagged = operation.body.get("response"), operation.body.get("flagged")
    return Change(
        operation.id,
        _whole(operation.body.get("question")),
        _moment(operation),
        response if isinstance(response, Mapping) else None,
        flagged if isinstance(flagged, bool) else None,
    )


def sentence_of(standing: str) -> str:
    if standing == Standing.LATE:
        return _("Your answer arrived late. It is kept; the lecturer decides whether it counts.")
    if standing == Standing.AFTER_END:
        return _("Your answer was made after the end. It is kept but does not count.")
    return _("Your answer is saved.")


def _moment(operation: Operation) -> datetime:
    """``at`` is the moment by the server's clock as the page reckoned it with a clock nobody can set; it holds also
    where that page is gone and the device's own clock was moved. Without it, what the sync engine found.
    """
    at: Any = operation.body.get("at")
    try:
        moment = parse_datetime(at) if isinstance(at, str) else None
    except ValueError:
        moment = None
    if moment is None or is_naive(moment) or moment > now() + AHEAD:
        return operation.made_at
    return moment


def _whole(value: Any) -> int:
    """A key as JSON carries it; 0, which is nobody's, for anything else."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 19 else 0


handles("quiz_answer", take_answer)
handles("quiz_submit", take_submission)
