"""Menu entries of the planner's desk."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(_("Timetable board"), "office:board", permission="portal.see_classes", icon="grid", order=8),
        PermittedItem(
            _("Runs of the planner"), "office:plan_runs", permission="portal.see_classes", icon="cogs", order=8
        ),
        PermittedItem(
            _("Releases of the timetable"),
            "office:releases",
            permission="portal.see_classes",
            icon="calendar-check",
            order=8,
        ),
        PermittedItem(
            _("Print the timetable"), "office:timetable_print", permission="portal.see_classes", icon="print", order=8
        ),
        PermittedItem(
            _("Rules of planning"), "office:planning_rules", permission="portal.see_classes", icon="list-ul", order=9
        ),
    ]
