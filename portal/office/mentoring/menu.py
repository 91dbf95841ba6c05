"""The menu entry of mentoring in numbers."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    see = {"permission": "portal.see_postings", "by_duty": True}
    return [PermittedItem(_("Mentoring in numbers"), "office:mentoring", **see, icon="view", order=1)]
