"""Addresses of targets, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.targets import pages

urlpatterns = [
    path("targets/", pages.Targets.as_view(), name="targets"),
    path("targets/maps/", pages.Maps.as_view(), name="target_maps"),
    *listing_urls(pages.TargetValues, "targets/values/", "target_values"),
    path("targets/set/", pages.SetTarget.as_view(), name="target_set"),
    path("targets/<slug:name>/people/", pages.TargetPeople.as_view(), name="target_people"),
]
