"""Addresses of the rules of postings and of what they answer, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.eligibility import listings, pages, records, rule_pages

urlpatterns = [
    *listing_urls(listings.PostingRuleListing, "posting-rules/", "posting_rules"),
    path("posting-rules/add/", rule_pages.ChooseKind.as_view(), name="posting_rule_add"),
    path("posting-rules/add/<slug:kind>/", rule_pages.AddRule.as_view(), name="posting_rule_add_kind"),
    path("posting-rules/<int:pk>/", rule_pages.RulePage.as_view(), name="posting_rule"),
    path("posting-rules/<int:pk>/replace/", rule_pages.ReplaceRule.as_view(), name="posting_rule_replace"),
    path("posting-rules/<int:pk>/end/", rule_pages.EndRule.as_view(), name="posting_rule_end"),
    *listing_urls(listings.EligibilityListing, "eligibility/", "eligibility"),
    path("eligibility/<int:pk>/", pages.SheetPage.as_view(), name="eligibility_sheet"),
    path("waves/<int:pk>/ask/", pages.AskAboutWave.as_view(), name="wave_evaluate"),
    path("waves/<int:pk>/sheets/", pages.WaveSheets.as_view(), name="wave_sheets"),
    *listing_urls(listings.ExceptionListing, "exceptions/", "exceptions"),
    path("exceptions/<int:pk>/withdraw/", records.WithdrawException.as_view(), name="exception_withdraw"),
    path("people/<int:pk>/eligibility/", pages.PersonEligibility.as_view(), name="person_eligibility"),
    path("people/<int:pk>/succession/", records.FlagSuccession.as_view(), name="person_succession"),
    path("succession/<int:pk>/end/", records.EndSuccession.as_view(), name="succession_end"),
    path("people/<int:pk>/conclusion/", records.RecordConclusion.as_view(), name="person_conclusion"),
    path("people/<int:pk>/exemption/", records.ConfirmExemption.as_view(), name="person_exemption"),
    path("people/<int:pk>/kinship/", records.RecordKinship.as_view(), name="person_kinship"),
    path("people/<int:pk>/exception/", records.RecordException.as_view(), name="person_exception"),
]
