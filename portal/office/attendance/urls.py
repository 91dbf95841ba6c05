"""Addresses of the screens about absences, under /admin/."""

from django.urls import path

from portal.office.attendance import listings, make_ups, pages
from portal.office.base import listing_urls

urlpatterns = [
    *listing_urls(listings.LeaveListing, "leave/", "leave"),
    *listing_urls(listings.RiskListing, "attendance-risk/", "attendance_risk"),
    *listing_urls(make_ups.MakeUpListing, "make-ups/", "make_ups"),
    *listing_urls(make_ups.ToMakeUpListing, "make-ups/open/", "to_make_up"),
    path("make-ups/<int:pk>/withdraw/", make_ups.WithdrawMakeUp.as_view(), name="make_up_withdraw"),
    path("make-ups/<int:enrolment>/<int:missed>/", make_ups.MakeUpChoice.as_view(), name="make_up"),
    path("leave/<int:pk>/", pages.DecideLeave.as_view(), name="leave_decide"),
]
