"""Mounts each room's addresses; Wagtail's catch-all comes last."""

from django.urls import include, path

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("", include("certificates.urls")),
    path("", include("curriculum.urls")),
    path("", include("portal.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]

handler500 = "portal.errors.server_error"
