"""Leave (xin nghỉ học): asked for with a reason and a paper, decided by the class supervisor or the office."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.attendance.models import AttendanceRecord, LeaveRequest
from training.attendance.services.writing import log_roll
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.regulations.queries import value_on
from training.scheduling.models import ClassMeeting
from training.signals import leave_decided, leave_requested

MOST_BYTES = 5 * 1024 * 1024
BEGINNINGS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
Status = LeaveRequest.Status


@transaction.atomic
def ask_for_leave(
    enrolment: Enrolment,
    meetings: Iterable[ClassMeeting],
    *,
    kind: str,
    reason: str,
    by,
    document: File | None = None,
    declares_no_secret: bool = False,
) -> LeaveRequest:
    """Ask to be excused from meetings of one's class, those to come or those of the last days (a dated rule).

    The declaration that the paper holds no state secret is kept in the log (rules.md §9). The same request asked for
    twice is one; a paper that comes with the second is added. Raises ``NotAllowed``, ``InvalidInput``; ``WrongState``
    where the place is no longer held.
    """
    require(by, "training.ask_for_leave", enrolment)
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=enrolment.pk)
    if held.status != Enrolment.Status.ENROLLED:
        raise WrongState(_("You no longer study in this class."))
    chosen = _meetings_to_excuse(held, meetings)
    if kind not in LeaveRequest.Kind.values or not nfc(reason).strip():
        raise InvalidInput(_("Say why you cannot come: choose the kind of reason and write a sentence."))
    if document is not None:
        _expect_paper(document, declares_no_secret)
    if found := _same_request(held, chosen):
        if document is not None and not found.document:
            _add_paper(found, document, by)
        return found
    request = LeaveRequest.objects.create(
        enrolment=held,
        kind=kind,
        reason=nfc(reason).strip()[:500],
        document=document or "",
        document_name=nfc(document.name or "")[:255] if document else "",
        submitted_at=now(),
    )
    request.meetings.set(chosen)
    data = {
        "meetings": [meeting.pk for meeting in chosen],
        "has_document": document is not None,
        "declared_non_secret": bool(declares_no_secret),
    }
    log(request, "training.leave.request", user=by, data=data)
    transaction.on_commit(lambda: leave_requested.send(LeaveRequest, request=request))
    return request


@transaction.atomic
def decide_on_leave(request: LeaveRequest, *, approve: bool, by, answer: str = "") -> LeaveRequest:
    """Approve or refuse. Approved meetings whose register already says absent become excused; the others are preset
    as excused when their roll is taken.

    Raises ``NotAllowed``; ``WrongState`` where it was decided otherwise; ``InvalidInput`` for a refusal without words.
    """
    require(by, "training.decide_on_leave", request)
    held = _lock(request)
    wanted = Status.APPROVED if approve else Status.REJECTED
    if held.status == wanted:
        return held
    if held.status != Status.SUBMITTED:
        raise WrongState(_("This request was already settled: %(state)s.") % {"state": held.get_status_display()})
    if not approve and not nfc(answer).strip():
        raise InvalidInput(_("Say why the leave is refused. The trainee will read it."))
    held.status, held.answer, held.decided_by, held.decided_at = wanted, nfc(answer).strip()[:500], by, now()
    held.save(update_fields=["status", "answer", "decided_by", "decided_at"])
    log(held, f"training.leave.{'approve' if approve else 'reject'}", user=by, data={"answer": held.answer})
    if approve:
        _excuse(held, by)
    transaction.on_commit(lambda: leave_decided.send(LeaveRequest, request=held))
    return held


@transaction.atomic
def withdraw_leave(request: LeaveRequest, *, by) -> LeaveRequest:
    """Take back a request that nobody has decided on."""
    require(by, "training.withdraw_leave", request)
    held = _lock(request)
    if held.status == Status.WITHDRAWN:
        return held
    if held.status != Status.SUBMITTED:
        raise WrongState(_("This request was already settled: %(state)s.") % {"state": held.get_status_display()})
    held.status, held.decided_by, held.decided_at = Status.WITHDRAWN, by, now()
    held.save(update_fields=["status", "decided_by", "decided_at"])
    log(held, "training.leave.withdraw", user=by)
    return held


def meetings_open_to_leave(enrolment: Enrolment):
    """The meetings for which leave can be asked today: to come, or of the last days by the dated rule."""
    back = timedelta(days=value_on("training.leave_after_days"))
    return ClassMeeting.objects.filter(
        training_class=enrolment.training_class_id, status=ClassMeeting.Status.PUBLISHED, date__gte=today() - back
    ).order_by("starts_at")


def _meetings_to_excuse(enrolment: Enrolment, meetings: Iterable[ClassMeeting]) -> list[ClassMeeting]:
    keys = {meeting.pk for meeting in meetings}
    chosen = list(meetings_open_to_leave(enrolment).filter(pk__in=keys))
    if not keys:
        raise InvalidInput(_("Choose the meetings you cannot come to."))
    if len(chosen) < len(keys):
        raise InvalidInput(
            _("Leave can be asked for meetings to come and up to %(days)s days afterwards. Nothing was sent.")
            % {"days": value_on("training.leave_after_days")}
        )
    return chosen


def _same_request(enrolment: Enrolment, chosen: list[ClassMeeting]) -> LeaveRequest | None:
    keys = {meeting.pk for meeting in chosen}
    standing = enrolment.leave_requests.filter(status__in=[Status.SUBMITTED, Status.APPROVED])
    for request in standing.prefetch_related("meetings"):
        if keys <= {meeting.pk for meeting in request.meetings.all()}:
            return request
    return None


def _add_paper(request: LeaveRequest, document: File, by) -> None:
    request.document, request.document_name = document, nfc(document.name or "")[:255]
    request.save(update_fields=["document", "document_name"])
    data = {"has_document": True, "declared_non_secret": True}
    log(request, "training.leave.request", user=by, data=data)


def _expect_paper(document: File, declares_no_secret: bool) -> None:
    if not declares_no_secret:
        raise InvalidInput(_("Confirm that the document holds no state secret. It was not sent."))
    if (document.size or 0) > MOST_BYTES:
        raise InvalidInput(_("The document is larger than 5 MB. Send a smaller photograph or PDF."))
    document.seek(0)
    beginning = document.read(8)
    document.seek(0)
    if not any(beginning.startswith(known) for known in BEGINNINGS):
        raise InvalidInput(_("The document must be a PDF or a photograph (JPG, PNG)."))


def _lock(request: LeaveRequest) -> LeaveRequest:
    related = ("enrolment__person__user", "enrolment__training_class")
    return LeaveRequest.objects.select_for_update(of=("self",)).select_related(*related).get(pk=request.pk)


def _excuse(request: LeaveRequest, by) -> None:
    """Where the register already says "absent without leave", it now says "excused"; each change is in the log."""
    unexcused = AttendanceRecord.objects.filter(
        enrolment=request.enrolment, meeting__in=request.meetings.all(), status=AttendanceRecord.Status.UNEXCUSED
    )
    for record in unexcused.select_related("meeting__training_class"):
        before, record.status = record.status, AttendanceRecord.Status.EXCUSED
        record.recorded_by, record.recorded_at = by, now()
        record.save(update_fields=["status", "recorded_by", "recorded_at"])
        change = {"enrolment": record.enrolment_id, "before": before, "after": record.status, "leave": request.pk}
        log_roll(record.meeting, by, record.source, changes=[change])
