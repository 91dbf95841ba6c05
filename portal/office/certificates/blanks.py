"""The stock of printed blanks: balances, movements, deliveries, write-offs."""

import django_filters

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from certificates.blanks import services
from certificates.blanks.queries import balances, next_blank
from certificates.models import BlankMovement, CertificateKind, Institution, IssueBatch
from curriculum.clock.time import today
from portal.office.base import OfficeListing, OfficePage
from portal.office.certificates.changes import Change, IssueChange
from portal.office.tables import DayColumn
from portal.widgets import DateInput

STOCK = [("office:blanks", _("Blanks"))]


class RunForm(forms.Form):
    """A run of blanks of one kind."""

    institution = forms.ModelChoiceField(label=_("Institution"), queryset=Institution.objects.all())
    kind = forms.ChoiceField(label=_("Kind of document"), choices=CertificateKind)
    series = forms.CharField(
        label=_("Series"), max_length=10, help_text=_("The letters before the number, as printed.")
    )
    first = forms.IntegerField(label=_("First number"), min_value=1)
    last = forms.IntegerField(label=_("Last number"), min_value=1)
    happened_on = forms.DateField(label=_("Date"), widget=DateInput, initial=today)
    document = forms.CharField(label=_("Minutes or delivery note"), max_length=100)


class WriteOffForm(RunForm):
    field_order = ["movement"]
    movement = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, kind.label) for kind in services.FROM],
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class StockPage(OfficePage):
    """Each series with what was received and where it is, drawn, and what does not agree with the register."""

    permission = "certificates.view_blanks"
    template_name = "portal/office/certificates/blanks.html"
    page_title = _("Blanks")
    header_icon = "doc-empty"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            balances=balances(),
            movements=BlankMovement.objects.select_related("recorded_by", "institution")[:12],
            may_keep=self.request.user.has_perm("certificates.keep_blanks"),
            **kwargs,
        )


class MovementFilter(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Movement"), choices=BlankMovement.Kind.choices)
    blank_kind = django_filters.ChoiceFilter(label=_("Kind of document"), choices=CertificateKind.choices)

    class Meta:
        model = BlankMovement
        fields: list[str] = []


class MovementListing(OfficeListing):
    permission = "certificates.view_blanks"
    model = BlankMovement
    page_title = _("Movements of blanks")
    header_icon = "doc-empty"
    verbose_name_plural = _("movements")
    default_ordering = ("-happened_on", "-pk")
    filterset_class = MovementFilter
    search_fields = ["series", "document", "note"]
    list_export = ["happened_on", "kind", "series", "first", "last", "count", "document", "note", "recorded_by"]
    export_headings = {"count": _("Count"), "recorded_by": pgettext_lazy("blanks", "Recorded by")}
    export_filename = "so-theo-doi-phoi"
    columns = [
        DayColumn("happened_on", label=_("Date"), sort_key="happened_on"),
        Column("kind", label=_("Movement"), accessor="get_kind_display", sort_key="kind"),
        Column("run", label=_("Serials"), accessor=lambda row: f"{row.series} {row.first:06d} – {row.last:06d}"),
        Column("count", label=_("Count"), accessor="count"),
        Column("document", label=_("Minutes or delivery note")),
        Column("note", label=pgettext_lazy("blanks", "Note")),
        Column("recorded_by", label=pgettext_lazy("blanks", "Recorded by")),
    ]

    def get_base_queryset(self):
        return BlankMovement.objects.select_related("recorded_by")

    @cached_property
    def header_buttons(self):
        return [HeaderButton(pgettext_lazy("blanks", "Balance"), url=reverse("office:blanks"), icon_name="list-ul")]


class StockChange(Change):
    permission = "certificates.keep_blanks"
    parents = STOCK

    def get_success_url(self) -> str:
        return reverse("office:blanks")


class ReceiveBlanks(StockChange):
    form_class = RunForm
    page_title = _("Receive blanks")
    submit_label = _("Take into stock")
    success_message = _("The blanks are in stock.")
    consequence = _("Each serial is known from now on and is never used twice.")

    def perform(self, form):
        values = form.cleaned_data
        return services.receive_blanks(values.pop("institution"), **values, by=self.request.user)


class WriteOffBlanks(StockChange):
    form_class = WriteOffForm
    page_title = _("Write off blanks")
    submit_label = _("Write off")
    success_message = _("The blanks were written off.")
    consequence = _(
        "They can never be used again. A blank that was used and is written off as spoiled frees its certificate for "
        "another blank. This cannot be undone."
    )

    def perform(self, form):
        values = form.cleaned_data
        return services.write_off_blanks(values.pop("institution"), **values, by=self.request.user)


class UseForm(forms.Form):
    series = forms.CharField(label=_("Series"), max_length=10)
    first = forms.IntegerField(label=_("First number"), min_value=1)


class UseBlanks(IssueChange):
    """The certificates of an issue are printed on blanks that follow each other."""

    permission = "certificates.keep_blanks"
    form_class = UseForm
    page_title = _("Print on blanks")
    submit_label = _("Record the serials")
    success_message = _("The serials stand beside the register numbers.")
    consequence = _(
        "Serials follow each other in the order of the register numbers. Check the first and the last paper."
    )

    @cached_property
    def batch(self) -> IssueBatch:
        found = IssueBatch.objects.select_related("training_class", "design")
        return get_object_or_404(found, pk=self.kwargs["pk"], status=IssueBatch.Status.ISSUED)

    def get_initial(self):
        blank = next_blank(institution=self.batch.design.institution_id, kind=self.batch.design.kind)
        return {"series": blank.series, "first": blank.number} if blank else {}

    def perform(self, form):
        entries = list(self.batch.certificates.standing().select_related("register__institution"))
        return services.use_blanks(entries, **form.cleaned_data, by=self.request.user)
