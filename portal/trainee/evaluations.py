"""The evaluation form of a class, answered without a name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.access import requires
from portal.trainee.today import Item, Today
from training.errors import TrainingError
from training.evaluations.definitions import SCALE, Form, form_of
from training.evaluations.models import EvaluationPlace
from training.evaluations.services import answer_evaluation
from training.models import Enrolment


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
    """What the first screen says of forms that can be answered now; known with the classes, nothing more is asked."""
    return [_item(card.enrolment) for card in today.classes if card.enrolment.waiting_evaluation]


def _item(enrolment: Enrolment) -> Item:
    return {
        "title": _("Evaluate class %(class)s") % {"class": enrolment.training_class.code},
        "url": reverse("trainee:evaluation", args=[enrolment.waiting_evaluation]),
        "day": enrolment.evaluation_closes.astimezone().date(),
        "note": _("Without your name, about three minutes"),
        "state": "due",
        "state_label": _("to answer"),
        "tone": "info",
        "action": _("Answer"),
    }


def _read(request: HttpRequest, form: Form) -> tuple[dict[str, int], dict[str, str]]:
    scores = {one.id: request.POST.get(one.id, "") for one in form.questions()}
    numbers = {key: int(text) for key, text in scores.items() if text in ("1", "2", "3", "4", "5")}
    return numbers, {one.id: request.POST.get(one.id, "") for one in form.texts}
