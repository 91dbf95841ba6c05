"""The duty calendar and the special days, as lists."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from portal.office.base import OfficeListing
from portal.office.tables import ActColumn, DayColumn
from training.models import CalendarDay, DutyPeriod


class DutyFilter(WagtailFilterSet):
    class Meta:
        model = DutyPeriod
        fields = ["kind", "blocks"]


class DutyListing(OfficeListing):
    permission = "portal.see_classes"
    model = DutyPeriod
    page_title = _("Duty calendar")
    header_icon = "date"
    verbose_name_plural = _("duties")
    default_ordering = "-starts_on"
    filterset_class = DutyFilter
    search_fields = ["title", "unit__name"]
    list_export = ["title", "kind", "unit.name", "starts_on", "ends_on", "slot", "blocks", "legal_basis"]
    export_filename = "lich-truc"
    columns = [
        ActColumn(
            "title",
            label=_("What"),
            sort_key="title",
            url_name="office:duty_remove",
            permission="training.change_class",
        ),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("place", label=_("Where"), sort_key="unit__sort_key"),
        DayColumn("starts_on", label=_("From"), sort_key="starts_on"),
        DayColumn("ends_on", label=_("To"), sort_key="ends_on"),
        Column("blocks", label=_("Effect"), accessor=lambda row: _("no class") if row.blocks else _("warning")),
        Column("legal_basis", label=_("Document")),
    ]

    def get_base_queryset(self):
        return DutyPeriod.objects.select_related("unit")

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_class"):
            return []
        return [HeaderButton(_("Add a duty"), url=reverse("office:duty_create"), icon_name="plus")]


class SpecialDayListing(OfficeListing):
    permission = "portal.see_classes"
    model = CalendarDay
    page_title = _("Special days")
    header_icon = "date"
    verbose_name_plural = _("special days")
    default_ordering = "-date"
    search_fields = ["name", "legal_basis"]
    list_export = ["date", "kind", "name", "legal_basis"]
    export_filename = "ngay-dac-biet"
    columns = [
        DayColumn("date", label=_("Day"), sort_key="date"),
        ActColumn(
            "name",
            label=_("Name"),
            sort_key="name",
            url_name="office:special_day_remove",
            permission="training.change_class",
        ),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("legal_basis", label=_("Document")),
    ]

    def get_base_queryset(self):
        return CalendarDay.objects.all()

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_class"):
            return []
        return [HeaderButton(_("Add a special day"), url=reverse("office:special_day_create"), icon_name="plus")]
