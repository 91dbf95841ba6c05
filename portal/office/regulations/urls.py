"""Addresses of the screens for regulated values, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.regulations import views

urlpatterns = [
    *listing_urls(views.RegulatedValueListing, "regulations/", "regulations"),
    path("regulations/<str:key>/set/", views.SetValue.as_view(), name="regulation_set"),
]
