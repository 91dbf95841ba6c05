"""Menu entry of the desk of surveys."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Surveys"), "office:surveys", permission="training.run_surveys", by_duty=True, icon="group", order=45
        )
    ]
