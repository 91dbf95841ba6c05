"""Marks from a workbook: the class's sheet handed out, given back, checked, and taken in by the office's service."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.access import requires
from portal.lecturer.views import class_to_mark
from training.errors import InvalidInput, TrainingError
from training.models import ImportRun
from training.results.import_columns import write_template
from training.results.services.marking import expect_open_for_marks
from training.spreadsheets.services import keep_upload, repeat_for_real
from training.spreadsheets.workbooks import too_large
from training.tasks import run_import

RUNS_SHOWN = 5
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires("portal.use_lecturer")
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the class with its names, for Excel."""
    held = class_to_mark(request, pk)
    answer = HttpResponse(content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="bang-diem-{held.pk}.xlsx"'
    write_template(held, answer)
    return answer


@requires("portal.use_lecturer")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A filled-in sheet is given; it is checked first, and nothing is written."""
    held = class_to_mark(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            expect_open_for_marks(held)
            run = _keep(request)
        except TrainingError as error:
            refusal = str(error)
        else:
            return redirect("lecturer:marks_run", pk=held.pk, run=run.pk)
    context = {
        "training_class": held,
        "refusal": refusal,
        "runs": _own_runs(request)[:RUNS_SHOWN],
        "limit": settings.IMPORT_MAX_BYTES,
        "too_large": too_large(),
    }
    return render(request, "portal/teach/marks_upload.html", context, status=422 if refusal else 200)


@require_GET
@requires("portal.use_lecturer")
def run(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """What the check found, or what was written; asks again by itself while it runs."""
    held = class_to_mark(request, pk)
    one = get_object_or_404(_own_runs(request), pk=run)
    may_write = one.state == ImportRun.State.CHECKED and one.is_dry_run and not one.counts.get("errors")
    context = {"training_class": held, "run": one, "may_write": may_write}
    answer = render(request, "portal/teach/marks_run.html", context)
    if not one.is_over:
        answer["Refresh"] = "2"
    return answer


@require_POST
@requires("portal.use_lecturer")
def write(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """The very file that was checked, now for real."""
    held = class_to_mark(request, pk)
    one = get_object_or_404(_own_runs(request), pk=run)
    try:
        with transaction.atomic():
            one = repeat_for_real(one, by=request.user)
            key = one.pk
            transaction.on_commit(lambda: run_import.delay(key))
    except TrainingError as error:
        messages.error(request, str(error))
    return redirect("lecturer:marks_run", pk=held.pk, run=one.pk)


def _own_runs(request: HttpRequest):
    return ImportRun.objects.filter(kind=ImportRun.Kind.RESULTS, started_by=request.user)


def _keep(request: HttpRequest) -> ImportRun:
    file = request.FILES.get("file")
    if file is None or "holds_no_secrets" not in request.POST:
        raise InvalidInput(_("Choose the workbook and confirm that it holds no state secrets."))
    with transaction.atomic():
        kept = keep_upload(file, kind=ImportRun.Kind.RESULTS, dry_run=True, by=request.user)
        transaction.on_commit(lambda: run_import.delay(kept.pk))
    return kept
