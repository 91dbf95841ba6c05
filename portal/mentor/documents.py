"""The signed documents of a form: attached by the signer, read by those who read the form."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access import requires
from portal.records.sight import purpose_in
from portal.widgets import DateInput
from training.access.services import record_view
from training.errors import TrainingError
from training.mentoring.handovers.holding import capacities_in_form
from training.mentoring.models import FormDocument, TermForm
from training.mentoring.rules import can_view_form
from training.mentoring.services import attach_document


class DocumentForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=60)
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DateInput)
    file = forms.FileField(
        label=gettext_lazy("The signed document"),
        help_text=gettext_lazy("A PDF with its digital signature, or a scan or photograph of the paper; up to 20 MB."),
    )
    declares_no_secret = forms.BooleanField(label=gettext_lazy("It holds no state secret."), required=False)


@requires()
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(TermForm.objects.select_related("posting__person", "version"), pk=pk)
    if not can_view_form(request.user, found):
        raise Http404
    given = DocumentForm(request.POST, request.FILES)
    if not given.is_valid():
        messages.error(request, " ".join(error for errors in given.errors.values() for error in errors))
        return redirect("mentor:form", pk)
    try:
        attach_document(found, given.cleaned_data.pop("file"), **given.cleaned_data, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The document is kept with the form. You can confirm now."))
    return redirect("mentor:form", pk)


@requires()
def document(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(FormDocument.objects.select_related("form__posting__person", "form__version"), pk=pk)
    if not can_view_form(request.user, found.form):
        raise Http404
    purpose = purpose_in(capacities_in_form(request.user, found.form))
    record_view(found.form.posting.person, f"document {found.form.code}", by=request.user, purpose=purpose)
    answer = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=f"{found.form.code}-{found.pk}.{found.kind}"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
