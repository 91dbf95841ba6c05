"""Addresses of mentoring in numbers, under /admin/."""

from django.urls import path

from portal.office.mentoring import pages

urlpatterns = [
    path("mentoring/", pages.MentoringReport.as_view(), name="mentoring"),
    path("mentoring/people/", pages.MentoringPeople.as_view(), name="mentoring_people"),
    path("mentoring/quarter/", pages.MentoringQuarter.as_view(), name="mentoring_quarter"),
]
