"""Menu entries of the register of mentors."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    see = {"permission": "training.view_register", "by_duty": True}
    return [
        PermittedItem(_("Mentors"), "office:mentors", **see, icon="group", order=16),
        PermittedItem(_("Without a mentor"), "office:without_mentor", **see, icon="search", order=17),
        PermittedItem(_("Mentors' self-reviews"), "office:mentor_reviews", **see, icon="form", order=18),
    ]
