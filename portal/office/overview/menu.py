"""Menu entries of the overview and the reports."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(_("Training overview"), "office:overview", permission="portal.see_papers", icon="view", order=1),
        PermittedItem(
            _("Training in a quarter"), "office:quarter", permission="portal.see_papers", icon="table", order=90
        ),
    ]
