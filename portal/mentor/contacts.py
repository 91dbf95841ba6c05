"""Writing, reading and confirming contacts. Words are found through ``visible_to`` only, never by permission alone."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from curriculum.clock.time import now
from portal.access import requires
from portal.mentor.contact_form import ContactForm, default_answers
from portal.mentor.home import sections
from portal.mentor.saving import client_key, saved_answer, touched_in, version_of
from portal.mentor.together import NEW, contact_signer
from portal.records.sight import Standing
from training.access.services import record_view
from training.errors import Incomplete, TrainingError
from training.mentoring.contacts import OWN_FIELD, answers_of
from training.mentoring.models import MentoringContact, Mentorship
from training.mentoring.rules import can_confirm_contact, can_record_contact, side_of, writer_side
from training.mentoring.services import confirm_contact, reopen_contact, save_contact_draft, submit_contact
from training.mentoring.services.contacts import open_actions
from training.models import Posting
from training.regulations.queries import value_on


def mentorship_for(user, pk: int) -> Mentorship:
    """The present mentorship of a posting in whose log the person may write, or one he has still to finish."""
    mentorships = Mentorship.objects.select_related(
        "mentor__person", "posting__person", "posting__host_unit", "posting__host_unit_now", "posting__title"
    ).filter(posting__in=Posting.objects.filter(pk=pk))
    for mentorship in mentorships.order_by("-valid_from"):
        side = side_of(user, mentorship)
        if side and (mentorship.valid_to is None or _own_draft(user, mentorship)):
            return mentorship
    raise Http404


def _own_draft(user, mentorship: Mentorship) -> MentoringContact | None:
    drafts = mentorship.contacts.filter(status=MentoringContact.Status.DRAFT, recorded_by=user)
    return drafts.order_by("recorded_at").first()


def contact_form(user, mentorship: Mentorship, contact: MentoringContact | None, data=None) -> ContactForm:
    return ContactForm(
        data,
        side=side_of(user, mentorship),
        open_actions=open_actions(mentorship, before=contact),
        answers=answers_of(contact) if contact else default_answers(mentorship),
    )


@requires()
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """One's draft for this official, begun or to begin. Works without scripts: each button posts the whole form."""
    mentorship = mentorship_for(request.user, pk)
    contact = _own_draft(request.user, mentorship)
    if contact is None and not can_record_contact(request.user, mentorship.posting):
        raise Http404
    form = contact_form(request.user, mentorship, contact, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _save_and_submit(request, mentorship, form)
        if answer:
            return answer
        contact = _own_draft(request.user, mentorship)
    posted = request.method == "POST"
    context = {
        "form": form,
        "mentorship": mentorship,
        "posting": mentorship.posting,
        "contact": contact,
        "client_key": (contact.key if contact else client_key(request) if posted else uuid4()),
        "base_version": contact.version if contact else 0,
        "together": contact_signer(request.user, mentorship, NEW),
        "own_field": OWN_FIELD[form.side],
        "cadence": value_on("mentoring.contact_days"),
        **sections(request),
    }
    return render(request, "portal/mentor/contact_write.html", context)


def _save_and_submit(request: HttpRequest, mentorship: Mentorship, form: ContactForm) -> HttpResponse | None:
    """Save what was posted and hand it in where asked to; None leaves the page open with the reasons on it."""
    try:
        saved = save_contact_draft(
            mentorship,
            form.answers(),
            key=client_key(request),
            base_version=version_of(request),
            touched=form.touched(touched_in(request)),
            by=request.user,
        )
        if saved.conflict:
            return redirect("mentor:version", saved.conflict.pk)
        if request.POST.get("action") != "submit":
            messages.success(request, _("Saved as a draft. Only you see it until you hand it in."))
            return redirect("mentor:posting", mentorship.posting_id)
        contact = submit_contact(saved.record, by=request.user)
    except Incomplete as refusal:
        form.show_missing(refusal.by_field)
        return None
    except TrainingError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Handed in. The other side has been asked to confirm."))
    return redirect("mentor:contact", contact.key)


@requires()
@require_POST
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Saves as one types (the contract of autosave.js)."""
    mentorship = mentorship_of_key(request.user, pk, client_key(request))
    known = mentorship.contacts.filter(key=client_key(request)).first()
    form = contact_form(request.user, mentorship, known, request.POST)
    if not form.is_valid():
        return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=422)
    try:
        saved = save_contact_draft(
            mentorship,
            form.answers(),
            key=client_key(request),
            base_version=version_of(request),
            touched=form.touched(touched_in(request)),
            by=request.user,
        )
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return saved_answer(saved)


def mentorship_of_key(user, pk: int, key: UUID) -> Mentorship:
    """Where a late text belongs: to the log its draft is in, else to the one that runs."""
    contact = MentoringContact.objects.visible_to(user).filter(key=key).first()
    if contact and contact.mentorship.posting_id == pk:
        return Mentorship.objects.select_related("mentor__person", "posting__person", "posting__host_unit").get(
            pk=contact.mentorship_id
        )
    return mentorship_for(user, pk)


def readable_contact(user, key: UUID) -> MentoringContact:
    contacts = MentoringContact.objects.visible_to(user).select_related(
        "mentorship__mentor__person__user",
        "mentorship__posting__person__user",
        "mentorship__posting__host_unit",
        "recorded_by",
        "confirmed_by",
    )
    return get_object_or_404(contacts.prefetch_related("competencies", "action_points", "photos"), key=key)


@requires()
def contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """One contact to read; to confirm, where it waits for the reader."""
    found = readable_contact(request.user, key)
    if found.status == found.Status.DRAFT:
        return redirect("mentor:contact_write", found.mentorship.posting_id)
    look_at(found, "contact", by=request.user)
    return _show(request, found)


def look_at(contact: MentoringContact, what: str, *, by, same_within: timedelta | None = None) -> None:
    """Of the two sides who read it, the mentor looks at another's words, be it the mentor of then or of today."""
    what = f"{what} {date_format(contact.happened_at or contact.recorded_at, 'd/m/Y')}"
    record_view(contact.mentorship.posting.person, what, by=by, purpose=Standing.MENTOR, same_within=same_within)


def _show(request: HttpRequest, found: MentoringContact, refusal: str = "", words: str | None = None) -> HttpResponse:
    side = side_of(request.user, found.mentorship)
    own = OWN_FIELD[side]
    waits = found.status == found.Status.SUBMITTED and side == writer_side(found)
    context = {
        "contact": found,
        "posting": found.mentorship.posting,
        "mentorship": found.mentorship,
        "my_turn": can_confirm_contact(request.user, found),
        "side": side,
        "writer_side": writer_side(found),
        "own_field": own,
        "own_words": words if words is not None else getattr(found, own),
        "refusal": refusal,
        "together": contact_signer(request.user, found.mentorship, str(found.key)) if waits else None,
        "may_reopen": found.status == found.Status.SUBMITTED and found.recorded_by_id == request.user.pk,
        **sections(request),
    }
    return render(request, "portal/mentor/contact.html", context, status=422 if refusal else 200)


@requires()
@require_POST
def own_words_draft(request: HttpRequest, key: UUID) -> JsonResponse:
    """Saves the words of the side that confirms, as they are typed."""
    found = readable_contact(request.user, key)
    side = side_of(request.user, found.mentorship)
    try:
        saved = save_contact_draft(
            found.mentorship,
            {OWN_FIELD[side]: request.POST.get("own_words", "")},
            key=found.key,
            base_version=version_of(request),
            by=request.user,
        )
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return saved_answer(saved)


@requires()
@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    found = readable_contact(request.user, key)
    words = request.POST.get("own_words", "")
    try:
        confirm_contact(found, words, by=request.user)
    except TrainingError as refusal:
        if found.status == found.Status.DRAFT:  # half a contact cannot be shown, only written
            messages.error(request, str(refusal))
            return redirect("mentor:contact_write", found.mentorship.posting_id)
        return _show(request, found, refusal=str(refusal), words=words)
    messages.success(request, _("Confirmed at %(time)s. The contact is locked.") % {"time": now().strftime("%H:%M")})
    return redirect("mentor:contact", key)


@requires()
@require_POST
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    found = readable_contact(request.user, key)
    try:
        reopen_contact(found, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return redirect("mentor:contact", key)
    messages.success(request, _("The contact is a draft again. Hand it in after the correction."))
    if found.recorded_by_id == request.user.pk:
        return redirect("mentor:contact_write", found.mentorship.posting_id)
    return redirect("mentor:posting", found.mentorship.posting_id)
