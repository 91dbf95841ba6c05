"""Re-mark requests (phúc khảo): a learner asks once for each mark, whoever may correct it answers."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.services import lock_class
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.models import Mark, RemarkRequest
from training.results.services.marking import correct_mark, expect_open_for_marks
from training.signals import remark_answered


@transaction.atomic
def ask_for_remark(mark: Mark, *, reason: str, by) -> RemarkRequest:
    """Ask that one's own mark be looked at again. The second request for the same mark is the first.

    Raises ``NotAllowed`` for somebody else's mark; ``WrongState`` after ``training.remark_days`` or once marks are
    locked; ``InvalidInput`` without a reason.
    """
    if mark.enrolment.person.user_id != by.pk:
        raise NotAllowed(_("Only the learner asks for his mark to be looked at again."))
    held = lock_class(mark.enrolment.training_class)
    existing = RemarkRequest.objects.filter(mark=mark).first()
    if existing is not None:
        return existing
    refusal = why_no_remark(mark)
    if refusal:
        raise WrongState(refusal)
    expect_open_for_marks(held)
    if not nfc(reason):
        raise InvalidInput(_("Say what should be looked at again. Nothing was sent."))
    request = RemarkRequest.objects.create(mark=mark, reason=nfc(reason)[:500], asked_by=by, asked_at=now())
    log(mark.enrolment, "training.remark.ask", user=by, data={"mark": mark.pk, "reason": request.reason})
    return request


@transaction.atomic
def answer_remark(request: RemarkRequest, *, answer: str, by, typed: object = "") -> RemarkRequest:
    """Answer the request: with a new mark (``typed``) it is corrected, without one it stays.

    Raises ``NotAllowed``; ``WrongState`` when answered already or marks are locked; ``InvalidInput`` without words.
    """
    training_class = request.mark.enrolment.training_class
    require(by, "training.correct_mark", training_class)
    expect_open_for_marks(lock_class(training_class))
    held = RemarkRequest.objects.select_related("mark__enrolment__training_class", "mark__assessment").get(
        pk=request.pk
    )
    if held.status != RemarkRequest.Status.OPEN:
        raise WrongState(_("This request was answered already."))
    if not nfc(answer):
        raise InvalidInput(_("Write the answer; the learner reads it. Nothing was changed."))
    held.answer, held.answered_by, held.answered_at = nfc(answer)[:500], by, now()
    if str(typed or "").strip():
        correct_mark(held.mark, typed, reason=_("Re-mark: %(answer)s") % {"answer": held.answer[:250]}, by=by)
        held.status = RemarkRequest.Status.CHANGED
    else:
        held.status = RemarkRequest.Status.KEPT
    held.save()
    log(held.mark.enrolment, "training.remark.answer", user=by, data={"mark": held.mark_id, "status": held.status})
    transaction.on_commit(lambda: remark_answered.send(RemarkRequest, request=held))
    return held


def why_no_remark(mark: Mark) -> str:
    """The sentence why this mark can no longer be asked about; empty where it can."""
    if Mark.objects.filter(replaces=mark).exists():
        return _("This mark was replaced meanwhile. Look at the newer one first.")
    if is_too_late_for_remark(mark):
        return _("A mark could be asked about until %(day)s.") % {"day": _last_day(mark).strftime("%d/%m/%Y")}
    return ""


def is_too_late_for_remark(mark: Mark) -> bool:
    """Whether the days in which a mark may be asked about are over."""
    return today() > _last_day(mark)


def _last_day(mark: Mark) -> date:
    day = localdate(mark.entered_at)
    return day + timedelta(days=value_on("training.remark_days", day))
