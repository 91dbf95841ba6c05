"""The lecturer answers invitations: signed in by one press, or by the link of the mail after a page that asks."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import requires
from training.errors import TrainingError
from training.models import TeachingInvitation
from training.scheduling.inviting import accept_invitations, decline_invitations, invitations_of_link

State = TeachingInvitation.State


def pending(user) -> list[tuple]:
    """What waits for the user's answer, by class. One query."""
    rows = TeachingInvitation.objects.filter(lecturer__person__user=user, state=State.PENDING)
    found = rows.select_related("meeting__training_class", "meeting__room").order_by(
        "meeting__training_class__code", "meeting__starts_at"
    )
    return [(held, list(group)) for held, group in groupby(found, key=lambda row: row.meeting.training_class)]


@require_POST
@requires("portal.use_lecturer")
def answer(request: HttpRequest) -> HttpResponse:
    """Accept or decline those named."""
    chosen = [int(key) for key in request.POST.getlist("invitation") if key.isdecimal()]
    rows = TeachingInvitation.objects.filter(pk__in=chosen, lecturer__person__user=request.user)
    try:
        messages.success(request, _answered(request, list(rows), by=request.user))
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    return redirect("lecturer:home")


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: looking at it changes nothing, for programs that read mails follow links too.

    It lets nobody in: it answers these invitations alone, as long as they wait, and shows no more than the mail.
    """
    rows = invitations_of_link(token)
    waiting = [row for row in rows if row.state == State.PENDING]
    refusal, status = "", 200 if rows else 404
    if request.method == "POST" and waiting:
        try:
            messages.success(request, _answered(request, waiting, by=waiting[0].lecturer.person.user))
            return redirect("lecturer:invitation_link", token=token)
        except TrainingError as error:
            refusal, status = str(error), 422
    context = {"rows": rows, "waiting": waiting, "refusal": refusal, "reason": request.POST.get("reason", "")}
    response = render(request, "portal/teach/invitation_link.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answered(request: HttpRequest, rows: list[TeachingInvitation], *, by) -> str:
    if request.POST.get("answer") == "decline":
        count = len(decline_invitations(rows, reason=request.POST.get("reason", ""), by=by))
        return _("Declined; the training office is told. Meetings: %(count)s.") % {"count": count}
    count = len(accept_invitations(rows, by=by))
    text = ngettext("Accepted: %(count)s meeting.", "Accepted: %(count)s meetings.", count)
    return text % {"count": count}
