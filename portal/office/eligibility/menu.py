"""Menu entries of the rules of postings."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem

SEE = {"permission": "training.view_eligibility", "by_duty": True}


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(_("Eligibility"), "office:eligibility", **SEE, icon="clipboard-list", order=32),
        PermittedItem(_("Exceptions"), "office:exceptions", **SEE, icon="warning", order=33),
    ]


def rule_items() -> list[MenuItem]:
    return [PermittedItem(_("Rules of postings"), "office:posting_rules", **SEE, icon="list-ul", order=20)]
