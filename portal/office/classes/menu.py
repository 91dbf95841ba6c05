"""Menu entries of the training office."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(_("Classes"), "office:classes", permission="portal.see_classes", icon="calendar-alt", order=10),
        PermittedItem(_("Nominations"), "office:nominations", permission="portal.see_classes", icon="group", order=20),
        PermittedItem(
            _("Enrolment decisions"),
            "office:enrolment_decisions",
            permission="portal.see_classes",
            icon="doc-full",
            order=25,
        ),
        PermittedItem(_("Rooms"), "office:rooms", permission="portal.see_classes", icon="home", order=30),
        PermittedItem(_("Duty calendar"), "office:duties", permission="portal.see_classes", icon="date", order=50),
        PermittedItem(_("Special days"), "office:special_days", permission="portal.see_classes", icon="date", order=55),
        PermittedItem(_("Equipment of modules"), "office:needs", permission="portal.see_classes", icon="tag", order=56),
        PermittedItem(_("Times to travel"), "office:travel", permission="portal.see_classes", icon="time", order=57),
        PermittedItem(_("Lecturers"), "office:lecturers", permission="portal.see_classes", icon="user", order=40),
        PermittedItem(
            _("Teaching load"), "office:teaching_load", permission="portal.see_papers", icon="time", order=45
        ),
    ]
