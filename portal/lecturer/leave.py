"""Requests for leave in the classes one supervises."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.access import check, requires
from training.attendance.services import decide_on_leave
from training.errors import TrainingError
from training.models import LeaveRequest

PER_PAGE = 25


@require_GET
@requires("portal.use_lecturer")
def requests(request: HttpRequest) -> HttpResponse:
    """What waits first, then what was decided, newest first."""
    rows = (
        LeaveRequest.objects.filter(enrolment__training_class__supervisor=request.user)
        .exclude(status=LeaveRequest.Status.WITHDRAWN)
        .select_related("enrolment__person", "enrolment__training_class", "enrolment__unit", "decided_by")
        .prefetch_related("meetings")
    )
    context = {
        "waiting": rows.awaiting_decision().order_by("submitted_at"),
        "page": Paginator(rows.exclude(status=LeaveRequest.Status.SUBMITTED), PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "portal/teach/leave.html", context)


@require_POST
@requires("portal.use_lecturer")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(
        LeaveRequest.objects.select_related("enrolment__person", "enrolment__training_class"), pk=pk
    )
    check(request, "training.decide_on_leave", asked)
    approve = request.POST.get("decision") == "approve"
    try:
        decide_on_leave(asked, approve=approve, by=request.user, answer=request.POST.get("answer", ""))
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The trainee was told of your decision."))
    return redirect("lecturer:leave")
