"""The mentor's own entry in the register, his yearly self-review (F9), and a host head finding a mentor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import check, requires
from portal.mentor.home import sections
from portal.mentor.saving import version_of
from portal.mentor.term_form import DefinedForm, parts
from training.errors import Incomplete, TrainingError
from training.mentoring.definitions import Definition
from training.mentoring.register.proposals import new_mentor_due, postings_without_mentor, proposals_for
from training.mentoring.register.queries import entry_of
from training.mentoring.register.reviews import latest_answers, save_review, sign_review
from training.mentoring.services.mentorships import assign_mentor
from training.models import Mentor, MentorReview, Posting


@requires()
def entry(request: HttpRequest) -> HttpResponse:
    """What the register says about oneself: whom one guides, training, decisions, reviews."""
    mentor = get_object_or_404(Mentor.objects.select_related("person"), person__user=request.user)
    context = {
        "mentor": mentor,
        "entry": entry_of(mentor),
        "decisions": mentor.decisions.all(),
        "trainings": mentor.trainings.order_by("-held_on"),
        "limits": mentor.limits.order_by("-recorded_at", "-pk"),
        "reviews": mentor.reviews.order_by("-year"),
        **sections(request),
    }
    return render(request, "portal/mentor/entry.html", context)


@requires()
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Writing F9, or reading it when it is confirmed; posting saves or confirms."""
    found = _own_review(request, pk)
    inputs = _inputs(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and inputs is not None:
        answer = _act(request, found, inputs)
        if answer:
            return answer
        found = _own_review(request, pk)
    definition = Definition.of(found.version)
    context = {
        "review": found,
        "year": str(found.year),
        "definition": definition,
        "inputs": inputs,
        "parts": parts(definition, inputs, latest_answers(found), lambda item: True),
        "confirmed": found.revisions.filter(signed_at__isnull=False).first(),
        **sections(request),
    }
    return render(request, "portal/mentor/review.html", context)


@requires()
@require_POST
def review_draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Saves as one types (the contract of autosave.js)."""
    found = _own_review(request, pk)
    inputs = _inputs(found, request.POST)
    if inputs is None:
        return JsonResponse({"error": _("This form cannot be changed any more.")}, status=422)
    if not inputs.is_valid():
        return JsonResponse({"error": next(iter(inputs.errors.values()))[0]}, status=422)
    try:
        saved = save_review(found, inputs.answers(), base_version=version_of(request), by=request.user)
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    latest = saved.revisions.first()
    moment = latest.written_at.isoformat() if latest else None
    return JsonResponse({"saved_at": moment, "version": saved.revision_number, "conflict": None})


@requires()
def find_mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of the host sees who of his own people could guide the official, with reasons, and names one."""
    seen = Posting.objects.visible_to(request.user).exclude(status=Posting.Status.ENDED)
    related = ("person", "host_unit__former_district", "sending_unit", "title__bloc")
    posting = get_object_or_404(seen.select_related(*related), pk=pk)
    check(request, "training.name_mentor", posting)
    if request.method == "POST":
        return _name(request, posting)
    present = posting.mentorships.current().select_related("mentor__person").first()
    without = postings_without_mentor().filter(pk=posting.pk).values_list("since", flat=True)
    waiting = None if present else without.first()
    context = {
        "posting": posting,
        "present": present,
        "due_on": new_mentor_due(waiting) if waiting else None,
        "proposals": [] if present else proposals_for(posting, at_host=True),
        **sections(request),
    }
    return render(request, "portal/mentor/find_mentor.html", context)


def _name(request: HttpRequest, posting: Posting) -> HttpResponse:
    given = request.POST.get("mentor", "")
    mentor = get_object_or_404(Mentor.objects.registered(), pk=int(given) if given.isdecimal() else 0)
    try:
        assign_mentor(posting, mentor, note=request.POST.get("note", ""), by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return redirect("mentor:find_mentor", posting.pk)
    messages.success(request, _("The mentor was named."))
    return redirect("mentor:posting", posting.pk)


def _own_review(request: HttpRequest, pk: int) -> MentorReview:
    reviews = MentorReview.objects.filter(mentor__person__user=request.user)
    return get_object_or_404(reviews.select_related("mentor__person", "version"), pk=pk)


def _inputs(found: MentorReview, data) -> DefinedForm | None:
    if found.is_signed:
        return None
    return DefinedForm(data, fields=list(Definition.of(found.version).fields()), answers=latest_answers(found))


def _act(request: HttpRequest, found: MentorReview, inputs: DefinedForm) -> HttpResponse | None:
    if not inputs.is_valid():
        return None
    try:
        found = save_review(found, inputs.answers(), base_version=version_of(request), by=request.user)
        if request.POST.get("action") != "sign":
            messages.success(request, _("Saved. You can go on later."))
            return redirect("mentor:review", found.pk)
        sign_review(found, by=request.user)
    except Incomplete as refusal:
        inputs.show_missing(refusal.by_field)
        return None
    except TrainingError as refusal:
        inputs.add_error(None, str(refusal))
        return None
    messages.success(request, _("Confirmed. The Committee reads it with the register."))
    return redirect("mentor:review", found.pk)
