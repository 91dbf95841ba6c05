"""The lecturer's pages: what now, the roll of a meeting, the register and the marks of a class."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from curriculum.clock.time import now, today
from portal.access import check, requires
from portal.calendar.months import Month
from portal.lecturer import queries
from portal.lecturer.invitations import pending
from portal.lecturer.marks import Typed, count_typed, mark_rows, typed_in
from portal.lecturer.operations import roll_saved
from portal.lecturer.rolls import Roll, chosen_in, marks_in
from training.attendance.services import record_roll
from training.enquiries.queries import questions_for
from training.errors import InvalidMarks, TrainingError
from training.models import AttendanceRegister, ClassMeeting, Mark, RemarkRequest, TrainingClass
from training.results.marks import show_mark
from training.results.services import (
    answer_remark,
    comment_on_mark,
    correct_mark,
    enter_good_marks,
    enter_marks,
    record_resit,
)
from training.results.services.marking import expect_open_for_marks

PER_PAGE = 25
NEXT_SHOWN = 6


@require_GET
@requires("portal.use_lecturer")
def home(request: HttpRequest) -> HttpResponse:
    meetings = queries.my_meetings(request.user)
    coming = list(meetings.filter(date__gte=today())[:NEXT_SHOWN])
    classes = list(queries.my_classes(request.user)[:PER_PAGE])
    context = {
        "invited": pending(request.user),
        "today": [meeting for meeting in coming if meeting.date == today()],
        "next": [meeting for meeting in coming if meeting.date > today()],
        "lacking": list(queries.lacking_roll(request.user)),
        "leave_waiting": queries.leave_waiting(request.user),
        "questions_waiting": questions_for(request.user).unanswered().count(),
        "to_mark": queries.marks_to_enter(classes),
        "classes": [row for row in classes if row.status in queries.MARKS_EXPECTED],
        "is_lecturer": queries.is_lecturer(request.user),
    }
    return render(request, "portal/teach/home.html", context)


@require_GET
@requires("portal.use_lecturer")
def meetings(request: HttpRequest) -> HttpResponse:
    """The own timetable: what comes, or what was."""
    past = request.GET.get("when") == "past"
    rows = queries.my_meetings(request.user)
    rows = rows.filter(date__lt=today()).reverse() if past else rows.filter(date__gte=today())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/teach/meetings.html", {"page": page, "past": past})


@require_GET
@requires("portal.use_lecturer")
def calendar(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/teach/calendar.html", {"month": Month.asked_for(request)})


@require_GET
@requires("portal.use_lecturer")
def classes(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.my_classes(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/teach/classes.html", {"page": page})


@requires("portal.use_lecturer")
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll of one meeting: shown, or saved."""
    held = meeting_or_404(request, pk)
    chosen, refusal = {}, ""
    if request.method == "POST":
        chosen = chosen_in(request.POST)
        try:
            changed = record_roll(held, marks_in(request.POST), by=request.user)
        except TrainingError as error:
            refusal = str(error)
        else:
            messages.success(request, roll_saved(len(changed)))
            if _asks_for_json(request):
                return JsonResponse({"saved": len(changed)})
            return redirect("lecturer:meeting", pk=pk)
        if _asks_for_json(request):
            return JsonResponse({"error": refusal}, status=422)
    roll = Roll(held, queries.expected(held), chosen)
    register = AttendanceRegister.objects.filter(meeting=held).select_related("confirmed_by").first()
    is_confirmed = bool(register and register.confirmed_at)
    context = {
        "meeting": held,
        "roll": roll,
        "lines": roll.lines,
        "tally": roll.tally,
        "refusal": refusal,
        "register": register,
        "is_confirmed": is_confirmed,
        "may_change": not is_confirmed or request.user.has_perm("training.change_class", held.training_class),
        "may_record": held.date <= today() and held.status != ClassMeeting.Status.CANCELLED,
        "may_check_in": held.status == ClassMeeting.Status.PUBLISHED and now() <= held.ends_at and not is_confirmed,
        "is_taken": roll.is_taken,
    }
    return render(request, "portal/teach/meeting.html", context, status=422 if refusal else 200)


@require_GET
@requires("portal.use_lecturer")
def register(request: HttpRequest, pk: int) -> HttpResponse:
    held = class_to_mark(request, pk)
    return render(
        request, "portal/teach/register.html", {"training_class": held, "register": queries.register_of(held)}
    )


