"""Menu entries of the annual plan."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Training plans"), "office:plans", permission="training.view_plan", icon="calendar-check", order=5
        ),
        PermittedItem(
            _("Import classes"), "office:classes_import", permission="training.add_class", icon="upload", order=90
        ),
    ]
