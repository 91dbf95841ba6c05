"""From the printed sheet back to the register: print, photograph, read, confirm (``reading`` does the reading)."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from training.attendance.models import AttendanceRecord
from training.attendance.services import record_attendance
from training.attendance.sheets import geometry
from training.attendance.sheets.codes import PageCode, read_code
from training.attendance.sheets.headers import UnreadablePicture, expect_bearable
from training.attendance.sheets.models import SheetReading, SignInSheet
from training.errors import InvalidInput
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.scheduling.models import ClassMeeting

logger = logging.getLogger(__name__)
State = SheetReading.State
MOST_PHOTOGRAPHS = 12
MOST_BYTES = 16 * 1024 * 1024
NOT_OURS, OTHER_MEETING, BROKEN = "not_ours", "other_meeting", "broken"


def print_sheet(meeting: ClassMeeting, enrolments: Sequence[Enrolment], *, by) -> SignInSheet:
    """The sheet with these rows, remembered so that it can be read back. Raises ``NotAllowed``."""
    require(by, "training.record_attendance", meeting)
    rows = [enrolment.pk for enrolment in enrolments]
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    facts = {"rows": rows, "printed_by": by, "printed_at": now()}
    sheet, _made = SignInSheet.objects.get_or_create(meeting=meeting, digest=digest, defaults=facts)
    sheet.meeting = meeting
    return sheet


@transaction.atomic
def keep_photographs(meeting: ClassMeeting, files: Sequence[UploadedFile], *, by) -> list[SheetReading]:
    """Keep photographs to be read, all or none; only their headers are looked at here.

    Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "training.record_attendance", meeting)
    if not files:
        raise InvalidInput(_("Choose at least one photograph of the sheet."))
    if len(files) > MOST_PHOTOGRAPHS:
        raise InvalidInput(_("At most %(most)s photographs at a time.") % {"most": MOST_PHOTOGRAPHS})
    for file in files:
        _expect_photograph(file)
    return [
        SheetReading.objects.create(
            meeting=meeting, photograph=file, file_name=(file.name or "")[-255:], taken_by=by, created_at=now()
        )
        for file in files
    ]


def read_photograph(reading_id: int) -> SheetReading:
    """Read one photograph. A reading that is over is left alone, so a repeated task does no harm."""
    reading = SheetReading.objects.select_related("meeting").get(pk=reading_id)
    if reading.is_over:
        return reading
    SheetReading.objects.filter(pk=reading.pk).update(state=State.RUNNING)
    # Only here: the vision library takes a hundred megabytes, which processes that never read need not pay.
    from training.attendance.sheets.reading import read_page

    try:
        with reading.photograph.open("rb") as file:
            found = read_page(file.read(), lambda text: len(_rows_on(_expect_ours(reading, text))))
    except UnreadablePicture as refusal:
        return _finish(reading, State.REFUSED, refusal=refusal.reason)
    except (OSError, ArithmeticError, MemoryError):
        logger.exception("Photograph %s of a sheet could not be read", reading.pk)
        return _finish(reading, State.REFUSED, refusal=BROKEN)
    code = _expect_ours(reading, found.code)
    keys = _rows_on(code)
    reading.sheet_id, reading.page = code.sheet, code.page
    reading.rows = [{**asdict(row), "enrolment": key} for row, key in zip(found.rows, keys, strict=True)]
    reading.picture.save("page.jpg", ContentFile(found.picture), save=False)
    return _finish(reading, State.READ)


@transaction.atomic
def confirm_readings(meeting: ClassMeeting, statuses: Mapping[int, str], *, by) -> list[AttendanceRecord]:
    """Take what a person has looked at into the register, as ``record_attendance`` does; the photographs go.

    Raises as ``record_attendance``.
    """
    records = record_attendance(meeting, statuses, by=by, source=AttendanceRecord.Source.SHEET)
    _close(SheetReading.objects.open().filter(meeting=meeting), State.CONFIRMED)
    return records


@transaction.atomic
def discard_readings(meeting: ClassMeeting, *, by) -> int:
    """Throw the open readings of a meeting away with their photographs; returns how many. Raises ``NotAllowed``."""
    require(by, "training.record_attendance", meeting)
    return _close(SheetReading.objects.open().filter(meeting=meeting), State.DISCARDED)


def readings_left_lying(*, silent_for: timedelta) -> list[int]:
    """Photographs whose worker was killed or whose message was lost."""
    lost = SheetReading.objects.filter(state__in=[State.WAITING, State.RUNNING], created_at__lt=now() - silent_for)
    return list(lost.values_list("pk", flat=True))


def why_refused(refusal: str) -> str:
    """The sentence for a photograph that could not be read: what happened and what to do."""
    sentences = {
        UnreadablePicture.NOT_A_PICTURE: _("This is not a sound JPEG or PNG picture. Photograph the page again."),
        UnreadablePicture.TOO_LARGE: _("The picture is too large. Choose a lower resolution on the telephone."),
        UnreadablePicture.TOO_SMALL: _("The picture is too small to be read. Photograph the page from nearer."),
        UnreadablePicture.NOT_A_SHEET: _(
            "The black squares at the corners were not found. Lay the page flat and photograph all four corners."
        ),
        UnreadablePicture.NO_CODE: _(
            "The square code at the top was not readable. Photograph the page again, sharp and without reflections."
        ),
        NOT_OURS: _("The code is not one of a sheet printed here. Photograph a sheet printed from this page."),
        OTHER_MEETING: _("This sheet belongs to another meeting. Open that meeting and give the photograph there."),
        BROKEN: _("The photograph could not be read. Nothing was changed; try again with another one."),
    }
    return sentences.get(refusal, sentences[BROKEN])


def _expect_photograph(file: UploadedFile) -> None:
    name = {"file": file.name or ""}
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInput(_("%(file)s is larger than 16 MB and was not read.") % name)
    try:
        expect_bearable(cast(BinaryIO, file))
    except UnreadablePicture as refusal:
        raise InvalidInput(f"{name['file']}: {why_refused(refusal.reason)}") from refusal


def _expect_ours(reading: SheetReading, text: str) -> PageCode:
    code = read_code(text)
    if code is None:
        raise UnreadablePicture(NOT_OURS)
    if code.meeting != reading.meeting_id:
        raise UnreadablePicture(OTHER_MEETING)
    return code


def _rows_on(code: PageCode) -> list[int]:
    sheet = SignInSheet.objects.filter(pk=code.sheet, meeting=code.meeting).first()
    if sheet is None or not 1 <= code.page <= geometry.pages_of(len(sheet.rows)):
        raise UnreadablePicture(NOT_OURS)
    first = (code.page - 1) * geometry.ROWS_A_PAGE
    return sheet.rows[first : first + geometry.ROWS_A_PAGE]


def _finish(reading: SheetReading, state: str, *, refusal: str = "") -> SheetReading:
    reading.state, reading.refusal, reading.finished_at = state, refusal, now()
    with transaction.atomic():
        standing = SheetReading.objects.select_for_update().get(pk=reading.pk)
        if standing.is_over:  # thrown away meanwhile, or read by another worker
            return standing
        reading.save()
    return reading


def _close(readings, state: str) -> int:
    rows = list(readings.select_for_update())
    for row in rows:
        row.state = state
        row.save(update_fields=["state"])
    files = [file for row in rows for file in (row.photograph, row.picture) if file]
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])
    return len(rows)
