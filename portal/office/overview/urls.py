"""Addresses of the overview and the reports, under /admin/."""

from django.urls import path

from portal.office.overview import pages

urlpatterns = [
    path("overview/", pages.TrainingOverview.as_view(), name="overview"),
    path("overview/quarter/", pages.QuarterPage.as_view(), name="quarter"),
]
