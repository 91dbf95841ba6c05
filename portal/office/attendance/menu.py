"""Menu entries about absences, under the heading of training."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Requests for leave"), "office:leave", permission="training.see_leave_requests", icon="doc-full", order=27
        ),
        PermittedItem(
            _("Learners at risk"), "office:attendance_risk", permission="portal.see_classes", icon="warning", order=28
        ),
        PermittedItem(
            _("Make-up meetings"), "office:make_ups", permission="portal.see_classes", icon="redirect", order=29
        ),
    ]
