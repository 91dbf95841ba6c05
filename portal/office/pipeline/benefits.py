"""Benefits of postings: the list, what is wanting, and the recording for one posting."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.clock.time import today
from portal.office.base import OfficeListing, OfficePage
from portal.office.postings.listings import by_folded_words
from portal.office.postings.pages import PostingChange, seen_posting
from portal.office.tables import DayColumn
from portal.widgets import DateInput
from training.access.services import record_export, record_view
from training.models import Benefit, Posting
from training.rotation.benefits.queries import dues_of, wanting
from training.rotation.benefits.services import end_benefit, grant_benefit, take_back_benefit

PAGE = 50


class BenefitFilter(WagtailFilterSet):
    class Meta:
        model = Benefit
        fields = ["kind", "payer", "posting__kind", "posting__wave"]


class BenefitListing(OfficeListing):
    """Every benefit recorded and not taken back."""

    permission = "portal.see_postings"
    model = Benefit
    page_title = gettext_lazy("Benefits")
    header_icon = "form"
    verbose_name_plural = gettext_lazy("benefits")
    default_ordering = "-valid_from"
    filterset_class = BenefitFilter
    search_fields = ["posting__person__search_name", "posting__host_unit__search_name"]
    list_export = ["posting.person.full_name", "posting.host_unit.name", "posting.effective_on", "kind", "amount"]
    list_export += ["payer", "valid_from", "valid_to", "document", "legal_basis"]
    export_filename = "che-do-luan-chuyen"
    columns = [
        TitleColumn(
            "person",
            label=gettext_lazy("Person"),
            accessor="posting.person",
            get_url=lambda row: reverse("office:posting_benefits", args=[row.posting_id]),
            sort_key="posting__person__sort_key",
        ),
        Column("kind", label=gettext_lazy("Benefit"), accessor="get_kind_display", sort_key="kind"),
        Column("amount", label=gettext_lazy("Amount (đồng)"), accessor=lambda row: _amount(row), sort_key="amount"),
        Column("payer", label=gettext_lazy("Who pays"), accessor="get_payer_display", sort_key="payer"),
        DayColumn("valid_from", label=gettext_lazy("From"), sort_key="valid_from"),
        DayColumn("valid_to", label=gettext_lazy("Until"), sort_key="valid_to"),
        Column("document", label=gettext_lazy("Document")),
    ]

    def get_base_queryset(self):
        seen = Posting.objects.visible_to(self.request.user)
        rows = Benefit.objects.standing().filter(posting__in=seen)
        return rows.select_related("posting__person", "posting__host_unit")

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    @property
    def header_buttons(self):
        return [HeaderButton(_("What is wanting"), url=reverse("office:benefits_wanting"), icon_name="warning")]


def _amount(row: Benefit) -> str:
    return f"{row.amount:,}".replace(",", ".") if row.amount is not None else "–"


class Wanting(OfficePage):
    """Postings that run for which the rules of their day grant something nothing is recorded for."""

    permission = "portal.see_postings"
    template_name = "portal/office/pipeline/wanting.html"
    page_title = gettext_lazy("Benefits that are wanting")
    header_icon = "warning"
    parents = [("office:benefits", gettext_lazy("Benefits"))]

    def get_context_data(self, **kwargs):
        related = ("person", "host_unit", "host_unit_now", "sending_unit", "wave")
        rows = Posting.objects.visible_to(self.request.user).active().select_related(*related)
        postings = list(rows.order_by("effective_on", "person__sort_key"))
        missing = wanting(postings)
        lines = [(posting, missing[posting.pk]) for posting in postings if posting.pk in missing]
        counts: dict[str, int] = {}
        for _posting, labels in lines:
            for label in labels:
                counts[label] = counts.get(label, 0) + 1
        return super().get_context_data(
            running=len(postings),
            count=len(lines),
            bars=sorted(counts.items(), key=lambda row: -row[1]),
            page=Paginator(lines, PAGE).get_page(self.request.GET.get("page")),
            **kwargs,
        )


class PostingBenefits(OfficePage):
    """What the posting is entitled to beside what was recorded; the look is written into the log."""

    permission = "portal.see_postings"
    template_name = "portal/office/pipeline/benefits.html"
    header_icon = "form"
    parents = [("office:postings", gettext_lazy("Postings")), ("office:benefits", gettext_lazy("Benefits"))]

    @cached_property
    def posting(self) -> Posting:
        return seen_posting(self)

    def get_context_data(self, **kwargs):
        this = self.posting
        self.page_title = str(this.person)
        record_view(this.person, "benefits", by=self.request.user)
        return super().get_context_data(
            posting=this,
            dues=dues_of(this),
            taken_back=this.benefits.filter(taken_back_at__isnull=False),
            may_change=self.request.user.has_perm("training.change_benefit"),
            day=today(),
            **kwargs,
        )


class BenefitForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Benefit"), choices=Benefit.Kind)
    payer = forms.ChoiceField(label=gettext_lazy("Who pays"), choices=Benefit.Payer)
    amount = forms.IntegerField(
        label=gettext_lazy("Amount (đồng)"),
        min_value=0,
        required=False,
        help_text=gettext_lazy("A month, or once for a one-off payment. Empty where it is no money."),
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    valid_to = forms.DateField(label=gettext_lazy("Until"), widget=DateInput, required=False)
    document = forms.CharField(label=gettext_lazy("Number of the decision or document"), max_length=100)
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), max_length=300, required=False)


class EndForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput)
    document = forms.CharField(label=gettext_lazy("Number of the decision or document"), max_length=100)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why the entry is taken back"), max_length=300)


class GrantBenefit(PostingChange):
    permission = "training.change_benefit"
    form_class = BenefitForm
    page_title = gettext_lazy("Record a benefit")
    consequence = gettext_lazy("Recorded from the document that grants it.")
    submit_label = gettext_lazy("Record the benefit")
    success_message = gettext_lazy("The benefit was recorded.")

    def get_initial(self):
        return {"kind": self.request.GET.get("kind", ""), "valid_from": self.posting.effective_on}

    def get_success_url(self) -> str:
        return reverse("office:posting_benefits", args=[self.posting.pk])

    def perform(self, form):
        return grant_benefit(self.posting, **form.cleaned_data, by=self.request.user)


class OneBenefit(GrantBenefit):
    """A change of one benefit."""

    @cached_property
    def benefit(self) -> Benefit:
        found = get_object_or_404(Benefit.objects.standing().select_related("posting__person"), pk=self.kwargs["pk"])
        if not Posting.objects.visible_to(self.request.user).filter(pk=found.posting_id).exists():
            raise Http404
        return found

    @cached_property
    def posting(self) -> Posting:
        return self.benefit.posting

    def get_page_subtitle(self) -> str:
        return f"{self.posting.person}: {self.benefit.get_kind_display()}"


class EndBenefit(OneBenefit):
    form_class = EndForm
    page_title = gettext_lazy("End a benefit")
    consequence = gettext_lazy("The benefit ends after that day; what was granted until then stays on record.")
    submit_label = gettext_lazy("End the benefit")
    success_message = gettext_lazy("The benefit was ended.")

    def get_initial(self):
        return {"last_day": today()}

    def perform(self, form):
        return end_benefit(self.benefit, **form.cleaned_data, by=self.request.user)


class TakeBackBenefit(OneBenefit):
    form_class = ReasonForm
    page_title = gettext_lazy("Take an entry back")
    consequence = gettext_lazy("For what was entered wrongly. The entry stays with the reason and counts no more.")
    submit_label = gettext_lazy("Take the entry back")
    success_message = gettext_lazy("The entry was taken back.")

    def get_initial(self):
        return {}

    def perform(self, form):
        return take_back_benefit(self.benefit, **form.cleaned_data, by=self.request.user)
