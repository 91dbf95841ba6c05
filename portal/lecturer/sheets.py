"""The printed sign-in sheet and its photographs: print, give photographs, look at what was read, confirm."""

from dataclasses import dataclass

from PIL import Image

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from curriculum.clock.time import today
from portal.access import requires
from portal.lecturer import queries
from portal.lecturer.rolls import PREFIX, chosen_in
from portal.lecturer.views import meeting_or_404
from portal.papers.sign_in import render_sign_in_sheet
from training.attendance.sheets import geometry
from training.attendance.sheets.services import (
    MOST_PHOTOGRAPHS,
    confirm_readings,
    discard_readings,
    keep_photographs,
    print_sheet,
    why_refused,
)
from training.errors import TrainingError
from training.models import AttendanceRecord, ClassMeeting, Enrolment, SheetReading
from training.tasks import read_sheet

Status = AttendanceRecord.Status


@dataclass(frozen=True)
class SheetLine:
    """One learner, what was read for him, and where to look when that is doubtful."""

    enrolment: Enrolment
    status: str
    doubt: str
    reading: int | None = None
    row: int | None = None

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.enrolment.pk}"


@require_GET
@requires("portal.use_lecturer")
def sign_in_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to sign by hand, as PDF for the printer; a photograph of it is read back."""
    held = meeting_or_404(request, pk)
    people = queries.expected(held)
    sheet = print_sheet(held, people, by=request.user)
    response = HttpResponse(render_sign_in_sheet(sheet, people), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="phieu-diem-danh-{held.pk}.pdf"'
    return response


@requires("portal.use_lecturer")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Photographs are given; once all are read, the filled-in register is shown to be confirmed."""
    held = meeting_or_404(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                readings = keep_photographs(held, request.FILES.getlist("photographs"), by=request.user)
                keys = [reading.pk for reading in readings]
                transaction.on_commit(lambda: [read_sheet.delay(key) for key in keys])
        except TrainingError as error:
            refusal = str(error)
        else:
            return redirect("lecturer:sheet_read", pk=pk)
    return _show(request, held, refusal=refusal)


@require_POST
@requires("portal.use_lecturer")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person has looked at goes into the register."""
    held = meeting_or_404(request, pk)
    chosen = chosen_in(request.POST)
    try:
        changed = confirm_readings(held, chosen, by=request.user)
    except TrainingError as error:
        return _show(request, held, refusal=str(error), chosen=chosen)
    text = ngettext("Saved from the sheet: %(count)s entry.", "Saved from the sheet: %(count)s entries.", len(changed))
    messages.success(request, text % {"count": len(changed)})
    return redirect("lecturer:meeting", pk=pk)


@require_POST
@requires("portal.use_lecturer")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    held = meeting_or_404(request, pk)
    discard_readings(held, by=request.user)
    messages.success(request, _("The photographs were thrown away; the register is as it was."))
    return redirect("lecturer:sheet_read", pk=pk)


@require_GET
@requires("portal.use_lecturer")
def row_picture(request: HttpRequest, pk: int, reading: int, row: int) -> HttpResponse:
    """The strip of one row, cut from the straightened photograph."""
    held = meeting_or_404(request, pk)
    found = get_object_or_404(SheetReading.objects.open(), pk=reading, meeting=held)
    if not found.picture or row >= len(found.rows):
        raise Http404(row)
    answer = HttpResponse(content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    with found.picture.open("rb") as file, Image.open(file) as page:
        scale = page.width / geometry.WIDTH
        box = geometry.answer_box(row)
        strip = page.crop(tuple(round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom)))
        strip.save(answer, "JPEG", quality=75)
    return answer


def _show(
    request: HttpRequest, held: ClassMeeting, *, refusal: str = "", chosen: dict[int, str] | None = None
) -> HttpResponse:
    readings = list(SheetReading.objects.open().filter(meeting=held).select_related("sheet"))
    waiting = [reading for reading in readings if not reading.is_over]
    done = [reading for reading in readings if reading.state == SheetReading.State.READ]
    lines = _lines(held, done, chosen or {}) if done and not waiting else []
    context = {
        "meeting": held,
        "refusal": refusal,
        "may_record": held.date <= today() and held.status != ClassMeeting.Status.CANCELLED,
        "readings": readings,
        "waiting": waiting,
        "done": len(readings) - len(waiting),
        "refused": [(row, why_refused(row.refusal)) for row in readings if row.state == SheetReading.State.REFUSED],
        "missing": _missing_pages(done),
        "lines": lines,
        "doubtful": [line for line in lines if line.doubt],
        "tally": [(state, state.label, sum(line.status == state for line in lines)) for state in Status],
        "most": MOST_PHOTOGRAPHS,
    }
    answer = render(request, "portal/teach/sheet_read.html", context, status=422 if refusal else 200)
    if waiting:
        answer["Refresh"] = "2"
    return answer


def _lines(held: ClassMeeting, done: list[SheetReading], chosen: dict[int, str]) -> list[SheetLine]:
    """Every learner of the class with what was read; the later photograph of a page counts. One query."""
    read_rows = {row["enrolment"]: (reading.pk, row) for reading in done for row in reading.rows}
    lines = []
    for enrolment in queries.expected(held):
        reading, row = read_rows.get(enrolment.pk, (None, None))
        if row is None:
            lines.append(SheetLine(enrolment, chosen.get(enrolment.pk, ""), doubt_in_words("not_on_sheet")))
            continue
        status = chosen.get(enrolment.pk) or row["status"]
        lines.append(SheetLine(enrolment, status, doubt_in_words(row["doubt"]), reading, row["row"]))
    return lines


def _missing_pages(done: list[SheetReading]) -> list[int]:
    """The pages of the sheet of which there is no photograph yet."""
    if not done or done[-1].sheet is None:
        return []
    sheet = done[-1].sheet
    there = {reading.page for reading in done if reading.sheet_id == sheet.pk}
    return [page for page in range(1, geometry.pages_of(len(sheet.rows)) + 1) if page not in there]


def doubt_in_words(doubt: str) -> str:
    """Why one had better look at a row; empty where there is no doubt."""
    words = {
        "": "",
        "two_marks": _("Two circles are marked."),
        "faint": _("The mark is faint."),
        "faint_signature": _("The signature is faint."),
        "signed_absent": _("Signed, yet marked absent."),
        "empty": _("Neither signed nor marked."),
        "not_on_sheet": _("Not on the photographed pages."),
    }
    return words.get(doubt, words["faint"])
