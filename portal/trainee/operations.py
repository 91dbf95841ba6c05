"""What trainees' phones keep without a network: the code of a check-in, read from the screen, and what was read, played
and written in lessons.
"""

import re
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.models import LessonPage, LessonProgress
from curriculum.notes.services import write_note
from curriculum.progress.services import confirm_reading, record_playing, record_reading
from portal.offline.operations import Answer, Operation, handles
from training.attendance.services import check_in
from training.attendance.services.check_in import CheckedIn
from training.errors import InvalidInput
from training.models import AttendanceRecord

PLAYED = re.compile(r"[0-9a-f]{1,25}")
UNREADABLE = gettext_lazy("The phone sent something the portal cannot read. Reload the page.")


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


def take_reading(operation: Operation, *, by) -> Answer:
    """``{"lesson", "percent"}``: the furthest place counts, in whatever order the devices tell."""
    lesson = lesson_of(operation, by)
    kept = record_reading(by, lesson, _number(operation.body.get("percent")), at=operation.made_at)
    return _kept(kept)


def take_finished(operation: Operation, *, by) -> Answer:
    """``{"lesson"}``: "I have read it"."""
    return _kept(confirm_reading(by, lesson_of(operation, by), at=operation.made_at))


def take_played(operation: Operation, *, by) -> Answer:
    """``{"lesson", "media", "played"}``: hundredths of a video or recording as bits of a hexadecimal number."""
    media, played = operation.body.get("media"), operation.body.get("played")
    if not isinstance(media, str) or not isinstance(played, str) or not PLAYED.fullmatch(played):
        raise InvalidInput(UNREADABLE)
    return _kept(record_playing(by, lesson_of(operation, by, with_body=True), media, played, at=operation.made_at))


def take_note(operation: Operation, *, by) -> Answer:
    """``{"lesson", "text", "base", "writer"}``: one's own note, from version ``base`` on."""
    text, writer = operation.body.get("text"), operation.body.get("writer", "")
    if not isinstance(text, str) or not isinstance(writer, str) or len(writer) > 64:
        raise InvalidInput(UNREADABLE)
    base = _number(operation.body.get("base"))
    note = write_note(lesson_of(operation, by), text, base=base, by=by, writer=writer, at=operation.made_at)
    others = note.others.count()
    sentence = _("Your note was changed on two devices. Both texts are kept; look at them.") if others else ""
    return Answer(sentence, {"version": note.version, "text": note.text, "others": others})


def lesson_of(operation: Operation, by, *, with_body: bool = False) -> LessonPage:
    """The lesson the operation is about; refused where it is gone or not open to the person."""
    lessons = LessonPage.objects.live() if with_body else LessonPage.objects.live().defer("body")
    lesson = lessons.filter(pk=_number(operation.body.get("lesson"))).first()
    if lesson is None or not by.has_perm("curriculum.open_lesson", lesson):
        raise InvalidInput(_("The lesson is not open to you any more; what was read there was not taken in."))
    return lesson


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise InvalidInput(UNREADABLE)
    return value


def _kept(progress: LessonProgress) -> Answer:
    """Nothing to say: the page shows it."""
    is_complete = progress.completed_at is not None
    return Answer("", {"lesson": progress.lesson_id, "percent": progress.percent_read, "complete": is_complete})


handles("check_in", take_check_in)
handles("lesson_reading", take_reading)
handles("lesson_finished", take_finished)
handles("lesson_played", take_played)
handles("lesson_note", take_note)
