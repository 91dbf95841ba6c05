"""The people part of the office menu."""

from django.utils.translation import gettext_lazy as _

from portal.office.menu import PermittedItem


def menu_items():
    return [
        PermittedItem(_("People"), "office:people", permission="training.view_person", icon="group", order=10),
        PermittedItem(
            _("Import people"), "office:people_import", permission="training.import_people", icon="upload", order=20
        ),
        PermittedItem(
            _("Units of the City"), "organisation:map", permission="training.view_unit", icon="site", order=40
        ),
    ]
