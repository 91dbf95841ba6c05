"""The forms of a term: read, written by sections, handed in, confirmed in order, given back."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.log_actions import log

from portal.access import requires
from portal.mentor.documents import DocumentForm
from portal.mentor.earlier import earlier_versions
from portal.mentor.home import sections
from portal.mentor.saving import saved_answer, touched_in, version_of
from portal.mentor.term_form import DefinedForm, parts
from portal.mentor.together import form_signers
from portal.mentor.words import form_state
from portal.papers.answers import answer_paper
from portal.papers.assessments import form_paper
from portal.records.sight import purpose_in
from training.access.services import record_print, record_view
from training.errors import Incomplete, TrainingError
from training.mentoring.forms import Filing, signatures_in_force, with_answers
from training.mentoring.handovers.holding import with_keeper
from training.mentoring.models import FormDocument, FormSignature, TermForm
from training.mentoring.queries import suggested_answers, with_mentors
from training.mentoring.rules import can_view_form
from training.mentoring.services import return_form, save_form, sign_form, submit_form, unlock_form
from training.mentoring.services.saved import Saved
from training.mentoring.surveys.queries import with_survey
from training.rotation.capacities import Capacity


def filing_of(user, pk: int) -> Filing:
    forms = with_answers(with_keeper(with_survey(TermForm.objects.all()))).select_related(
        "version",
        "posting__person",
        "posting__host_unit",
        "posting__host_unit_now",
        "posting__sending_unit",
        "posting__title",
    )
    signatures = Prefetch("signatures", FormSignature.objects.select_related("signed_by", "joint__device_of"))
    found = get_object_or_404(forms.prefetch_related(signatures, with_mentors(of="posting__")), pk=pk)
    if not can_view_form(user, found):
        raise Http404
    return Filing.of(found, user)


def inputs_for(filing: Filing, data=None) -> DefinedForm | None:
    """Inputs for what the person may write now; None when there is nothing."""
    fields = filing.writable_fields()
    if not fields or not filing.definition.is_fillable or not filing.form.is_open:
        return None
    answers = filing.answers
    if filing.form.revision_number == 0:
        answers = suggested_answers(filing.form)
    return DefinedForm(data, fields=fields, answers=answers)


@requires()
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: inputs where it is one's turn, words elsewhere; posting saves, hands in or confirms."""
    filing = filing_of(request.user, pk)
    inputs = inputs_for(filing, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = _act(request, filing, inputs)
        if answer:
            return answer
        filing = filing_of(request.user, pk)
    else:
        purpose = purpose_in(filing.capacities)
        record_view(filing.form.posting.person, f"form {filing.form.code}", by=request.user, purpose=purpose)
    return _show(request, filing, inputs)


def _act(request: HttpRequest, filing: Filing, inputs: DefinedForm | None) -> HttpResponse | None:
    action = request.POST.get("action", "save")
    try:
        if inputs is not None and inputs.is_valid():
            saved = _save(request, filing, inputs)
            if saved.conflict:
                return redirect("mentor:version", saved.conflict.pk)
        if inputs is not None and not inputs.is_valid():
            return None
        if action == "submit":
            submit_form(filing.form, by=request.user)
            messages.success(request, _("Handed in. The next person has been asked to confirm."))
        elif action == "sign":
            sign_form(filing.form, by=request.user)
            messages.success(request, _("Confirmed."))
        else:
            messages.success(request, _("Saved. You can go on later."))
    except Incomplete as refusal:
        if inputs is None:
            messages.error(request, str(refusal))
            return redirect("mentor:form", filing.form.pk)
        inputs.show_missing(refusal.by_field)
        return None
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    return redirect("mentor:form", filing.form.pk)


def _save(request: HttpRequest, filing: Filing, inputs: DefinedForm) -> Saved:
    return save_form(
        filing.form,
        inputs.answers(),
        base_version=version_of(request),
        touched=inputs.touched(touched_in(request)),
        by=request.user,
    )


def _show(request: HttpRequest, filing: Filing, inputs: DefinedForm | None) -> HttpResponse:
    labels = dict(FormSignature.Capacity.choices)
    given = {signature.capacity: signature for signature in signatures_in_force(filing.form)}
    documents: dict[str, list[FormDocument]] = {}
    for one in filing.form.documents.all():
        documents.setdefault(one.capacity, []).append(one)
    attaches = filing.is_my_turn and filing.definition.needs_document(filing.next_signer)
    context = {
        "filing": filing,
        "form": filing.form,
        "posting": filing.form.posting,
        "inputs": inputs,
        "earlier": earlier_versions(filing),
        "may_unlock": filing.form.locked_at is not None and Capacity.COMMITTEE_OFFICER in filing.capacities,
        "together": form_signers(filing),
        "needs": filing.definition.missing({}, _writing_as(filing)),
        "state": form_state(filing.form),
        "parts": parts(filing.definition, inputs, filing.answers, filing.readable),
        "signers": [
            {
                "label": labels[name],
                "acknowledges": filing.definition.act_of(name) == "acknowledge",
                "signature": given.get(name),
                "documents": documents.get(name, []),
                "is_next": name == filing.next_signer and not filing.form.is_unfiled,
            }
            for name in filing.definition.signers
        ],
        "document_form": DocumentForm() if attaches else None,
        **sections(request),
    }
    return render(request, "portal/mentor/form.html", context)


def _writing_as(filing: Filing) -> list[str]:
    """In whose name the person writes now: the next signer's once the form was handed in."""
    if filing.form.is_unfiled:
        return list(filing.capacities)
    return [filing.next_signer] if filing.next_signer else []


@requires()
@require_POST
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Saves as one types (the contract of autosave.js)."""
    filing = filing_of(request.user, pk)
    inputs = inputs_for(filing, request.POST)
    if inputs is None:
        return JsonResponse({"error": _("This form cannot be changed any more.")}, status=422)
    if not inputs.is_valid():
        return JsonResponse({"error": next(iter(inputs.errors.values()))[0]}, status=422)
    try:
        saved = _save(request, filing, inputs)
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return saved_answer(saved)


@requires()
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    filing = filing_of(request.user, pk)
    try:
        sign_form(filing.form, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed."))
    return redirect("mentor:form", pk)


@requires()
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    filing = filing_of(request.user, pk)
    try:
        return_form(filing.form, reason=request.POST.get("reason", ""), by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Given back for correction."))
        if not can_view_form(request.user, TermForm.objects.select_related("posting__person", "version").get(pk=pk)):
            return redirect("mentor:posting", filing.form.posting_id)
    return redirect("mentor:form", pk)


@requires()
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    filing = filing_of(request.user, pk)
    try:
        unlock_form(filing.form, reason=request.POST.get("reason", ""), by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Unlocked. What was locked is kept beside what is written now."))
    still = TermForm.objects.select_related("posting__person", "version").get(pk=pk)
    if not can_view_form(request.user, still):
        return redirect("mentor:posting", filing.form.posting_id)
    return redirect("mentor:form", pk)


@requires()
def form_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on paper, as far as the reader may read it; the print is logged."""
    filing = filing_of(request.user, pk)
    if filing.form.is_unfiled:
        raise Http404
    log(filing.form, "portal.report.export", user=request.user, data={"format": "pdf"})
    purpose = purpose_in(filing.capacities)
    record_print(filing.form.posting.person, f"form {filing.form.code}", by=request.user, purpose=purpose)
    answer = answer_paper(form_paper(filing), "pdf", f"{filing.form.code} {filing.form.posting.person}")
    answer["Cache-Control"] = "private, no-store"
    return answer
