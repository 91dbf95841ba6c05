"""The menu entry of targets."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Targets"), "office:targets", permission="training.view_targets", icon="tick", order=0, by_duty=True
        )
    ]
