"""Questions and answers of one's class."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import check, requires
from training.enquiries.models import Enquiry
from training.enquiries.queries import questions_of
from training.enquiries.services import ask_question, mark_answered
from training.errors import TrainingError
from training.models import Enrolment, TrainingClass

PER_PAGE = 20


@requires("portal.use_trainee")
def questions(request: HttpRequest, class_id: int) -> HttpResponse:
    """What the class asked, searched; posting asks."""
    held = _class(request, class_id)
    text, refusal = request.POST.get("text", ""), ""
    if request.method == "POST":
        try:
            ask_question(held, text, is_anonymous=bool(request.POST.get("is_anonymous")), by=request.user)
        except TrainingError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Your question was sent. You will be told of the answer."))
            return redirect("trainee:questions", class_id=class_id)
    words, only_open = request.GET.get("q", "")[:100], request.GET.get("state") == "open"
    rows = questions_of(held, words=words, only_open=only_open)
    context = {
        "training_class": held,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "only_open": only_open,
        "text": text,
        "refusal": refusal,
    }
    return render(request, "portal/trainee/questions.html", context, status=422 if refusal else 200)


@require_POST
@requires("portal.use_trainee")
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The asker says that it is answered, or asks on."""
    mine = Enquiry.objects.filter(enrolment__person__user=request.user)
    enquiry = get_object_or_404(mine.select_related("training_class", "enrolment__person"), pk=pk)
    mark_answered(enquiry, is_answered=request.POST.get("answered") == "yes", by=request.user)
    return redirect("trainee:questions", class_id=enquiry.training_class_id)


def _class(request: HttpRequest, pk: int) -> TrainingClass:
    held = get_object_or_404(TrainingClass, pk=pk)
    check(request, "training.ask_in_class", held)
    places = Enrolment.objects.active().of_user(request.user)
    return get_object_or_404(TrainingClass, pk=pk, enrolments__in=places) if request.user.is_superuser else held
