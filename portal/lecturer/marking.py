"""Marking one work by its rubric, and settling two marks that differ."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import check, requires
from portal.lecturer import written_work
from portal.rubrics import rows_of
from training.assignments.models import Marking, Submission
from training.assignments.rubric import rubric_of
from training.assignments.services import finish_marking, save_marking, settle_marks
from training.assignments.services.marking import Found, part_of
from training.errors import TrainingError
from training.results.marks import show_mark

RELATED = (
    "work__enrolment__person",
    "work__assignment__training_class",
    "work__assignment__second_marker__person",
    "work__assignment__assessment",
)


@requires("portal.use_lecturer")
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The work on one side, the rubric on the other. Posting saves, or finishes and goes on to the next work."""
    held = _submission(request, pk)
    assignment = held.work.assignment
    found, refusal = None, ""
    if request.method == "POST":
        found = _found(request, assignment)
        finishes = request.POST.get("action") == "finish"
        try:
            (finish_marking if finishes else save_marking)(held, found, by=request.user)
        except TrainingError as error:
            refusal = str(error)
        else:
            return _onward(request, held) if finishes else redirect("lecturer:submission", pk=pk)
    lines = written_work.lines_of(assignment, request.user)
    line = next((one for one in lines if one.submission == held), None)
    own = line.own if line else None
    before, after, place, count = written_work.around(lines, held)
    context = {
        "submission": held,
        "assignment": assignment,
        "training_class": assignment.training_class,
        "line": line,
        "own": own,
        "rows": _rows(assignment, own, found),
        "comment": found.comment if found else own.comment if own else "",
        "typed": found.value if found else show_mark(own.value, None) if own else "",
        "points": rubric_of(assignment.rubric).most,
        "before": before,
        "after": after,
        "place": place,
        "count": count,
        "refusal": refusal,
        "part": Marking.Part(part_of(assignment, request.user)).label,
        "is_locked": held.work.released_at is not None or line is None,
        "other_versions": held.work.submissions.exclude(pk=held.pk).order_by("-number"),
        "may_settle": request.user.has_perm("training.change_assignment", assignment),
    }
    return render(request, "portal/teach/submission.html", context, status=422 if refusal else 200)


@require_POST
@requires("portal.use_lecturer")
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Saves as one marks (the contract of autosave.js)."""
    held = _submission(request, pk)
    try:
        marking = save_marking(held, _found(request, held.work.assignment), by=request.user)
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"saved_at": marking.saved_at.isoformat(), "version": marking.version, "conflict": None})


@require_POST
@requires("portal.use_lecturer")
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    held = _submission(request, pk)
    check(request, "training.change_assignment", held.work.assignment)
    try:
        settle_marks(held, request.POST.get("mark", ""), reason=request.POST.get("reason", ""), by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The mark is settled. Both marks stay readable beside it."))
    return redirect("lecturer:submission", pk=pk)


def _onward(request: HttpRequest, held: Submission) -> HttpResponse:
    coming = written_work.next_to_mark(written_work.lines_of(held.work.assignment, request.user), held)
    if coming is None or coming.submission is None:
        messages.success(request, _("Marked. That was the last work waiting for you."))
        return redirect("lecturer:assignment", pk=held.work.assignment_id)
    messages.success(request, _("Marked. This is the next work."))
    return redirect("lecturer:submission", pk=coming.submission.pk)


def _rows(assignment, own: Marking | None, found: Found | None):
    if found is not None:
        return rows_of(rubric_of(assignment.rubric), found.levels, found.comments)
    return rows_of(rubric_of(assignment.rubric), own.levels if own else {}, own.comments if own else {})


def _found(request: HttpRequest, assignment) -> Found:
    keys = [one.key for one in rubric_of(assignment.rubric).criteria]
    levels = {key: request.POST.get(f"level-{key}", "") for key in keys}
    return Found(
        {key: int(text) for key, text in levels.items() if text.isdecimal() and len(text) < 3},
        {key: request.POST.get(f"comment-{key}", "") for key in keys},
        request.POST.get("comment", ""),
        request.POST.get("mark", ""),
    )


def _submission(request: HttpRequest, pk: int) -> Submission:
    held = get_object_or_404(Submission.objects.select_related(*RELATED).prefetch_related("files"), pk=pk)
    check(request, "training.mark_assignment", held.work.assignment)
    if held.work.assignment.published_at is None:
        raise Http404(pk)
    return held
