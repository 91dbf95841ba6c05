"""Menu entry of the desk of flags."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Flags"), "office:flags", permission="portal.see_postings", by_duty=True, icon="warning", order=15
        )
    ]
