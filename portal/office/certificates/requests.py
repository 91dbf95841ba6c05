"""The desk of requests for reissue: what is due, and the answer, within five working days."""

import django_filters

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from certificates.models import Certificate, ReissueRequest
from certificates.requests import services
from certificates.requests.deadlines import working_days_left
from curriculum.clock.time import today
from portal.office.base import OfficeListing, OfficePage
from portal.office.certificates.changes import CertificateChange, Change
from portal.office.tables import DayColumn, StateColumn
from portal.widgets import DateInput
from training.access.services import record_view

DESK = [("office:certificate_requests", _("Requests for reissue"))]


def time_left(request: ReissueRequest) -> str:
    """How much of the five working days is left, in words."""
    if request.status != ReissueRequest.Status.OPEN:
        return ""
    if request.due_on is None:
        return gettext("awaits the paper")
    left = working_days_left(request.due_on, today())
    if left < 0:
        return ngettext("%(count)s working day late", "%(count)s working days late", -left) % {"count": -left}
    if left == 0:
        return gettext("due today")
    return ngettext("%(count)s working day left", "%(count)s working days left", left) % {"count": left}


class RequestFilter(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("State"), choices=ReissueRequest.Status.choices)
    ground = django_filters.ChoiceFilter(label=_("What happened"), choices=ReissueRequest.GROUNDS)
    late = django_filters.BooleanFilter(label=_("Overdue"), method="by_late")

    class Meta:
        model = ReissueRequest
        fields: list[str] = []

    def by_late(self, queryset, name, value):
        return queryset.overdue() if value else queryset


class RequestListing(OfficeListing):
    permission = "certificates.view_register"
    model = ReissueRequest
    page_title = _("Requests for reissue")
    header_icon = "mail"
    verbose_name_plural = _("requests")
    default_ordering = ("status", "due_on")
    filterset_class = RequestFilter
    search_fields = ["certificate__search_name", "certificate__register_number"]
    list_export = [
        "certificate.register_number",
        "certificate.facts.holder.name",
        "get_ground_display",
        "received_on",
        "due_on",
        "status",
        "settled_at",
    ]
    export_headings = {
        "certificate.register_number": _("Register number"),
        "certificate.facts.holder.name": _("Full name"),
        "get_ground_display": _("What happened"),
    }
    export_filename = "de-nghi-cap-lai"
    columns = [
        TitleColumn(
            "number",
            label=_("Certificate"),
            accessor="certificate.register_number",
            url_name="office:certificate_request",
            classname="office-number",
        ),
        Column("name", label=_("Full name"), accessor="certificate.facts.holder.name"),
        Column("ground", label=_("What happened"), accessor="get_ground_display"),
        DayColumn("received_on", label=_("Received on"), sort_key="received_on"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
        Column("left", label=_("Time left"), accessor=time_left),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return ReissueRequest.objects.visible_to(self.request.user).select_related("certificate")


class RequestPage(OfficePage):
    """One request: the words of the holder, the clock, the certificate, and what can be done."""

    permission = "certificates.view_register"
    template_name = "portal/office/certificates/request.html"
    parents = DESK
    header_icon = "mail"

    def get_context_data(self, **kwargs):
        user = self.request.user
        found = ReissueRequest.objects.visible_to(user).select_related(
            "certificate__person", "asked_by", "settled_by", "successor"
        )
        this = get_object_or_404(found, pk=self.kwargs["pk"])
        record_view(this.certificate.person, f"request for reissue {this.pk}", by=user)
        self.page_title = this.certificate.register_number
        is_open = this.status == ReissueRequest.Status.OPEN
        return super().get_context_data(
            this=this,
            certificate=this.certificate,
            left=time_left(this),
            is_late=is_open and this.due_on is not None and this.due_on < today(),
            may_answer=is_open and user.has_perm("certificates.answer_request"),
            **kwargs,
        )


class RequestChange(Change):
    permission = "certificates.answer_request"
    parents = DESK

    @cached_property
    def reissue_request(self) -> ReissueRequest:
        found = ReissueRequest.objects.select_related("certificate__person")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        certificate = self.reissue_request.certificate
        return f"{certificate.register_number}, {certificate.facts['holder']['name']}"

    def get_success_url(self) -> str:
        return reverse("office:certificate_request", args=[self.reissue_request.pk])


class GrantForm(forms.Form):
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput, initial=today)
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    issued_on = forms.DateField(label=_("Date of issue"), widget=DateInput, initial=today)


class GrantRequest(RequestChange):
    form_class = GrantForm
    page_title = _("Issue the successor")
    submit_label = _("Issue")
    success_message = _("The successor stands in the register; holder and unit are told.")

    def get_consequence(self) -> str:
        if self.reissue_request.ground == ReissueRequest.GROUNDS[2][0]:
            return gettext(
                "The certificate is issued again with the records as corrected, under a new number; the wrong one is "
                "marked as replaced. Correct the records first. This cannot be undone."
            )
        return gettext(
            "A certificate is not printed again: an attestation of equal value is issued under a number of its "
            "own, and the certificate is marked as replaced (Circular 03/2023/TT-BNV, Art. 5). This cannot be undone."
        )

    def perform(self, form):
        return services.grant_request(self.reissue_request, **form.cleaned_data, by=self.request.user)


class RefuseForm(forms.Form):
    answer = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RefuseRequest(RequestChange):
    form_class = RefuseForm
    page_title = _("Refuse the request")
    submit_label = _("Refuse the request")
    success_message = _("The request was refused; the holder reads your reason.")
    consequence = _("The certificate stands as it is. The holder reads your reason and may ask again.")

    def perform(self, form):
        return services.refuse_request(self.reissue_request, **form.cleaned_data, by=self.request.user)


class ReceivedForm(forms.Form):
    received_on = forms.DateField(label=_("Received on"), widget=DateInput, initial=today)


class ReceivePaper(RequestChange):
    form_class = ReceivedForm
    page_title = _("The paper was handed in")
    submit_label = _("Record the receipt")
    success_message = _("The receipt is recorded; the clock runs.")
    consequence = _("The answer is due five working days after this day.")

    def perform(self, form):
        return services.receive_paper(self.reissue_request, **form.cleaned_data, by=self.request.user)


class AskForm(forms.Form):
    ground = forms.ChoiceField(label=_("What happened"), choices=ReissueRequest.GROUNDS)
    description = forms.CharField(
        label=_("In the holder's words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    received_on = forms.DateField(label=_("Received on"), widget=DateInput, initial=today)


class RecordRequest(CertificateChange):
    """A request that came on paper or by telephone, written down by the registrar."""

    permission = "certificates.answer_request"
    form_class = AskForm
    page_title = _("Record a request")
    submit_label = _("Record the request")
    success_message = _("The request is at the desk; the clock runs from the day on which it is complete.")
    consequence = _(
        "Nothing changes in the register yet. For a damaged or wrong paper the clock starts when it is handed in."
    )

    @cached_property
    def certificate(self) -> Certificate:
        found = Certificate.objects.visible_to(self.request.user).select_related("person")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def perform(self, form):
        return services.ask_for_reissue(self.certificate, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        made = getattr(self, "result", None)
        if made is None:
            return super().get_success_url()
        return reverse("office:certificate_request", args=[made.pk])
