"""Addresses of the Committee's screens, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.postings import changes, handovers, listings, pages, panels, placements

urlpatterns = [
    *listing_urls(listings.PostingListing, "postings/", "postings"),
    *listing_urls(listings.TermFormListing, "term-forms/", "term_forms"),
    *listing_urls(handovers.HandoverListing, "handovers/", "handovers"),
    *listing_urls(placements.PlacementListing, "placements/", "placements"),
    *listing_urls(panels.PanelListing, "panels/", "panels"),
    path("panels/new/", panels.ConvenePanel.as_view(), name="panel_convene"),
    path("panels/<int:pk>/", panels.PanelPage.as_view(), name="panel"),
    path("panels/<int:pk>/close/", panels.ClosePanel.as_view(), name="panel_close"),
    path("panel-items/<int:pk>/", panels.ConcludeItem.as_view(), name="panel_conclude"),
    path("postings/<int:pk>/placement/", placements.ProposePlacement.as_view(), name="posting_placement"),
    path("placements/<int:pk>/decide/", placements.DecidePlacement.as_view(), name="placement_decide"),
    path("postings/new/", pages.RecordPosting.as_view(), name="posting_create"),
    path("postings/<int:pk>/", pages.PostingPage.as_view(), name="posting"),
    path("postings/<int:pk>/handover/", handovers.BeginHandover.as_view(), name="posting_handover"),
    path("handovers/<int:pk>/mentor/", handovers.NameNewMentor.as_view(), name="handover_mentor"),
    path("handovers/<int:pk>/end/", handovers.DecideEarlyEnd.as_view(), name="handover_end"),
    path("handovers/<int:pk>/withdraw/", handovers.WithdrawHandover.as_view(), name="handover_withdraw"),
    path("mentorships/<int:pk>/end/", pages.EndMentorship.as_view(), name="mentorship_end"),
    path("postings/<int:pk>/extend/", pages.ExtendPosting.as_view(), name="posting_extend"),
    path("postings/<int:pk>/interrupt/", changes.InterruptPosting.as_view(), name="posting_interrupt"),
    path("postings/<int:pk>/resume/", changes.ResumePosting.as_view(), name="posting_resume"),
    path("postings/<int:pk>/continue/", changes.ContinueInUnit.as_view(), name="posting_continue"),
    path("postings/<int:pk>/end/", pages.EndPosting.as_view(), name="posting_end"),
]
