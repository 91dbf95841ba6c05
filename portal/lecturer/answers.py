"""Answers that wait for a person: essays and situations to mark, late answers to decide on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.errors import CurriculumError
from curriculum.models import AttemptAnswer, AttemptQuestion, QuestionMark
from curriculum.quizzes.queries import Shown, history_of, late_answers, sheet_of, to_mark
from curriculum.quizzes.services import decide_late_answer, mark_question
from curriculum.quizzes.showing import answered
from portal.access import check, requires
from training.examinations.models import QuizSitting, sitting_key
from training.examinations.queries import attempts_in

PER_PAGE = 25
EVERYTHING = Shown(answers=True, verdicts=True, solutions=True, feedback=True)


@require_GET
@requires("portal.use_lecturer")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits in the sittings of one's classes, the longest waiting first; one sitting alone where asked for."""
    sittings = QuizSitting.objects.held().visible_to(request.user)
    chosen = request.GET.get("sitting", "")
    attempts = attempts_in(sittings.filter(pk=int(chosen)) if chosen.isdecimal() else sittings)
    page = Paginator(to_mark(attempts), PER_PAGE).get_page(request.GET.get("page"))
    by_key = {one.pk: one for one in sittings.select_related("training_class", "quiz")}
    for row in page:
        row.sitting = by_key.get(sitting_key(row.attempt.occasion))
    late = list(late_answers(attempts)[:PER_PAGE])
    context = {"page": page, "late": late, "sittings": list(by_key.values())[:PER_PAGE], "chosen": chosen}
    return render(request, "portal/teach/quizzes/queue.html", context)


@requires("portal.use_lecturer")
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer beside its rubric. After the mark the next one of the same sitting comes."""
    row = _question(request, pk)
    before = QuestionMark.objects.standing().filter(question=row).select_related("marked_by").first()
    refusal = ""
    if request.method == "POST":
        try:
            mark_question(
                row,
                points=request.POST.get("points", ""),
                levels=_levels(request, row),
                comment=request.POST.get("comment", ""),
                reason=request.POST.get("reason", ""),
                by=request.user,
            )
        except CurriculumError as error:
            refusal = str(error)
        else:
            messages.success(request, _("The mark is saved."))
            return redirect(*_next(request, row))
    content = row.version.said
    held = sheet_of(row.attempt).get(pk=row.pk)
    context = {
        "row": row,
        "content": content,
        "answer": answered(content, held.response, row.order),
        "shown": EVERYTHING,
        "before": before,
        "earlier": QuestionMark.objects.filter(question=row).exclude(pk=before.pk if before else None),
        "history": history_of(row),
        "criteria": _criteria(request, content.rubric, before),
        "refusal": refusal,
        "waiting": _waiting(request, row).count(),
    }
    return render(request, "portal/teach/quizzes/mark.html", context, status=422 if refusal else 200)


@require_POST
@requires("portal.use_lecturer")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an answer that arrived late count, or not."""
    rows = AttemptAnswer.objects.select_related("question__attempt")
    answer = get_object_or_404(rows, pk=pk)
    check(request, "curriculum.mark_attempt", answer.question.attempt)
    try:
        decide_late_answer(
            answer,
            counts=request.POST.get("counts") == "yes",
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except CurriculumError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The decision is saved beside the answer."))
    return redirect("lecturer:to_mark")


def _question(request: HttpRequest, pk: int) -> AttemptQuestion:
    rows = AttemptQuestion.objects.select_related("attempt__quiz", "attempt__user", "version__question")
    row = get_object_or_404(rows, pk=pk)
    check(request, "curriculum.mark_attempt", row.attempt)
    return row


def _levels(request: HttpRequest, row: AttemptQuestion) -> dict[str, int]:
    given = {one.key: request.POST.get(f"level-{one.key}", "") for one in row.version.said.rubric}
    return {key: int(place) for key, place in given.items() if place.isdecimal()}


def _criteria(request: HttpRequest, rubric, before: QuestionMark | None) -> list[tuple]:
    """Each criterion with its levels and the place chosen: as typed, else as marked before."""
    held = before.levels if before else {}
    return [(one, request.POST.get(f"level-{one.key}", str(held.get(one.key, "")))) for one in rubric]


def _waiting(request: HttpRequest, row: AttemptQuestion):
    sittings = QuizSitting.objects.held().visible_to(request.user).filter(pk=sitting_key(row.attempt.occasion))
    return to_mark(attempts_in(sittings)).exclude(pk=row.pk)


def _next(request: HttpRequest, row: AttemptQuestion) -> tuple:
    """The next answer to the same question, else the next of the sitting, else the queue."""
    waiting = _waiting(request, row)
    following = waiting.filter(version__question=row.version.question_id).first() or waiting.first()
    if following is not None:
        return "lecturer:mark_answer", following.pk
    return ("lecturer:to_mark",)
