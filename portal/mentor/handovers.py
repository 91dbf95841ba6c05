"""Change of mentor on the mentor's and the host unit's side: begun with F8, the sheet for whoever takes over."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from curriculum.clock.time import today
from portal.access import requires
from portal.mentor.home import sections
from portal.mentor.words import form_name, form_state, kept_line
from portal.widgets import DateInput
from training.errors import TrainingError
from training.mentoring.handovers.rules import can_begin_handover, can_read_sheet
from training.mentoring.handovers.services import begin_handover, release_form
from training.mentoring.handovers.sheet import sheet_of
from training.models import Handover, KeptForm, Posting
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of


class BeginForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What changes"), choices=Handover.Kind, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Handover.Reason)
    on = forms.DateField(label=gettext_lazy("Day of the change"), widget=DateInput)


def _posting(request: HttpRequest, pk: int) -> Posting:
    beside = ("person", "host_unit", "host_unit_now", "sending_unit", "title")
    return get_object_or_404(Posting.objects.visible_to(request.user).select_related(*beside), pk=pk)


@requires()
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a change of mentor or an early end; whoever begins it writes the interim assessment."""
    posting = _posting(request, pk)
    capacities = capacities_of(request.user, posting)
    if not ({Capacity.MENTOR, Capacity.HOST_HEAD} & capacities and can_begin_handover(request.user, posting)):
        raise Http404
    form = BeginForm(request.POST or None, initial={"kind": Handover.Kind.MENTOR, "on": today()})
    if request.method == "POST" and form.is_valid():
        by_host = Capacity.MENTOR not in capacities
        try:
            handover = begin_handover(posting, **form.cleaned_data, by_host=by_host, by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Begun. Write the interim assessment and hand it in."))
            return redirect("mentor:form", handover.form_id)
    return render(request, "portal/mentor/handover_begin.html", {"posting": posting, "form": form, **sections(request)})


@requires()
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed under the mentors before, for the official and the mentor of today."""
    posting = _posting(request, pk)
    if not can_read_sheet(request.user, posting):
        raise Http404
    found = sheet_of(posting)
    context = {
        "posting": posting,
        "sheet": found,
        "forms": [{"form": row, "name": form_name(row), "state": form_state(row)} for row in found.forms],
        "kept": [kept_line(row) for row in found.kept],
        "today": today(),
        "in_guided": posting.person.user_id != request.user.pk,
        "in_mine": posting.person.user_id == request.user.pk,
        **sections(request),
    }
    return render(request, "portal/mentor/handover.html", context)


@requires()
@require_POST
def release_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """A former mentor gives up a form he kept to finish."""
    mine = KeptForm.objects.filter(mentorship__mentor__person__user=request.user)
    kept = get_object_or_404(mine.select_related("form__posting__person"), pk=pk)
    release_form(kept, by=request.user)
    messages.success(request, _("Handed over. Whoever guides the official now goes on with what is written."))
    return redirect("mentor:home" if request.user.has_perm("portal.use_mentor") else "notices:list")
