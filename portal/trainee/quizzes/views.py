"""Taking a quiz: the front page, the sheet that saves itself (and saves by its button without scripts), the result."""

from collections.abc import Sequence
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.models import QuizAttempt, QuizPage
from curriculum.prepared.questions import Prepared
from curriculum.quizzes.queries import sheet_rows, shown_of, standing_marks, states_of
from curriculum.quizzes.services import Change, close_if_over, save_answers, start_attempt, submit_attempt
from curriculum.quizzes.showing import answered
from portal.access import check, requires
from portal.offline.reading import UnreadableError, read_request
from portal.trainee.quizzes.fields import Field, fields_of, posted
from portal.trainee.quizzes.operations import answers_in
from training.errors import NotAllowed, TrainingError
from training.examinations.models import QuizSitting
from training.examinations.services import start_sitting

REFUSALS = (CurriculumError, TrainingError)


@require_GET
@requires("portal.use_trainee")
def quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """The front page of a quiz; the page itself decides who may see it."""
    return get_object_or_404(QuizPage.objects.live(), pk=quiz_id).serve(request)


@require_POST
@requires("portal.use_trainee")
def start(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Begin studying alone, or go on with what was begun."""
    page = get_object_or_404(QuizPage.objects.live(), pk=quiz_id)
    check(request, "curriculum.open_quiz", page)
    try:
        attempt = start_attempt(page, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("trainee:quiz", quiz_id)
    return redirect("trainee:attempt", attempt.pk)


@require_POST
@requires("portal.use_trainee")
def sit(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Begin to sit an examination, or go on on this device."""
    sitting = next(iter(_sitting(sitting_id)), None)
    if sitting is None:
        raise Http404(sitting_id)
    try:
        attempt = start_sitting(sitting, by=request.user, password=request.POST.get("password", "")[:100])
    except NotAllowed as refusal:
        raise Http404(sitting_id) from refusal
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("trainee:quiz", sitting.quiz_id)
    return redirect("trainee:attempt", attempt.pk)


@require_http_methods(["GET", "POST"])
@requires("portal.use_trainee")
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The sheet while the attempt is open, the result afterwards. A posted sheet is saved, and handed in if asked."""
    held = _mine(request, attempt_id)
    if not held.is_open:
        return _result(request, held)
    fields = fields_of(sheet_rows(held))
    if request.method == "POST":
        return _posted(request, held, fields)
    context = {"attempt": held, "fields": fields, "now": now()}
    place = request.GET.get("question", "")
    if held.quiz.layout == QuizPage.Layout.ONE and place.isdecimal() and 0 < int(place) <= len(fields):
        number = int(place)
        around = {"before": number - 1, "after": number + 1 if number < len(fields) else None}
        context |= {"one": fields[number - 1], **around}
        return _unkept(render(request, "portal/trainee/quizzes/one.html", context))
    return _unkept(render(request, "portal/trainee/quizzes/sheet.html", context))


@require_http_methods(["GET", "POST"])
@requires("portal.use_trainee")
def submit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What is still empty, and the button that hands in."""
    held = _mine(request, attempt_id)
    if held.is_open and request.method == "POST":
        submit_attempt(held, by=request.user)
        messages.success(request, _("Your attempt is handed in."))
    if not held.is_open or request.method == "POST":
        return redirect("trainee:attempt", attempt_id)
    fields = fields_of(sheet_rows(held))
    context = {
        "attempt": held,
        "empty": [one for one in fields if not one.is_answered],
        "flagged": [one for one in fields if one.is_flagged],
        "total": len(fields),
    }
    return render(request, "portal/trainee/quizzes/submit.html", context)


@require_http_methods(["GET", "POST"])
@requires("portal.use_trainee")
def answers(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """GET: the server's clock and what it holds, for a page that comes back. POST: changes, as for the sync endpoint.

    ``{"client_time", "operations": [{"id", "kind": "quiz_answer", "made_at", "elapsed"?, "body"}, …]}``.
    """
    if request.method == "GET":
        held = _mine(request, attempt_id)
        answer = {"now": now().isoformat(), "open": held.is_open, "answers": states_of(held)}
        return _unkept(JsonResponse(answer))
    try:
        changes = answers_in(read_request(request.body), attempt_id)
    except UnreadableError as error:
        return _unkept(JsonResponse({"error": str(error)}, status=400))
    try:
        saved = save_answers(attempt_id, changes, by=request.user)
    except REFUSALS as refusal:
        return _unkept(JsonResponse({"error": str(refusal)}, status=422))
    standing = {str(operation): value for operation, value in saved.standing.items()}
    return _unkept(JsonResponse({"now": now().isoformat(), "open": saved.attempt.is_open, "standing": standing}))


def _posted(request: HttpRequest, held: QuizAttempt, fields: Sequence[Field]) -> HttpResponse:
    """A form posted without scripts: all questions, or the one on the page; then wherever its button leads."""
    here = redirect(request.get_full_path())
    try:
        _save(request, held, posted(fields, request.POST))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return here
    then = request.POST.get("then", "")
    if then == "submit":
        return redirect("trainee:submit", held.pk)
    if then.startswith("question-"):
        return redirect(reverse("trainee:attempt", args=[held.pk], query={"question": then.removeprefix("question-")}))
    messages.success(request, _("Your answers are saved."))
    return here


def _save(request: HttpRequest, held: QuizAttempt, changed: dict) -> None:
    """What a form posted: each changed answer is a change made now."""
    moment = now()
    changes = [Change(uuid4(), question, moment, response) for question, response in changed.items()]
    flags = set(request.POST.getlist("flag"))
    for pk, was in (
        (key.removeprefix("flagged-"), value) for key, value in request.POST.items() if key[:8] == "flagged-"
    ):
        if pk.isdecimal() and (pk in flags) != (was == "1"):
            changes.append(Change(uuid4(), int(pk), moment, is_flagged=pk in flags))
    if changes:
        save_answers(held.pk, changes, by=request.user)


def _result(request: HttpRequest, held: QuizAttempt) -> HttpResponse:
    shown = shown_of(held, held.quiz)
    marks = standing_marks(held)
    lines = [
        (one, answered(one.content, one.response, one.row.order), marks.get(one.row.pk))
        for one in fields_of(sheet_rows(held))
    ]
    context = {"attempt": held, "lines": lines, "shown": shown, "waits": not held.is_marked}
    return render(request, "portal/trainee/quizzes/result.html", context)


def _mine(request: HttpRequest, attempt_id: int) -> QuizAttempt:
    """An attempt of one's own, ended by the clock where its time is over; 404 for any other."""
    for held in _attempt(attempt_id, request.user.pk):
        return close_if_over(held)
    raise Http404(attempt_id)


@Prepared
def _sitting(sitting_id: int) -> QuerySet[QuizSitting]:
    return QuizSitting.objects.held().filter(pk=sitting_id).select_related("quiz")


@Prepared
def _attempt(attempt_id: int, user: int) -> QuerySet[QuizAttempt]:
    return QuizAttempt.objects.filter(pk=attempt_id, user=user).select_related("quiz")


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
