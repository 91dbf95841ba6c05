"""Mounts the workspaces: one line each, added with the workspace."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.health.urls")),
    path("styleguide/", include("portal.styleguide.urls")),
]