@requires("portal.use_lecturer")
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """The mark sheet. What is refused comes back as typed, with the sentence beside the field.

    Nothing is saved while a field is refused, unless the person asks for the right ones (``keep=good``).
    """
    held = class_to_mark(request, pk)
    typed: Typed = {}
    errors: dict[tuple[int, int], str] = {}
    refusal = ""
    if request.method == "POST":
        typed = typed_in(request.POST)
        try:
            if request.POST.get("keep") == "good":
                entered, errors = enter_good_marks(held, typed, by=request.user)
            else:
                entered = enter_marks(held, typed, by=request.user)
        except InvalidMarks as error:
            errors, refusal = error.by_field, str(error)
        except TrainingError as error:
            refusal = str(error)
        else:
            text = ngettext("%(count)s mark saved.", "%(count)s marks saved.", len(entered))
            messages.success(request, text % {"count": len(entered)})
            if not errors:
                return redirect("lecturer:marks", pk=pk)
    parts = list(held.assessments.all())
    context = {
        "training_class": held,
        "parts": parts,
        "rows": mark_rows(held, queries.learners(held), parts, typed, errors),
        "refusal": refusal or bool(errors),
        "refusal_title": _title_of_refusal(bool(errors) and not refusal),
        "errors": len(errors),
        "good": count_typed(typed) - len(errors) if refusal else 0,
        "requests": queries.open_remarks(held),
        "locked": _locked(held),
    }
    return render(request, "portal/teach/marks.html", context, status=422 if refusal or errors else 200)


@requires("portal.use_lecturer")
def change_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a mark, or write down its resit; the old one stays readable."""
    rows = Mark.objects.standing().select_related(
        "assessment", "enrolment__person", "enrolment__training_class", "entered_by"
    )
    mark = get_object_or_404(rows, pk=pk)
    check(request, "training.correct_mark", mark.enrolment.training_class)
    refusal = ""
    if request.method == "POST":
        typed, reason = request.POST.get("mark", ""), request.POST.get("reason", "")
        try:
            if request.POST.get("kind") == "comment":
                comment_on_mark(mark, request.POST.get("comment", ""), by=request.user)
            elif request.POST.get("kind") == Mark.Kind.RESIT:
                record_resit(mark, typed, reason=reason, by=request.user)
            else:
                correct_mark(mark, typed, reason=reason, by=request.user)
        except TrainingError as error:
            refusal = str(error)
        else:
            messages.success(request, _saved_beside(request.POST.get("kind", "")) % {"person": mark.enrolment.person})
            return redirect("lecturer:marks", pk=mark.enrolment.training_class_id)
    context = {"mark": mark, "refusal": refusal, "earlier": _earlier(mark)}
    return render(request, "portal/teach/change_mark.html", context, status=422 if refusal else 200)


@requires("portal.use_lecturer")
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """A learner's request that a mark be looked at again, and the answer to it."""
    rows = RemarkRequest.objects.select_related(
        "mark__assessment", "mark__enrolment__person", "mark__enrolment__training_class"
    )
    asked = get_object_or_404(rows, pk=pk)
    check(request, "training.correct_mark", asked.mark.enrolment.training_class)
    refusal = ""
    if request.method == "POST":
        typed, answer = request.POST.get("mark", ""), request.POST.get("answer", "")
        try:
            answer_remark(asked, typed=typed, answer=answer, by=request.user)
        except TrainingError as error:
            refusal = str(error)
        else:
            messages.success(request, _("The answer was sent to the learner."))
            return redirect("lecturer:marks", pk=asked.mark.enrolment.training_class_id)
    context = {"remark": asked, "shown": show_mark(asked.mark.value, asked.mark.is_passed), "refusal": refusal}
    return render(request, "portal/teach/remark.html", context, status=422 if refusal else 200)


def _title_of_refusal(some_saved: bool) -> str:
    if some_saved:
        return _("The right marks are saved; the others are kept below")
    return _("Nothing was saved; what you typed is kept below")


def _saved_beside(kind: str) -> str:
    if kind == "comment":
        return _("The comment for %(person)s is saved.")
    return _("The new mark of %(person)s is saved.")


def _asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def meeting_or_404(request: HttpRequest, pk: int) -> ClassMeeting:
    rows = ClassMeeting.objects.select_related("training_class", "room", "lecturer__person")
    held = get_object_or_404(rows, pk=pk)
    check(request, "training.record_attendance", held)
    return held


def class_to_mark(request: HttpRequest, pk: int) -> TrainingClass:
    held = get_object_or_404(TrainingClass, pk=pk)
    check(request, "training.enter_marks", held)
    if held.status == TrainingClass.Status.CANCELLED:
        raise Http404("cancelled")
    return held


def _locked(training_class: TrainingClass) -> str:
    """Why marks cannot be entered now; empty where they can."""
    try:
        expect_open_for_marks(training_class)
    except TrainingError as refusal:
        return str(refusal)
    return ""


def _earlier(mark: Mark) -> list[Mark]:
    rows = Mark.objects.filter(enrolment=mark.enrolment, assessment=mark.assessment).exclude(pk=mark.pk)
    return list(rows.select_related("entered_by"))
