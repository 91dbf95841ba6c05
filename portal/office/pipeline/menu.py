"""Menu entries of the pipeline."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    see = {"permission": "portal.see_postings", "by_duty": True}
    return [
        PermittedItem(_("Leading posts"), "office:pipeline", **see, icon="list-ul", order=2),
        PermittedItem(_("Surplus and shortage by unit"), "office:balances", **see, icon="site", order=3),
        PermittedItem(_("Terms side by side"), "office:terms", **see, icon="date", order=11),
        PermittedItem(_("Return or stay"), "office:outcomes", **see, icon="undo", order=28),
        PermittedItem(_("Benefits"), "office:benefits", **see, icon="form", order=29),
        PermittedItem(_("Waves in numbers"), "office:wave_numbers", **see, icon="view", order=31),
    ]
