"""Menu entries for rules and registers of reference."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Regulated values"),
            "office:regulations",
            permission="portal.see_regulations",
            icon="clipboard-list",
            order=10,
        ),
    ]
