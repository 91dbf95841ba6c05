"""Menu entry of the packages."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Packages"), "office:packages", permission="curriculum.view_package", icon="folder-inverse", order=30
        )
    ]
