"""Checking oneself in: by the code a phone's camera opened, by the page's own camera, or by typing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from curriculum.clock.time import now, today
from portal.access import to_sign_in
from portal.trainee.operations import sentence_of
from training.attendance.services import check_in
from training.errors import TrainingError
from training.models import AttendanceRecord, ClassMeeting, Enrolment
from training.scheduling.make_ups.queries import attended_with

SEEN = "check_in_seen"
SIGN_IN_MAY_TAKE = timedelta(minutes=10)
LONGEST = 100


@dataclass(frozen=True)
class MeetingOfToday:
    meeting: ClassMeeting
    record: AttendanceRecord | None


@require_http_methods(["GET", "POST"])
def check_in_page(request: HttpRequest) -> HttpResponse:
    """With scripts the page reads its own address and sends through the outbox; without, the form is sent.

    Somebody who has to sign in first was here when the address was opened; that moment counts for ten minutes.
    """
    code = (request.POST.get("code") or request.GET.get("c") or "")[:LONGEST]
    if not request.user.is_authenticated:
        if code:
            request.session[SEEN] = [code, now().isoformat()]
        return to_sign_in(request)
    refusal = ""
    if request.method == "POST":
        try:
            result = check_in(code, by=request.user, scanned_at=_seen_at(request, code) or now())
        except TrainingError as error:
            refusal = str(error)
        else:
            messages.success(request, sentence_of(result))
            return redirect("trainee:check_in")
    seen_at = _seen_at(request, code)
    context = {
        "code": code,
        "seen_ago": int((now() - seen_at).total_seconds() * 1000) if seen_at else 0,
        "refusal": refusal,
        "meetings": meetings_today(request.user),
    }
    return render(request, "portal/trainee/check_in.html", context, status=422 if refusal else 200)


def meetings_today(user) -> list[MeetingOfToday]:
    """The published meetings of the person's classes today, each with the own record. Two queries."""
    mine = Enrolment.objects.studying().of_user(user)
    meetings = ClassMeeting.objects.filter(attended_with(mine), date=today(), status=ClassMeeting.Status.PUBLISHED)
    found = list(meetings.select_related("training_class", "room").order_by("starts_at"))
    own = AttendanceRecord.objects.filter(meeting__in=found, enrolment__person__user=user)
    records = {record.meeting_id: record for record in own}
    return [MeetingOfToday(meeting, records.get(meeting.pk)) for meeting in found]


def _seen_at(request: HttpRequest, code: str) -> datetime | None:
    """When this code was opened by the person, before signing in; None where that was not so, or too long ago."""
    seen, at = request.session.get(SEEN, ["", ""])
    if not code or seen != code:
        return None
    moment = datetime.fromisoformat(at)
    return moment if timedelta(0) <= now() - moment <= SIGN_IN_MAY_TAKE else None
