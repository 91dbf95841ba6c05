"""What lecturers' devices keep without a network: the roll of a meeting, mark by mark."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.offline.operations import Answer, Operation, handles
from training.attendance.services import RollMark, record_roll
from training.errors import InvalidInput
from training.models import ClassMeeting


def take_roll_call(operation: Operation, *, by) -> Answer:
    """``{"meeting", "marks": {enrolment: {"status", "age"?}}}``.

    ``age`` says how many milliseconds before the save the mark was touched; a mark without it is a preset.
    """
    rows = ClassMeeting.objects.select_related("training_class", "lecturer__person")
    meeting = rows.filter(pk=_whole(operation.body.get("meeting"))).first()
    if meeting is None:
        raise InvalidInput(_("The roll names no meeting. Nothing was saved."))
    marks = _marks(operation.body.get("marks"), operation.made_at)
    changed = record_roll(meeting, marks, by=by)
    return Answer(
        roll_saved(len(changed)),
        {"meeting": meeting.pk, "changed": len(changed), "roll": dict(_roll(meeting))},
    )


def roll_saved(count: int) -> str:
    if not count:
        return _("The roll is as it was.")
    return ngettext("Saved: %(count)s entry.", "Saved: %(count)s entries.", count) % {"count": count}


def _roll(meeting: ClassMeeting):
    return meeting.attendance.values_list("enrolment", "status")


def _marks(sent: Any, made_at: datetime) -> dict[int, RollMark]:
    if not isinstance(sent, Mapping):
        raise InvalidInput(_("The roll holds no marks. Nothing was saved."))
    marks = {}
    for key, mark in sent.items():
        if not isinstance(mark, Mapping) or not isinstance(mark.get("status"), str):
            raise InvalidInput(_("The roll holds no marks. Nothing was saved."))
        marks[_whole(key)] = RollMark(mark["status"], _touched_at(mark.get("age"), made_at))
    return marks


def _touched_at(age: Any, made_at: datetime) -> datetime | None:
    if isinstance(age, bool) or not isinstance(age, int | float) or not 0 <= age < 10**10:
        return None
    return made_at - timedelta(milliseconds=age)


def _whole(value: Any) -> int:
    """A key as JSON carries it; 0, which is nobody's, for anything else."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 19 else 0


handles("roll_call", take_roll_call)
