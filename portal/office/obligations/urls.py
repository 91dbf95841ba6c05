"""Addresses of the obligations, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.obligations import listings, pages

urlpatterns = [
    *listing_urls(listings.ObligationListing, "obligations/", "obligations"),
    *listing_urls(listings.RuleListing, "obligation-rules/", "obligation_rules"),
    path("obligation-rules/add/", pages.AddRule.as_view(), name="obligation_rule_add"),
    path("obligation-rules/<int:pk>/", pages.RulePage.as_view(), name="obligation_rule"),
    path("obligation-rules/<int:pk>/replace/", pages.ReplaceRule.as_view(), name="obligation_rule_replace"),
    path("obligation-rules/<int:pk>/end/", pages.EndRule.as_view(), name="obligation_rule_end"),
    path("obligation-rules/runs/<int:pk>/", pages.ReckoningPage.as_view(), name="obligation_reckoning"),
    path("obligation-rules/runs/<int:pk>/cancel/", pages.CancelReckoning.as_view(), name="obligation_reckoning_cancel"),
]
