"""The calendar of whoever works in an office, under /admin/."""

from django.urls import path

from portal.office.calendar.pages import OwnCalendar

urlpatterns = [path("calendar/", OwnCalendar.as_view(), name="calendar")]
