"""Menu entry of the written work."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(_("Written work"), "office:assignments", permission="portal.see_classes", icon="edit", order=75),
    ]
