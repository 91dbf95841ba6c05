"""Addresses of the waves at the Committee's desk, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.waves import changes, decisions, listing, matching, pages

urlpatterns = [
    *listing_urls(listing.WaveListing, "waves/", "waves"),
    path("waves/new/", changes.PlanWaves.as_view(), name="wave_plan"),
    path("waves/<int:pk>/", pages.WaveOverview.as_view(), name="wave"),
    path("waves/<int:pk>/posts/", pages.WaveOffers.as_view(), name="wave_offers"),
    path("waves/<int:pk>/officials/", pages.WavePeople.as_view(), name="wave_people"),
    path("waves/<int:pk>/matching/", matching.WaveMatching.as_view(), name="wave_matching"),
    path("waves/<int:pk>/decision/", decisions.WaveDecision.as_view(), name="wave_decision"),
    path("waves/<int:pk>/calendar/", changes.ChangeCalendar.as_view(), name="wave_calendar"),
    path("waves/<int:pk>/quotas/", changes.SetQuotas.as_view(), name="wave_quotas"),
    path("waves/<int:pk>/document/", changes.RecordDocument.as_view(), name="wave_document"),
    path("waves/<int:pk>/posts/new/", changes.OfferPost.as_view(), name="wave_offer"),
    path("waves/<int:pk>/officials/new/", changes.ForwardOfficial.as_view(), name="wave_forward"),
    path("waves/<int:pk>/decide/", changes.DecideWave.as_view(), name="wave_decide"),
    path("waves/<int:pk>/announce/", changes.AnnounceWave.as_view(), name="wave_announce"),
    path("waves/<int:pk>/close/", changes.CloseWave.as_view(), name="wave_close"),
    path("waves/<int:pk>/match/", matching.MatchWave.as_view(), name="wave_match"),
    path("waves/<int:pk>/take-over/", matching.TakeOver.as_view(), name="wave_take_over"),
    path("wave-documents/<int:pk>/remove/", changes.RemoveDocument.as_view(), name="wave_document_remove"),
    path("wave-posts/<int:pk>/withdraw/", changes.WithdrawOffer.as_view(), name="wave_offer_withdraw"),
    path("wave-officials/<int:pk>/withdraw/", changes.WithdrawCandidate.as_view(), name="wave_candidate_withdraw"),
    path("wave-officials/<int:pk>/place/", matching.ChangeByHand.as_view(), name="wave_override"),
    path("postings/<int:pk>/withdraw-decision/", changes.WithdrawDecision.as_view(), name="posting_withdraw"),
]
