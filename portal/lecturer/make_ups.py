"""Sending a learner to a meeting of another class for one that was missed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.access import check, requires
from training.attendance.make_ups import offers_for, why_not_made_up
from training.attendance.services import assign_make_up, withdraw_make_up
from training.errors import TrainingError
from training.models import ClassMeeting, Enrolment


@requires("portal.use_lecturer")
def make_up(request: HttpRequest, enrolment: int, missed: int) -> HttpResponse:
    """Which meetings of other classes there are for this absence; one is chosen, or the choice taken back."""
    meetings = ClassMeeting.objects.select_related("training_class", "room", "lecturer__person")
    absent_at = get_object_or_404(meetings, pk=missed)
    check(request, "training.assign_make_up", absent_at)
    learner = get_object_or_404(Enrolment.objects.select_related("person", "training_class", "unit"), pk=enrolment)
    if learner.training_class_id != absent_at.training_class_id:
        raise Http404("another class")
    standing = learner.make_ups.standing().filter(missed=absent_at).first()
    refusal = ""
    if request.method == "POST":
        try:
            if "withdraw" in request.POST and standing is not None:
                withdraw_make_up(standing, reason=request.POST.get("reason", ""), by=request.user)
                messages.success(request, _("Taken back. The learner was told."))
            else:
                chosen = get_object_or_404(meetings, pk=_whole(request.POST.get("meeting", "")))
                assign_make_up(learner, absent_at, chosen, by=request.user)
                messages.success(request, _("Assigned. The learner and the lecturer of the other class were told."))
        except TrainingError as error:
            refusal = str(error)
        else:
            return redirect("lecturer:register", pk=absent_at.training_class_id)
    context = {
        "enrolment": learner,
        "missed": absent_at,
        "standing": standing,
        "why_not": why_not_made_up(learner, absent_at),
        "offers": offers_for(learner, absent_at),
        "refusal": refusal,
    }
    return render(request, "portal/teach/make_up.html", context, status=422 if refusal else 200)


def _whole(text: str) -> int:
    """A key as the form sends it; 0, which is nobody's, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
