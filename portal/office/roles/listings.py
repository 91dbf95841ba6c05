"""Who holds which role, held one, or will."""

import django_filters

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.vietnamese.text import fold
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.access.services import record_export
from training.models import RoleGrant


class RoleFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=RoleGrant.State.choices, method="in_state")

    class Meta:
        model = RoleGrant
        fields = ["role"]

    def in_state(self, queryset, name, state):
        return queryset.in_state(state)


class RoleListing(OfficeListing):
    """All grants; exports are written into the views-and-exports log."""

    permission = "training.grant_roles"
    model = RoleGrant
    page_title = _("Roles")
    header_icon = "key"
    verbose_name_plural = _("role grants")
    default_ordering = "user__person__sort_key"
    filterset_class = RoleFilter
    list_export = [
        "user.username",
        "user",
        "get_role_display",
        "unit",
        "valid_from",
        "valid_to",
        "get_state_display",
        "granted_by",
        "reason",
    ]
    export_headings = {
        "user.username": _("Sign-in name"),
        "user": _("Full name"),
        "get_role_display": _("Role"),
        "get_state_display": _("State"),
    }
    export_filename = "vai-tro"
    columns = [
        TitleColumn("user", label=_("Full name"), url_name="office:role", sort_key="user__person__sort_key"),
        Column("username", label=_("Sign-in name"), accessor="user.username", sort_key="user__username"),
        Column("role", label=_("Role"), accessor="get_role_display", sort_key="role"),
        Column("place", label=pgettext_lazy("organisation", "Unit"), sort_key="unit__sort_key"),
        DayColumn("valid_from", label=_("From"), sort_key="valid_from"),
        DayColumn("valid_to", label=_("Until"), sort_key="valid_to"),
        StateColumn("state", label=_("State")),
    ]

    def get_base_queryset(self):
        return RoleGrant.objects.select_related("user", "unit", "bloc", "granted_by")

    def search_queryset(self, queryset):
        """Every word stands in the folded name of the person or unit, or in the account's own names."""
        for word in fold(self.search_query).split():
            queryset = queryset.filter(
                Q(user__person__search_name__contains=word)
                | Q(user__username__icontains=word)
                | Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
                | Q(unit__search_name__contains=word)
            )
        return queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    @property
    def header_buttons(self):
        return [HeaderButton(_("Grant a role"), url=reverse("office:role_grant"), icon_name="plus")]
