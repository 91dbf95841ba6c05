"""Questions of one's classes: the unanswered first, answered where they stand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.access import check, requires
from training.enquiries.models import Enquiry
from training.enquiries.queries import questions_for
from training.enquiries.services import answer_question, mark_answered, pin_question
from training.errors import TrainingError

PER_PAGE = 20


@require_GET
@requires("portal.use_lecturer")
def questions(request: HttpRequest) -> HttpResponse:
    words, only_open = request.GET.get("q", "")[:100], request.GET.get("state") == "open"
    rows = questions_for(request.user, words=words, only_open=only_open)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "only_open": only_open,
        "open": questions_for(request.user).unanswered().count(),
    }
    return render(request, "portal/teach/questions.html", context)


@require_POST
@requires("portal.use_lecturer")
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers, settles or pins, by the button that was pressed."""
    rows = Enquiry.objects.select_related("training_class", "enrolment__person__user")
    held = get_object_or_404(rows, pk=pk)
    check(request, "training.answer_enquiry", held)
    action = request.POST.get("action", "answer")
    try:
        if action == "answer":
            answer_question(held, request.POST.get("text", ""), by=request.user)
            messages.success(request, _("The answer was sent; the asker is told, the class can read it."))
        elif action in ("pin", "unpin"):
            pin_question(held, is_pinned=action == "pin", by=request.user)
        else:
            mark_answered(held, is_answered=action == "settle", by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    return redirect(
        f"{request.POST.get('back') or ''}" if _is_own(request.POST.get("back", "")) else "lecturer:questions"
    )


def _is_own(address: str) -> bool:
    return address.startswith("/teach/questions/") and "//" not in address
