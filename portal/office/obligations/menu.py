"""Menu entries of the obligations."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Training obligations"),
            "office:obligations",
            permission="portal.see_classes",
            icon="time",
            order=80,
        ),
        PermittedItem(
            _("Rules of obligation"),
            "office:obligation_rules",
            permission="portal.see_classes",
            icon="list-ul",
            order=81,
        ),
    ]
