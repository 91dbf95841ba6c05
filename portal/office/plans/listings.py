"""The plans of the years, and their items across all plans."""

import django_filters

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.models import ProgrammePage
from curriculum.vietnamese.text import fold
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.models import PlanItem, TrainingPlan


class PlanFilter(WagtailFilterSet):
    class Meta:
        model = TrainingPlan
        fields = ["status", "year"]


class PlanListing(OfficeListing):
    permission = "training.view_plan"
    model = TrainingPlan
    page_title = _("Training plans")
    header_icon = "calendar-check"
    verbose_name_plural = _("training plans")
    default_ordering = "-year"
    filterset_class = PlanFilter
    is_searchable = False
    list_export = ["year", "institution.name", "status", "decision_number", "decided_on", "class_count", "places"]
    export_filename = "ke-hoach-dao-tao"
    columns = [
        TitleColumn("year", label=_("Year"), url_name="office:plan", sort_key="year"),
        Column("institution", label=_("Institution"), sort_key="institution__sort_key"),
        Column("class_count", label=_("Classes"), sort_key="class_count"),
        Column("places", label=_("Places"), sort_key="places"),
        Column("decision_number", label=_("Decision"), accessor=lambda row: row.decision_number or "–"),
        DayColumn("decided_on", label=_("Date of the decision"), sort_key="decided_on"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return TrainingPlan.objects.select_related("institution").annotate(
            class_count=Coalesce(Sum("items__class_count"), 0),
            places=Coalesce(Sum(F("items__class_count") * F("items__capacity")), 0),
        )

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_plan"):
            return []
        return [HeaderButton(_("Begin a plan"), url=reverse("office:plan_create"), icon_name="plus")]


class ItemFilter(WagtailFilterSet):
    year = django_filters.NumberFilter(label=_("Year"), field_name="plan__year")
    programme = django_filters.ModelChoiceFilter(label=_("Programme"), queryset=ProgrammePage.objects.order_by("code"))

    class Meta:
        model = PlanItem
        fields = ["year", "programme"]


class ItemListing(OfficeListing):
    """The items of all plans beside what became of them."""

    permission = "training.view_plan"
    model = PlanItem
    page_title = _("Items of the plans")
    header_icon = "list-ul"
    verbose_name_plural = _("items of training plans")
    default_ordering = "-plan__year"
    filterset_class = ItemFilter
    search_fields = ["programme__code", "programme__title"]
    list_export = [
        "plan.year",
        "order",
        "programme.code",
        "programme.title",
        "class_count",
        "capacity",
        "minimum",
        "openings_text",
        "place",
        "target_group",
        "budget_source",
        "made",
    ]
    export_filename = "muc-ke-hoach"
    columns = [
        TitleColumn(
            "year",
            label=_("Year"),
            accessor="plan.year",
            get_url=lambda row: reverse("office:plan", args=[row.plan_id]),
            sort_key="plan__year",
        ),
        Column("order", label=_("No."), sort_key="order"),
        Column("programme", label=_("Programme"), accessor=lambda row: f"{row.programme.code}: {row.programme.title}"),
        Column("class_count", label=_("Classes planned"), sort_key="class_count"),
        Column("made", label=_("Classes made"), sort_key="made"),
        Column("capacity", label=_("Places in a class"), sort_key="capacity"),
        Column("openings_text", label=_("Planned openings")),
        Column("budget_source", label=_("Source of funds")),
    ]

    def get_base_queryset(self):
        return PlanItem.objects.select_related("plan", "programme").annotate(made=Count("classes"))

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(programme__code__iexact=word)
        return queryset
