"""The yearly panel at the Committee's desk: agenda, a conclusion for each posting, minutes."""

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficeListing, OfficePage
from portal.office.tables import DayColumn
from portal.widgets import DateInput
from training.mentoring.panels.services import close_panel, conclude, convene_panel
from training.mentoring.panels.snapshot import snapshot_of
from training.models import Panel, PanelItem, Posting, RotationWave
from training.rotation.term import months_after

LEAST_MONTHS = 6  # nobody is looked at who has hardly come


class ConveneForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    held_on = forms.DateField(label=_("Held on"), widget=DateInput)
    wave = forms.ModelChoiceField(
        label=_("Wave"),
        queryset=RotationWave.objects.all(),
        required=False,
        help_text=_("Without one: every running posting that has lasted half a year."),
    )


class ConcludeForm(forms.Form):
    conclusion = forms.ChoiceField(
        label=_("Conclusion"), choices=PanelItem.Conclusion, widget=forms.RadioSelect, initial="continue"
    )
    note = forms.CharField(
        label=_("What is to be done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless it continues as it is. No state secrets."),
    )


class CloseForm(forms.Form):
    minutes_number = forms.CharField(label=_("Number of the minutes"), max_length=60)
    minutes_on = forms.DateField(label=_("Date of the minutes"), widget=DateInput)


class PanelFilter(WagtailFilterSet):
    class Meta:
        model = Panel
        fields = ["year"]


class PanelListing(OfficeListing):
    permission = "portal.see_postings"
    model = Panel
    page_title = _("Panels")
    header_icon = "group"
    verbose_name_plural = _("panels")
    default_ordering = "-held_on"
    filterset_class = PanelFilter
    search_fields = ["name", "minutes_number"]
    list_export = ["name", "year", "held_on", "asked", "concluded", "minutes_number", "minutes_on"]
    export_filename = "hoi-nghi-xem-xet"
    columns = [
        TitleColumn("name", label=_("Panel"), url_name="office:panel", sort_key="name"),
        DayColumn("held_on", label=_("Held on"), sort_key="held_on"),
        Column("asked", label=_("Postings"), sort_key="asked"),
        Column("concluded", label=_("Concluded"), sort_key="concluded"),
        Column("minutes_number", label=pgettext_lazy("panel", "Minutes"), sort_key="minutes_number"),
    ]

    def get_base_queryset(self):
        concluded = Count("items", filter=~Q(items__conclusion=""))
        return Panel.objects.annotate(asked=Count("items"), concluded=concluded)

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.hold_panel"):
            return []
        return [HeaderButton(_("Convene a panel"), url=reverse("office:panel_convene"), icon_name="plus")]


class ConvenePanel(OfficeForm):
    permission = "training.hold_panel"
    template_name = "portal/office/change.html"
    form_class = ConveneForm
    page_title = _("Convene a panel")
    parents = [("office:panels", _("Panels"))]
    submit_label = _("Make the agenda")
    success_message = _("The agenda was made.")

    def get_initial(self):
        return {"held_on": today()}

    def perform(self, form):
        given = form.cleaned_data
        postings = Posting.objects.active().filter(effective_on__lte=months_after(given["held_on"], -LEAST_MONTHS))
        if given["wave"]:
            postings = Posting.objects.active().filter(wave=given["wave"])
        ordered = postings.order_by("host_unit__sort_key", "person__sort_key")
        return convene_panel(name=given["name"], held_on=given["held_on"], postings=ordered, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:panel", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        note = _("Convened again under the same name and year, postings that are missing join the agenda.")
        return super().get_context_data(consequence=note, back=reverse("office:panels"), **kwargs)


class PanelPage(OfficePage):
    permission = "portal.see_postings"
    template_name = "portal/office/postings/panel.html"
    parents = [("office:panels", _("Panels"))]
    header_icon = "group"

    @cached_property
    def panel(self) -> Panel:
        return get_object_or_404(Panel, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.panel.name

    def get_context_data(self, **kwargs):
        seen = Posting.objects.visible_to(self.request.user)
        beside = ("posting__person", "posting__host_unit", "posting__host_unit_now")
        items = list(self.panel.items.filter(posting__in=seen).select_related(*beside))
        return super().get_context_data(
            panel=self.panel,
            items=items,
            left=sum(not item.conclusion for item in items),
            may_hold=not self.panel.is_closed and self.request.user.has_perm("training.hold_panel"),
            **kwargs,
        )


class ConcludeItem(OfficeForm):
    permission = "training.hold_panel"
    template_name = "portal/office/postings/panel_item.html"
    form_class = ConcludeForm
    page_title = _("Conclusion of the panel")
    parents = [("office:panels", _("Panels"))]
    submit_label = _("Write the conclusion")
    success_message = _("The conclusion was written, with what lay before the panel.")

    @cached_property
    def item(self) -> PanelItem:
        seen = PanelItem.objects.filter(posting__in=Posting.objects.visible_to(self.request.user))
        posting = ("person", "host_unit", "host_unit_now", "sending_unit", "title")
        beside = (f"posting__{name}" for name in posting)
        return get_object_or_404(seen.select_related("panel", *beside), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.item.posting.person)

    def get_initial(self):
        return {"conclusion": self.item.conclusion or "continue", "note": self.item.note}

    def get_success_url(self) -> str:
        return reverse("office:panel", args=[self.item.panel_id])

    def perform(self, form):
        return conclude(self.item, **form.cleaned_data, by=self.request.user)

    def get_context_data(self, **kwargs):
        seen = self.item.seen or snapshot_of(self.item.posting)
        return super().get_context_data(item=self.item, seen=seen, back=self.get_success_url(), **kwargs)


class ClosePanel(OfficeForm):
    permission = "training.hold_panel"
    template_name = "portal/office/change.html"
    form_class = CloseForm
    page_title = _("Close the panel")
    parents = [("office:panels", _("Panels"))]
    submit_label = _("Close with these minutes")
    success_message = _("The panel is closed; what it saw is kept as it was.")

    @cached_property
    def panel(self) -> Panel:
        return get_object_or_404(Panel, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.panel.name

    def get_success_url(self) -> str:
        return reverse("office:panel", args=[self.panel.pk])

    def perform(self, form):
        return close_panel(self.panel, **form.cleaned_data, by=self.request.user)

    def get_context_data(self, **kwargs):
        note = _("Afterwards nothing of the panel is changed any more.")
        return super().get_context_data(consequence=note, back=self.get_success_url(), **kwargs)
