"""Menu entries of the Organisation Committee."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    see = {"permission": "portal.see_postings", "by_duty": True}
    return [
        PermittedItem(_("Postings"), "office:postings", **see, icon="user", order=10),
        PermittedItem(_("Forms due"), "office:term_forms", **see, icon="form", order=20),
        PermittedItem(_("Handovers"), "office:handovers", **see, icon="redirect", order=25),
        PermittedItem(_("Placements"), "office:placements", **see, icon="arrow-right", order=26),
        PermittedItem(_("Panels"), "office:panels", **see, icon="group", order=27),
        PermittedItem(_("Waves"), "office:waves", **see, icon="date", order=30),
    ]
