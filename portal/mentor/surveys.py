"""Multi-source feedback as the two sides meet it: names to propose, and what came of it once released."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from portal.access import requires
from portal.mentor.home import sections
from portal.records.sight import purpose_in
from portal.survey_summary import summary_words
from training.access.services import record_view
from training.errors import TrainingError
from training.mentoring.queries import with_mentors
from training.mentoring.rules import can_view_profile
from training.mentoring.surveys.definitions import CODE
from training.mentoring.surveys.queries import released_surveys
from training.mentoring.surveys.rules import side_of
from training.mentoring.surveys.services import propose_respondent, survey_of, withdraw_respondent
from training.models import Posting, Survey, SurveyRespondent, TermForm
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of


class NameForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=100)
    role = forms.ChoiceField(
        label=pgettext_lazy("respondent", "Stands to the official as"), choices=SurveyRespondent.Role
    )
    office = forms.CharField(label=_("Office, unit"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Without one, the link is printed on a slip.")
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


def form_to_propose_for(posting: Posting) -> TermForm | None:
    """The survey whose names are being gathered: its form has opened, and no link has gone out."""
    found = TermForm.objects.unfiled().filter(posting=posting, code=CODE).select_related("survey", "posting__person")
    return next((form for form in found.order_by("due_on") if form.is_open), None)


@requires()
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own side's names, and the summaries that one may read."""
    posting = _posting(request, pk)
    side = side_of(request.user, posting)
    form = form_to_propose_for(posting) if side and posting.status != Posting.Status.ENDED else None
    reads = can_view_profile(request.user, posting)
    surveys = list(released_surveys(posting)) if reads else []
    if form is None and not reads:
        raise Http404
    inputs = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and inputs.is_valid():
        try:
            propose_respondent(survey_of(form), **inputs.cleaned_data, by=request.user)
        except TrainingError as refusal:
            inputs.add_error(None, str(refusal))
        else:
            messages.success(request, _now("The name was added."))
            return redirect("mentor:survey", pk)
    capacities = capacities_of(request.user, posting)
    if surveys:
        record_view(posting.person, "survey", by=request.user, purpose=purpose_in(capacities))
    context = {
        "posting": posting,
        "form": form,
        "names": _names(form, side) if form else [],
        "inputs": inputs,
        "surveys": [(one, summary_words(one)) for one in surveys],
        "in_mine": Capacity.MENTEE in capacities,
        "in_guided": Capacity.MENTOR in capacities,
        **sections(request, mine=True if Capacity.MENTEE in capacities else None),
    }
    return render(request, "portal/mentor/survey.html", context, status=422 if inputs.errors else 200)


@requires()
@require_POST
def remove_name(request: HttpRequest, pk: int, respondent: int) -> HttpResponse:
    posting = _posting(request, pk)
    side = side_of(request.user, posting)
    rows = SurveyRespondent.objects.filter(survey__form__posting=posting, side=side, survey__status="preparing")
    found = get_object_or_404(rows, pk=respondent)
    try:
        withdraw_respondent(found, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    return redirect("mentor:survey", pk)


def _posting(request: HttpRequest, pk: int) -> Posting:
    postings = Posting.objects.visible_to(request.user).select_related("person", "host_unit", "title")
    return get_object_or_404(postings.prefetch_related(with_mentors()), pk=pk)


def _names(form: TermForm, side: str) -> list[SurveyRespondent]:
    """What one's own side proposed; the other side's names are not shown."""
    found: Survey | None = getattr(form, "survey", None)
    return list(found.respondents.filter(side=side)) if found else []
