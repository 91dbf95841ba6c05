"""The lecturer's side of written work: making an assignment, who handed in, the release, works that are alike."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.access import check, requires
from portal.lecturer import written_work
from portal.lecturer.assignment_form import AssignmentForm, initial_of
from training.assignments.models import Assignment, SimilarityRun, SimilarPair
from training.assignments.services import (
    change_assignment,
    compare_works,
    make_assignment,
    publish_assignment,
    release_marks,
    stop_comparing,
)
from training.assignments.services.comparing import text_of
from training.assignments.similarity import passages, pieces
from training.errors import TrainingError
from training.models import TrainingClass

PER_PAGE = 40
RELATED = ("training_class", "assessment", "second_marker__person")


@require_GET
@requires("portal.use_lecturer")
def assignments(request: HttpRequest, pk: int) -> HttpResponse:
    """The assignments of one class."""
    held = _class(request, pk)
    rows = Assignment.objects.filter(training_class=held).select_related("assessment")
    return render(request, "portal/teach/assignments.html", {"training_class": held, "rows": rows})


@requires("portal.use_lecturer")
def make(request: HttpRequest, pk: int) -> HttpResponse:
    held = _class(request, pk)
    form = AssignmentForm(request.POST or None, training_class=held, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_assignment(held, form.facts(), by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down. Look at it once more, then give it to the class."))
            return redirect("lecturer:assignment", pk=made.pk)
    context = {"training_class": held, "form": form}
    return render(request, "portal/teach/assignment_form.html", context, status=422 if form.errors else 200)


@requires("portal.use_lecturer")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    held = _assignment(request, pk, "training.change_assignment")
    form = AssignmentForm(
        request.POST or None, initial=initial_of(held), training_class=held.training_class, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_assignment(held, form.facts(), by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assignment is changed."))
            return redirect("lecturer:assignment", pk=pk)
    context = {"training_class": held.training_class, "assignment": held, "form": form}
    return render(request, "portal/teach/assignment_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires("portal.use_lecturer")
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Who handed in and how far the marking is; filtered by state."""
    held = _assignment(request, pk, "training.mark_assignment")
    lines = written_work.lines_of(held, request.user)
    counts = {state: sum(line.state == state for line in lines) for state in written_work.TONES}
    wanted = request.GET.get("state", "")
    shown = [line for line in lines if line.state == wanted] if counts.get(wanted) else lines
    handed_in = [line for line in lines if line.submission]
    first = next((line for line in lines if line.state in (written_work.HANDED_IN, written_work.BEGUN)), None)
    unreleased = [line for line in handed_in if line.state != written_work.RELEASED]
    context = {
        "assignment": held,
        "training_class": held.training_class,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "states": [(state, written_work.words_of_state(state), count) for state, count in counts.items() if count],
        "wanted": wanted if counts.get(wanted) else "",
        "handed_in": len(handed_in),
        "learners": written_work.count_of_learners(held) if held.hides_names else len(lines),
        "first": first,
        "unmarked": [line for line in unreleased if line.standing is None or line.standing.value is None],
        "unreleased": unreleased,
        "may_run": request.user.has_perm("training.change_assignment", held),
        "run": held.similarity_runs.first(),
    }
    return render(request, "portal/teach/assignment.html", context)


@require_POST
@requires("portal.use_lecturer")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    held = _assignment(request, pk, "training.change_assignment")
    publish_assignment(held, by=request.user)
    messages.success(request, _("The class has the assignment and was told of it."))
    return redirect("lecturer:assignment", pk=pk)


@require_POST
@requires("portal.use_lecturer")
def release(request: HttpRequest, pk: int) -> HttpResponse:
    held = _assignment(request, pk, "training.change_assignment")
    try:
        works = release_marks(held, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext(
            "%(count)s mark is released; its author was told.",
            "%(count)s marks are released; their authors were told.",
            len(works),
        )
        messages.success(request, text % {"count": len(works)})
    return redirect("lecturer:assignment", pk=pk)


@require_POST
@requires("portal.use_lecturer")
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a comparison, or stops the one under way."""
    held = _assignment(request, pk, "training.change_assignment")
    if request.POST.get("action") == "stop":
        for run in held.similarity_runs.all()[:1]:
            stop_comparing(run, by=request.user)
    else:
        compare_works(held, by=request.user)
    return redirect("lecturer:alike", pk=pk)


@require_GET
@requires("portal.use_lecturer")
def alike(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the comparison is, and the pairs it points at; the part alone when the page asks for its progress."""
    held = _assignment(request, pk, "training.change_assignment")
    run = held.similarity_runs.first()
    pairs = _pairs(run) if run and run.state == SimilarityRun.State.DONE else []
    context = {"assignment": held, "training_class": held.training_class, "run": run, "pairs": pairs}
    part = request.GET.get("part") == "progress"
    return render(request, f"portal/teach/{'_alike' if part else 'alike'}.html", context)


@require_GET
@requires("portal.use_lecturer")
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two works side by side, what stands in both marked."""
    rows = SimilarPair.objects.select_related(
        "run__assignment__training_class",
        "first__work__enrolment__person",
        "second__work__enrolment__person",
        "first__work__assignment",
        "second__work__assignment",
    )
    found = get_object_or_404(rows.prefetch_related("first__files", "second__files"), pk=pk)
    held = found.run.assignment
    check(request, "training.change_assignment", held)
    texts = [text_of(found.first), text_of(found.second)]
    shared = passages(texts[0]) & passages(texts[1])
    names = [_name(found.first, held), _name(found.second, held)]
    context = {
        "pair": found,
        "assignment": held,
        "training_class": held.training_class,
        "sides": [
            {"name": name, "submission": submission, "pieces": pieces(text, shared)}
            for name, submission, text in zip(names, (found.first, found.second), texts, strict=True)
        ],
    }
    return render(request, "portal/teach/pair.html", context)


def _pairs(run: SimilarityRun) -> list[dict]:
    rows = run.pairs.select_related(
        "first__work__enrolment__person", "second__work__enrolment__person", "first__work", "second__work"
    )
    return [
        {"pair": row, "first": _name(row.first, run.assignment), "second": _name(row.second, run.assignment)}
        for row in rows
    ]


def _name(submission, assignment: Assignment) -> str:
    if assignment.hides_names:
        return _("Work %(sign)s") % {"sign": submission.work.alias}
    return submission.work.enrolment.person.full_name


def _class(request: HttpRequest, pk: int) -> TrainingClass:
    held = get_object_or_404(TrainingClass.objects.exclude(status=TrainingClass.Status.CANCELLED), pk=pk)
    check(request, "training.add_assignment", held)
    return held


def _assignment(request: HttpRequest, pk: int, permission: str) -> Assignment:
    held = get_object_or_404(Assignment.objects.select_related(*RELATED), pk=pk)
    check(request, permission, held)
    return held
