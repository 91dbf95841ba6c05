"""The waves of all years, with what each brought."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.models import RotationWave, WaveCandidate, WaveOffer


class WaveFilter(WagtailFilterSet):
    class Meta:
        model = RotationWave
        fields = ["status", "plan"]


class WaveListing(OfficeListing):
    permission = "portal.see_postings"
    model = RotationWave
    page_title = _("Waves")
    header_icon = "date"
    verbose_name_plural = _("rotation waves")
    default_ordering = "-reference_date"
    filterset_class = WaveFilter
    search_fields = ["code", "name"]
    list_export = ["code", "name", "reference_date", "status", "offered", "forward", "posted", "active"]
    export_filename = "dot-luan-chuyen"
    columns = [
        TitleColumn("name", label=_("Wave"), url_name="office:wave", sort_key="name"),
        DayColumn("reference_date", label=_("Reference date"), sort_key="reference_date"),
        Column("offered", label=_("Posts offered"), sort_key="offered"),
        Column("forward", label=_("Officials put forward"), sort_key="forward"),
        Column("posted", label=_("Posted"), sort_key="posted"),
        Column("active", label=_("Still at the host unit"), sort_key="active"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        people = WaveCandidate.objects.visible_to(self.request.user).standing()
        return RotationWave.objects.annotate(
            posted=Count("postings"),
            active=Count("postings", filter=Q(postings__status="active")),
            offered=_count(WaveOffer.objects.standing()),
            forward=_count(people),
        )

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.plan_wave"):
            return []
        return [HeaderButton(_("Plan waves"), url=reverse("office:wave_plan"), icon_name="plus")]


def _count(rows):
    found = rows.filter(wave=OuterRef("pk")).order_by().values("wave").annotate(count=Count("pk"))
    return Coalesce(Subquery(found.values("count")), 0)
