"""The roles in the office menu."""

from django.utils.translation import gettext_lazy as _

from portal.office.menu import PermittedItem


def menu_items():
    return [PermittedItem(_("Roles"), "office:roles", permission="training.grant_roles", icon="key", order=30)]
