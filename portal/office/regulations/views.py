"""Values that come from documents: the list through time, and the setting of a new value from a day on."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from portal.office.base import OfficeForm, OfficeListing
from portal.office.tables import DayColumn
from portal.widgets import DateInput
from training.models import RegulatedValue
from training.regulations import services
from training.regulations.names import in_words, keys_named, name_of


class ValueFilter(WagtailFilterSet):
    class Meta:
        model = RegulatedValue
        fields = ["valid_from"]


class RegulatedValueListing(OfficeListing):
    permission = "portal.see_regulations"
    model = RegulatedValue
    page_title = _("Regulated values")
    header_icon = "clipboard-list"
    verbose_name_plural = _("regulated values")
    default_ordering = "key"
    list_export = ["key", "value", "valid_from", "valid_to", "legal_basis", "note"]
    export_filename = "gia-tri-theo-quy-dinh"
    columns = [
        TitleColumn(
            "key",
            label=_("Rule"),
            width="36%",
            sort_key="key",
            accessor=lambda row: name_of(row.key),
            get_url=lambda row: row.url,
        ),
        Column("value", label=_("Value"), accessor=lambda row: in_words(row.value)),
        DayColumn("valid_from", label=_("From"), sort_key="valid_from"),
        DayColumn("valid_to", label=_("Until"), sort_key="valid_to"),
        Column("legal_basis", label=_("Legal basis")),
    ]

    def get_context_data(self, *args, **kwargs):
        """The list leads to the setting of a value only for those who may set it."""
        context = super().get_context_data(*args, **kwargs)
        may_set = self.request.user.has_perm(SetValue.permission)
        for row in context["object_list"]:
            row.url = reverse("office:regulation_set", args=[row.key]) if may_set else None
        return context

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        words = self.search_query
        written = Q(legal_basis__icontains=words) | Q(note__icontains=words)
        return queryset.filter(written | Q(key__in=keys_named(words)))


class ValueForm(forms.Form):
    value = forms.CharField(label=_("New value"), widget=forms.Textarea(attrs={"rows": 2}))
    valid_from = forms.DateField(label=_("Holds from"), widget=DateInput)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=500, help_text=_("Document, number, date, article.")
    )

    def clean_value(self):
        try:
            return json.loads(self.cleaned_data["value"])
        except json.JSONDecodeError as error:
            raise ValidationError(_("Write a number, true, false, or text between double quotes.")) from error


class SetValue(OfficeForm):
    permission = "training.change_regulatedvalue"
    template_name = "portal/office/regulations/set.html"
    form_class = ValueForm
    page_title = _("Set a regulated value")
    parents = [("office:regulations", _("Regulated values"))]
    submit_label = _("Set from this day on")
    success_message = _("The new value will hold from the day given; until then the old one stands.")

    @cached_property
    def history(self) -> list[RegulatedValue]:
        rows = list(RegulatedValue.objects.filter(key=self.kwargs["key"]).order_by("-valid_from"))
        if not rows:
            raise Http404
        return rows

    def get_page_subtitle(self) -> str:
        return name_of(self.kwargs["key"])

    def get_initial(self):
        return {"value": json.dumps(self.history[0].value, ensure_ascii=False)}

    def perform(self, form):
        return services.set_value(self.kwargs["key"], **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:regulation_set", args=[self.kwargs["key"]])

    def get_context_data(self, **kwargs):
        history = [(row, in_words(row.value)) for row in self.history]
        return super().get_context_data(history=history, **kwargs)
