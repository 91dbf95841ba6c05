"""Addresses of the screens about absences, under /admin/."""

from django.urls import path

from portal.office.attendance import listings, pages
from portal.office.base import listing_urls

urlpatterns = [
    *listing_urls(listings.LeaveListing, "leave/", "leave"),
    *listing_urls(listings.RiskListing, "attendance-risk/", "attendance_risk"),
    path("leave/<int:pk>/", pages.DecideLeave.as_view(), name="leave_decide"),
]
