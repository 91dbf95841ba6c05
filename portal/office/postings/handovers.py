"""Handovers at the Committee's desk: the list, a change begun, the new mentor named, an early end decided."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.clock.time import today
from portal.form_states import form_state
from portal.office.base import OfficeListing
from portal.office.postings.forms import signer_title
from portal.office.postings.listings import by_folded_words
from portal.office.postings.pages import PostingChange
from portal.office.tables import DayColumn
from portal.widgets import DateInput
from training.mentoring.handovers import services
from training.models import Handover, Mentor, Posting


class BeginForm(forms.Form):
    kind = forms.ChoiceField(label=_("What changes"), choices=Handover.Kind)
    reason = forms.ChoiceField(label=_("Reason"), choices=Handover.Reason)
    on = forms.DateField(label=_("Day of the change"), widget=DateInput)
    by_host = forms.BooleanField(
        label=_("The host unit writes the interim assessment"),
        required=False,
        help_text=_("Where the mentor cannot write it any more."),
    )


class NewMentorForm(forms.Form):
    mentor = forms.ModelChoiceField(
        label=_("New mentor"), queryset=Mentor.objects.filter(is_active=True).select_related("person")
    )
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    note = forms.CharField(
        label=_("Why he, where something speaks against it"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(forms.Form):
    ended_on = forms.DateField(label=_("Last day of the posting"), widget=DateInput)
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()


class HandoverFilter(WagtailFilterSet):
    class Meta:
        model = Handover
        fields = ["kind", "reason", "outcome"]


class HandoverListing(OfficeListing):
    permission = "portal.see_postings"
    model = Handover
    page_title = _("Handovers")
    header_icon = "redirect"
    verbose_name_plural = _("handovers")
    default_ordering = "-on"
    filterset_class = HandoverFilter
    search_fields = ["posting__person__search_name", "posting__host_unit__search_name"]
    list_export = ["posting.person.full_name", "posting.host_unit.name", "kind", "reason", "on", "form.due_on"]
    list_export += ["mentor_due_on", "outcome"]
    export_filename = "ban-giao"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="posting.person",
            get_url=lambda row: reverse("office:posting", args=[row.posting_id]),
            sort_key="posting__person__sort_key",
        ),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("reason", label=_("Reason"), accessor="get_reason_display", sort_key="reason"),
        DayColumn("on", label=_("Day of the change"), sort_key="on"),
        Column("form", label=_("Form F8"), accessor=lambda row: form_state(row.form).label),
        DayColumn("mentor_due_on", label=_("New mentor by"), sort_key="mentor_due_on"),
        Column(
            "outcome",
            label=pgettext_lazy("handover", "Outcome"),
            accessor=lambda row: row.get_outcome_display() or _("on its way"),
            sort_key="outcome",
        ),
    ]

    def get_base_queryset(self):
        seen = Posting.objects.visible_to(self.request.user)
        rows = Handover.objects.filter(posting__in=seen)
        return rows.select_related("posting__person", "posting__host_unit", "form__version")

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)


class BeginHandover(PostingChange):
    permission = "training.change_posting"
    form_class = BeginForm
    page_title = _("Change of mentor or early end")
    consequence = _(
        "Form F8 opens: interim assessment within the regulated days, signed by those concerned. The reason is one of "
        "a list; nothing private is kept."
    )
    submit_label = _("Begin form F8")
    success_message = _("Form F8 was opened and those who write it were told.")

    def get_initial(self):
        return {"on": today()}

    def perform(self, form):
        return services.begin_handover(self.posting, **form.cleaned_data, by=self.request.user)


class OfHandover(PostingChange):
    permission = "training.change_posting"

    @cached_property
    def handover(self) -> Handover:
        seen = Handover.objects.open().filter(posting__in=Posting.objects.visible_to(self.request.user))
        related = ("posting__person", "leaving__mentor__person", "form")
        return get_object_or_404(seen.filter(kind=self.kind).select_related(*related), pk=self.kwargs["pk"])

    @cached_property
    def posting(self) -> Posting:
        return self.handover.posting


class NameNewMentor(OfHandover):
    kind = Handover.Kind.MENTOR
    form_class = NewMentorForm
    page_title = _("Name the new mentor")
    consequence = _(
        "The mentorship before ends the day before. Open action points, flags and forms not yet begun pass on; what "
        "the leaving mentor had begun stays his to finish for some days. What was confided stays with the two."
    )
    submit_label = _("Name the new mentor")
    success_message = _("The new mentor was named and told.")

    def get_initial(self):
        return {"valid_from": today()}

    def perform(self, form):
        return services.hand_over(self.handover, **form.cleaned_data, by=self.request.user)


class DecideEarlyEnd(OfHandover):
    kind = Handover.Kind.EARLY_END
    form_class = DecisionForm
    page_title = _("Record the early end")
    consequence = _("Possible once everybody has signed form F8. The decision is that of the deciding authority.")
    submit_label = _("Record the early end")
    success_message = _("The posting was ended early.")

    def get_initial(self):
        return {"ended_on": self.handover.on}

    def perform(self, form):
        return services.decide_early_end(self.handover, **form.cleaned_data, by=self.request.user)


class WithdrawHandover(OfHandover):
    form_class = forms.Form
    page_title = _("Withdraw the handover")
    consequence = _("Everything stays as it is. What was written in form F8 stays readable; it is no longer due.")
    submit_label = _("Withdraw the handover")
    success_message = _("The handover was withdrawn.")

    @cached_property
    def handover(self) -> Handover:
        seen = Handover.objects.open().filter(posting__in=Posting.objects.visible_to(self.request.user))
        return get_object_or_404(seen.select_related("posting__person"), pk=self.kwargs["pk"])

    def perform(self, form):
        return services.withdraw_handover(self.handover, by=self.request.user)
