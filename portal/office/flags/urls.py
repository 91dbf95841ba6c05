"""Addresses of the desk of flags, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.flags import listing, pages

urlpatterns = [
    *listing_urls(listing.FlagListing, "flags/", "flags"),
    path("flags/<int:pk>/", pages.FlagPage.as_view(), name="flag"),
    path("flags/<int:pk>/acknowledge/", pages.AcknowledgeFlag.as_view(), name="flag_acknowledge"),
    path("flags/<int:pk>/assign/", pages.AssignFlag.as_view(), name="flag_assign"),
    path("flags/<int:pk>/escalate/", pages.EscalateFlag.as_view(), name="flag_escalate"),
    path("flags/<int:pk>/close/", pages.CloseFlag.as_view(), name="flag_close"),
    path("postings/<int:pk>/flag/", pages.RaiseFlag.as_view(), name="posting_flag"),
    path("postings/<int:pk>/record/", pages.RecordDocument.as_view(), name="posting_record"),
]
