"""The pages of a check-in by code, and of closing the register."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from curriculum.clock.time import now
from portal.access import requires
from portal.lecturer.check_in import CheckInState, codes_of
from portal.lecturer.views import meeting_or_404
from training.attendance.services import accept_check_ins, confirm_register, open_check_in
from training.errors import TrainingError
from training.models import AttendanceRegister


@requires("portal.use_lecturer")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen for the projector: the code that changes, and who has come. POST opens the check-in."""
    held = meeting_or_404(request, pk)
    if request.method == "POST":
        try:
            open_check_in(held, by=request.user)
        except TrainingError as error:
            messages.error(request, str(error))
        return redirect("lecturer:board", pk=pk)
    register = AttendanceRegister.objects.filter(meeting=held).first()
    context = {
        "meeting": held,
        "is_open": bool(register and register.secret and not register.confirmed_at and now() <= held.ends_at),
        "is_over": now() > held.ends_at or bool(register and register.confirmed_at),
        "state": CheckInState(held),
    }
    return render(request, "portal/teach/board.html", context)


@require_GET
@requires("portal.use_lecturer")
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The codes of the rest of the meeting, for this page alone."""
    held = meeting_or_404(request, pk)
    register = AttendanceRegister.objects.filter(meeting=held, confirmed_at=None).exclude(secret="").first()
    if register is None:
        return _unkept({"error": _("Check-in is not open.")}, status=409)
    register.meeting = held
    return _unkept(codes_of(register, request.build_absolute_uri(reverse("trainee:check_in"))))


@require_GET
@requires("portal.use_lecturer")
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How many have come, asked for every few seconds by the screen."""
    held = meeting_or_404(request, pk)
    now_here = CheckInState(held)
    return _unkept(
        {
            "now": now().isoformat(),
            "count": len(now_here.check_ins),
            "total": now_here.total,
            "offline": len(now_here.offline),
            "waiting": len(now_here.waiting),
            "shared": [" · ".join(phone.people) for phone in now_here.shared_phones],
            "latest": [
                {"name": one.enrolment.person.full_name, "at": f"{localtime(one.scanned_at):%H:%M:%S}"}
                for one in now_here.latest
            ],
        }
    )


@require_POST
@requires("portal.use_lecturer")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the register: whoever has no entry was absent."""
    held = meeting_or_404(request, pk)
    try:
        confirm_register(held, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The register is confirmed. Phones can no longer add to it."))
    return redirect("lecturer:meeting", pk=pk)


@require_POST
@requires("portal.use_lecturer")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the check-ins of people marked absent count."""
    held = meeting_or_404(request, pk)
    try:
        counted = accept_check_ins(held, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)s check-in now counts.", "%(count)s check-ins now count.", len(counted))
        messages.success(request, text % {"count": len(counted)})
    return redirect("lecturer:meeting", pk=pk)


def _unkept(content: dict, status: int = 200) -> JsonResponse:
    answer = JsonResponse(content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
