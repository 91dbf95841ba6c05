"""One's own calendar inside the office: openings, closings, deadlines, and one's own meetings."""

from django.utils.translation import gettext_lazy as _

from portal.calendar.months import Month
from portal.office.base import OfficePage


class OwnCalendar(OfficePage):
    permission = "portal.use_office"
    page_title = _("My calendar")
    header_icon = "date"
    template_name = "portal/office/calendar/month.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(month=Month.asked_for(self.request), **kwargs)
