"""The minutes between the places where classes meet, seen and written down by the training office."""

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

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficeListing
from portal.office.classes.changes import ConfirmForm
from portal.office.tables import ActColumn, DayColumn
from portal.widgets import DateInput
from training.models import TravelTime
from training.scheduling.travel.queries import known_places
from training.scheduling.travel.services import MOST_MINUTES, end_travel, set_travel


class TravelFilter(WagtailFilterSet):
    holds = django_filters.ChoiceFilter(
        label=_("Validity"), choices=[("now", _("in force")), ("ended", _("ended"))], method="that_holds"
    )

    class Meta:
        model = TravelTime
        fields = ["holds"]

    def that_holds(self, queryset, name, value):
        return queryset.valid_on(today()) if value == "now" else queryset.filter(valid_to__lt=today())


class TravelListing(OfficeListing):
    permission = "portal.see_classes"
    model = TravelTime
    page_title = _("Times to travel")
    header_icon = "time"
    verbose_name_plural = _("times to travel")
    default_ordering = "place"
    filterset_class = TravelFilter
    search_fields = ["place", "other_place"]
    list_export = ["place", "other_place", "minutes", "valid_from", "valid_to", "basis"]
    export_filename = "thoi-gian-di-chuyen"
    columns = [
        ActColumn(
            "place",
            label=pgettext_lazy("travel", "From"),
            sort_key="place",
            url_name="office:travel_change",
            permission="training.change_class",
        ),
        Column("other_place", label=pgettext_lazy("travel", "To"), sort_key="other_place"),
        Column("minutes", label=pgettext_lazy("travel", "Minutes"), sort_key="minutes"),
        DayColumn("valid_from", label=_("Holds from"), sort_key="valid_from"),
        DayColumn("valid_to", label=_("until"), sort_key="valid_to"),
        Column("basis", label=_("Basis")),
    ]

    def get_base_queryset(self):
        return TravelTime.objects.all()

    def search_queryset(self, queryset):
        for word in self.search_query.split() if self.is_searching else ():
            queryset = queryset.filter(place__icontains=word) | queryset.filter(other_place__icontains=word)
        return queryset

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_class"):
            return []
        return [HeaderButton(_("Write minutes down"), url=reverse("office:travel_set"), icon_name="plus")]


class TravelForm(forms.Form):
    place = forms.ChoiceField(label=pgettext_lazy("travel", "From"))
    other = forms.ChoiceField(label=pgettext_lazy("travel", "To"))
    minutes = forms.IntegerField(label=pgettext_lazy("travel", "Minutes"), min_value=1, max_value=MOST_MINUTES)
    valid_from = forms.DateField(label=_("Holds from"), widget=DateInput)
    basis = forms.CharField(
        label=_("Basis"), max_length=300, required=False, help_text=_("For example: measured at 7.00 on a working day.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = {self.initial.get("place"), self.initial.get("other")} - {None}
        places = [(place, place) for place in sorted({*known_places(), *named})]
        self.fields["place"].choices = self.fields["other"].choices = [("", "---------"), *places]
        self.initial.setdefault("valid_from", today())


class SetTravel(OfficeForm):
    permission = "training.change_class"
    template_name = "portal/office/change.html"
    form_class = TravelForm
    page_title = _("Time to travel")
    parents = [("office:travel", _("Times to travel"))]
    submit_label = _("Keep")
    success_message = _("The minutes are kept; planning follows them from that day on.")

    def perform(self, form):
        data = dict(form.cleaned_data)
        return set_travel(data.pop("place"), data.pop("other"), **data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:travel")

    def get_context_data(self, **kwargs):
        words = _(
            "A lecturer with less time than this between two half-days of one day cannot teach at both places. Where "
            "nothing is written down, planning warns."
        )
        return super().get_context_data(consequence=words, back=self.get_success_url(), **kwargs)


class ChangeTravel(SetTravel):
    """The same pair with other minutes, from a day on."""

    template_name = "portal/office/resources/travel.html"

    @cached_property
    def row(self) -> TravelTime:
        return get_object_or_404(TravelTime, pk=self.kwargs["pk"])

    def get_initial(self):
        row = self.row
        return {"place": row.place, "other": row.other_place, "minutes": row.minutes, "basis": row.basis}

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, holds=self.row.is_valid_on(today()), **kwargs)


class EndTravel(ChangeTravel):
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    page_title = _("End a time to travel")
    submit_label = _("End today")
    success_message = _("From tomorrow on nothing is written down for this way.")

    def perform(self, form):
        return end_travel(self.row, by=self.request.user)
