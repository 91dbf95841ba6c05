"""Addresses of the screens for roles, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.roles import listings, pages

urlpatterns = [
    *listing_urls(listings.RoleListing, "roles/", "roles"),
    path("roles/grant/", pages.GrantRole.as_view(), name="role_grant"),
    path("roles/<int:pk>/", pages.RolePage.as_view(), name="role"),
    path("roles/<int:pk>/end/", pages.EndRole.as_view(), name="role_end"),
]
