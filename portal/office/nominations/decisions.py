"""Lists before the leadership: submitted by the office, approved by a decision or sent back."""

import django_filters

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.vietnamese.text import fold
from portal.office.base import OfficeForm, OfficeListing, OfficePage
from portal.office.classes.changes import ClassChange
from portal.office.classes.forms import ReasonForm
from portal.office.nominations.forms import ApproveListForm, SubmitListForm
from portal.office.tables import DayColumn, StateColumn
from training.models import EnrolmentDecision, Nomination
from training.nominations.queries import ReviewRow, review_rows
from training.nominations.services import (
    approve_list,
    promote_from_waiting_list,
    send_back_list,
    submit_list,
    take_back_list,
)

PROPOSED = EnrolmentDecision.Status.PROPOSED


class DecisionFilter(WagtailFilterSet):
    year = django_filters.NumberFilter(label=_("Year"), field_name="submitted_at", lookup_expr="year")

    class Meta:
        model = EnrolmentDecision
        fields = ["status", "year"]


class EnrolmentDecisionListing(OfficeListing):
    permission = "portal.see_classes"
    model = EnrolmentDecision
    page_title = _("Enrolment decisions")
    header_icon = "doc-full"
    verbose_name_plural = _("enrolment decisions")
    default_ordering = "-submitted_at"
    filterset_class = DecisionFilter
    list_export = ["training_class.code", "training_class.name", "people", "status", "number", "decided_on", "signer"]
    export_filename = "quyet-dinh-cu-di-hoc"
    columns = [
        TitleColumn(
            "training_class",
            label=_("Class"),
            accessor="training_class.code",
            url_name="office:enrolment_decision",
            sort_key="training_class__code",
            classname="office-code",
        ),
        Column("name", label=_("Name"), accessor="training_class.name"),
        Column("people", label=_("People"), sort_key="people"),
        DayColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
        Column("number", label=_("Decision"), accessor=lambda row: row.number or "–", sort_key="number"),
        DayColumn("decided_on", label=_("Date of the decision"), sort_key="decided_on"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        rows = EnrolmentDecision.objects.visible_to(self.request.user).select_related("training_class")
        return rows.annotate(people=Count("nominations"))

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(training_class__code__icontains=word)
        return queryset


class SubmitList(ClassChange):
    form_class = SubmitListForm
    page_title = _("Submit the list to the leadership")
    consequence = _(
        "Every proposal of this class goes before the leadership as one list. Until it is decided, the proposals on it "
        "are not changed; the units see nothing of them."
    )
    submit_label = _("Submit the list")
    success_message = _("The list was submitted; the leadership is being told.")

    def perform(self, form):
        return submit_list(self.training_class, note=form.cleaned_data["note"], by=self.request.user)

    def get_success_url(self) -> str:
        if result := getattr(self, "result", None):
            return reverse("office:enrolment_decision", args=[result.pk])
        return reverse("office:class_nominations", args=[self.training_class.pk])


class PromoteWaiting(ClassChange):
    page_title = _("Call up from the waiting list")
    consequence = _(
        "The free places go to those who wait, in the order of the priority rule. Units and people are told."
    )
    submit_label = _("Call up")
    success_message = _("The free places were given.")
    back_to = "office:class_nominations"

    def perform(self, form):
        return promote_from_waiting_list(self.training_class, by=self.request.user)


class OneDecision:
    """The list asked for, and what stands on it."""

    permission = "portal.see_classes"
    parents = [("office:enrolment_decisions", _("Enrolment decisions"))]

    @cached_property
    def decision(self) -> EnrolmentDecision:
        seen = EnrolmentDecision.objects.visible_to(self.request.user)
        related = ("training_class__programme", "training_class__organiser", "submitted_by", "decided_by")
        return get_object_or_404(seen.select_related(*related), pk=self.kwargs["pk"])

    @cached_property
    def lines(self) -> list[Nomination]:
        return list(self.decision.nominations.proposed().select_related("person", "unit"))

    @cached_property
    def rows(self) -> list[ReviewRow]:
        return review_rows(self.decision.training_class, self.lines)

    def get_page_subtitle(self) -> str:
        return self.decision.training_class.code


class EnrolmentDecisionPage(OneDecision, OfficePage):
    template_name = "portal/office/nominations/decision.html"
    header_icon = "doc-full"

    def get_page_title(self) -> str:
        return self.decision.number or self.decision.training_class.code

    def get_page_subtitle(self) -> str:
        return ""

    def get_context_data(self, **kwargs):
        this = self.decision
        is_open = this.status == PROPOSED
        return super().get_context_data(
            decision=this,
            rows=self.rows if is_open else [],
            later=list(this.nominations.filter(replaces__isnull=False).select_related("person", "replaces__person")),
            actions=self.actions() if is_open else [],
            **kwargs,
        )

    def actions(self) -> list[tuple[str, object]]:
        this, user = self.decision, self.request.user
        actions = []
        if user.has_perm("training.approve_nominations", this):
            actions += [("enrolment_decision_approve", _("Approve")), ("enrolment_decision_send_back", _("Send back"))]
        if user.has_perm("training.change_class", this.training_class):
            actions.append(("enrolment_decision_take_back", _("Take the list back")))
        return [(reverse(f"office:{name}", args=[this.pk]), label) for name, label in actions]


class DecisionChange(OneDecision, OfficeForm):
    template_name = "portal/office/change.html"
    form_class = ReasonForm
    consequence = ""

    def get_success_url(self) -> str:
        return reverse("office:enrolment_decision", args=[self.decision.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class ApproveList(DecisionChange):
    permission = "training.approve_nominations"
    template_name = "portal/office/nominations/approve.html"
    form_class = ApproveListForm
    page_title = _("Approve the list")
    submit_label = _("Approve by this decision")
    success_message = _("The list is approved. Those accepted are enrolled; units and people are being told.")

    def get_initial(self):
        return {"signer": self.request.user.get_full_name()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines}

    def perform(self, form):
        return approve_list(self.decision, **form.cleaned_data, by=self.request.user)

    def get_context_data(self, **kwargs):
        left_out = set(self.request.POST.getlist("leave_out"))
        accepted = sum(row.nomination.proposal == Nomination.Proposal.ACCEPT for row in self.rows)
        this = self.decision.training_class
        return super().get_context_data(
            decision=self.decision,
            rows=self.rows,
            left_out=left_out,
            accepted=accepted,
            free=max(this.capacity - this.enrolments.active().count(), 0),
            **kwargs,
        )


class SendBackList(DecisionChange):
    permission = "training.approve_nominations"
    page_title = _("Send the list back")
    consequence = _("Nothing is decided. The office reads your reason, changes the proposals and submits again.")
    submit_label = _("Send back")
    success_message = _("The list was sent back; the office is being told.")

    def perform(self, form):
        return send_back_list(self.decision, reason=form.cleaned_data["reason"], by=self.request.user)


class TakeBackList(DecisionChange):
    permission = "training.change_class"
    page_title = _("Take the list back")
    consequence = _("The proposals stay as they are and can be changed; then the list is submitted anew.")
    submit_label = _("Take the list back")
    success_message = _("The list was taken back.")

    def perform(self, form):
        return take_back_list(self.decision, reason=form.cleaned_data["reason"], by=self.request.user)
