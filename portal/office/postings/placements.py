"""Placements at the Committee's desk: proposed with a document, decided with another."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from portal.office.base import OfficeListing
from portal.office.postings.forms import signer_title
from portal.office.postings.listings import by_folded_words
from portal.office.postings.pages import PostingChange
from portal.office.tables import DayColumn
from portal.widgets import DateInput
from training.mentoring.placements.models import Direction
from training.mentoring.placements.services import decide_placement, propose_placement
from training.models import PlacementProposal, Posting


class ProposalForm(forms.Form):
    direction = forms.ChoiceField(label=_("Proposed"), choices=Direction, widget=forms.RadioSelect)
    document = forms.CharField(label=_("Number of the proposal"), max_length=60)
    dated_on = forms.DateField(label=_("Date of the proposal"), widget=DateInput)


class DecisionForm(forms.Form):
    decided = forms.ChoiceField(label=_("Decision"), choices=Direction, widget=forms.RadioSelect)
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()


class PlacementFilter(WagtailFilterSet):
    class Meta:
        model = PlacementProposal
        fields = ["direction", "decided", "posting__wave"]


class PlacementListing(OfficeListing):
    permission = "portal.see_postings"
    model = PlacementProposal
    page_title = _("Placements after the posting")
    header_icon = "arrow-right"
    verbose_name_plural = _("placement proposals")
    default_ordering = "posting__due_on"
    filterset_class = PlacementFilter
    search_fields = ["posting__person__search_name", "posting__host_unit__search_name"]
    list_export = ["posting.person.full_name", "posting.host_unit.name", "posting.due_on", "direction", "document"]
    list_export += ["dated_on", "decided", "decision_number", "decision_on"]
    export_filename = "bo-tri-sau-luan-chuyen"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="posting.person",
            get_url=lambda row: reverse("office:posting", args=[row.posting_id]),
            sort_key="posting__person__sort_key",
        ),
        DayColumn("due_on", label=_("Term ends on"), accessor="posting.due_on", sort_key="posting__due_on"),
        Column("direction", label=_("Proposed"), accessor="get_direction_display", sort_key="direction"),
        Column("document", label=_("Number of the proposal"), sort_key="document"),
        DayColumn("dated_on", label=_("Date of the proposal"), sort_key="dated_on"),
        Column(
            "decided",
            label=_("Decision"),
            accessor=lambda row: row.get_decided_display() or _("awaiting decision"),
            sort_key="decided",
        ),
        Column("decision_number", label=_("Decision number"), sort_key="decision_number"),
    ]

    def get_base_queryset(self):
        seen = Posting.objects.visible_to(self.request.user)
        rows = PlacementProposal.objects.filter(posting__in=seen)
        return rows.select_related("posting__person", "posting__host_unit")

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)


class ProposePlacement(PostingChange):
    permission = "training.change_posting"
    form_class = ProposalForm
    page_title = _("Propose the placement")
    consequence = _("Only the direction, number and day are kept (rules on state secrets). Flag R11 eases with it.")
    submit_label = _("Record the proposal")
    success_message = _("The proposal was recorded.")

    def perform(self, form):
        return propose_placement(self.posting, **form.cleaned_data, by=self.request.user)


class DecidePlacement(PostingChange):
    permission = "training.change_posting"
    form_class = DecisionForm
    page_title = _("Record the decision on the placement")
    consequence = _("The decision may be another than the proposal. The posting itself ends on its own day.")
    submit_label = _("Record the decision")
    success_message = _("The decision was recorded.")

    @cached_property
    def proposal(self) -> PlacementProposal:
        seen = PlacementProposal.objects.filter(posting__in=Posting.objects.visible_to(self.request.user))
        return get_object_or_404(seen.select_related("posting__person"), pk=self.kwargs["pk"])

    @cached_property
    def posting(self) -> Posting:
        return self.proposal.posting

    def get_initial(self):
        return {"decided": self.proposal.direction}

    def perform(self, form):
        return decide_placement(self.proposal, **form.cleaned_data, by=self.request.user)
