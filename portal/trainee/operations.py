"""What trainees' phones keep without a network: the code of a check-in, read from the screen."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.offline.operations import Answer, Operation, handles
from training.attendance.services import check_in
from training.attendance.services.check_in import CheckedIn
from training.errors import InvalidInput
from training.models import AttendanceRecord


def take_check_in(operation: Operation, *, by) -> Answer:
    """``{"code", "installation"}``: judged against the moment at which it was read."""
    code, installation = operation.body.get("code"), operation.body.get("installation", "")
    if not isinstance(code, str) or not isinstance(installation, str) or len(code) > 100:
        raise InvalidInput(_("The phone sent no code. Scan the code on the lecturer's screen."))
    try:
        result = check_in(code, by=by, scanned_at=operation.made_at, installation=installation)
    except InvalidInput:
        # A phone that slept counts too little time, a clock that was set too much: one of the two is right.
        if operation.by_clock == operation.made_at:
            raise
        result = check_in(code, by=by, scanned_at=operation.by_clock, installation=installation)
    return Answer(sentence_of(result), kept_of(result))


def sentence_of(result: CheckedIn) -> str:
    """What the trainee reads."""
    values = {"moment": f"{localtime(result.check_in.scanned_at):%H:%M}"}
    if not result.check_in.is_counted:
        return _("Read at %(moment)s, but the lecturer had marked you absent. The lecturer decides.") % values
    if result.status == "late":
        return _("You are checked in since %(moment)s, as late.") % values
    return _("You are checked in since %(moment)s.") % values


def kept_of(result: CheckedIn) -> dict:
    meeting = result.check_in.meeting
    return {
        "meeting": meeting.pk,
        "topic": meeting.topic,
        "status": result.status,
        "label": str(AttendanceRecord.Status(result.status).label),
        "scanned_at": localtime(result.check_in.scanned_at).isoformat(),
        "counted": result.check_in.is_counted,
    }


handles("check_in", take_check_in)
