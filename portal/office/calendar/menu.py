"""Menu entry of one's own calendar."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [PermittedItem(_("My calendar"), "office:calendar", permission="portal.use_office", icon="date", order=105)]
