"""The evaluation form of a class, answered without a name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.prepared.questions import Prepared
from portal.access import requires
from portal.trainee.today import Item, Today
from training.errors import TrainingError
from training.evaluations.definitions import SCALE, Form, form_of
from training.evaluations.models import CourseEvaluation, EvaluationPlace
from training.evaluations.services import answer_evaluation


@requires("portal.use_trainee")
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    rows = EvaluationPlace.objects.filter(enrolment__person__user=request.user).select_related(
        "evaluation__training_class", "evaluation__version"
    )
    place = get_object_or_404(rows, evaluation=pk)
    held = place.evaluation
    form = form_of(held.version.definition, held.lecturers)
    scores, texts = _read(request, form)
    refusal = ""
    if request.method == "POST":
        try:
            answer_evaluation(held, scores, texts, by=request.user)
        except TrainingError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Thank you. Your answers were added without your name."))
            return redirect("trainee:evaluation", pk=pk)
    context = {
        "evaluation": held,
        "place": place,
        "groups": [
            (group, [(question, scores.get(question.id)) for question in group.questions]) for group in form.groups
        ],
        "texts": [(question, texts.get(question.id, "")) for question in form.texts],
        "scale": SCALE,
        "refusal": refusal,
    }
    return render(request, "portal/trainee/evaluation.html", context, status=422 if refusal else 200)


def evaluations_due(today: Today) -> list[Item]:
    """What the first screen says of forms that can be answered now. One query."""
    if not today.classes:
        return []
    return [_item(row.evaluation) for row in _open_places(today.user.pk)]


def _item(evaluation: CourseEvaluation) -> Item:
    closes = evaluation.closes_at.astimezone()
    return {
        "title": _("Evaluate class %(class)s") % {"class": evaluation.training_class.code},
        "url": reverse("trainee:evaluation", args=[evaluation.pk]),
        "day": closes.date(),
        "note": _("Without your name, about three minutes"),
        "state": "due",
        "state_label": _("to answer"),
        "tone": "info",
        "action": _("Answer"),
    }


@Prepared
def _open_places(user: int):
    rows = EvaluationPlace.objects.filter(
        enrolment__person__user=user,
        has_answered=False,
        evaluation__opens_at__lte=now(),
        evaluation__closes_at__gte=now(),
    )
    return rows.select_related("evaluation__training_class").order_by("evaluation__closes_at")


def _read(request: HttpRequest, form: Form) -> tuple[dict[str, int], dict[str, str]]:
    scores = {one.id: request.POST.get(one.id, "") for one in form.questions()}
    numbers = {key: int(text) for key, text in scores.items() if text in ("1", "2", "3", "4", "5")}
    return numbers, {one.id: request.POST.get(one.id, "") for one in form.texts}
