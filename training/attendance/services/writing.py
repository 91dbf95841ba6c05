"""How the register is written: many records in one statement, one entry of the log, one announcement."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now
from training.attendance.models import AttendanceRecord
from training.scheduling.models import ClassMeeting
from training.signals import absence_recorded

_WRITTEN = ["status", "source", "recorded_by", "recorded_at"]


def write_records(records: list[AttendanceRecord]) -> None:
    """Insert or overwrite, whichever each needs. One query."""
    AttendanceRecord.objects.bulk_create(
        records, update_conflicts=True, unique_fields=["meeting", "enrolment"], update_fields=_WRITTEN
    )


def log_roll(
    meeting: ClassMeeting,
    by,
    source: str,
    *,
    changes: Sequence[dict],
    outdated: Sequence[dict] = (),
    action: str = "training.attendance.record",
) -> None:
    """One entry for the whole roll, and word to whom it concerns once it is kept.

    Written without the look-ups by which Wagtail's ``log`` checks the entry's own foreign keys: the two are at hand.
    """
    data = {"source": source, "changes": list(changes)} | ({"outdated": list(outdated)} if outdated else {})
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(ClassMeeting),
        object_id=str(meeting.pk),
        label=str(meeting),
        action=action,
        timestamp=now(),
        user=by,
        data=data,
    )
    entry.clean()  # the action stands in the room's vocabulary
    ModelLogEntry.objects.bulk_create([entry])
    if any(change["after"] not in AttendanceRecord.ATTENDED for change in changes):
        transaction.on_commit(lambda: absence_recorded.send(ClassMeeting, meeting=meeting))
