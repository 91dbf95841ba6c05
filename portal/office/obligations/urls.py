"""Addresses of the obligations, under /admin/."""

from portal.office.base import listing_urls
from portal.office.obligations import listings

urlpatterns = [
    *listing_urls(listings.ObligationListing, "obligations/", "obligations"),
    *listing_urls(listings.RuleListing, "obligation-rules/", "obligation_rules"),
]
