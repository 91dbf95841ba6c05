"""Mounts the workspaces: one line each, added with the workspace."""

from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView


class Favicon(RedirectView):
    """Browsers ask for this address whatever the page says."""

    def get_redirect_url(self, *args, **kwargs) -> str:
        return static("portal/img/emblem.svg")


urlpatterns = [
    path("favicon.ico", Favicon.as_view()),
    path("", include("portal.accounts.urls")),
    path("", include("portal.health.urls")),
    path("", include("portal.pages.urls")),
    path("learn/", include("portal.trainee.urls")),
    path("calendar/", include("portal.calendar.urls")),
    path("notices/", include("portal.notifications.urls")),
    path("offline/", include("portal.offline.urls")),
    path("records/", include("portal.records.urls")),
    path("search/", include("portal.search.urls")),
    path("teach/", include("portal.lecturer.urls")),
    path("unit/", include("portal.unit.urls")),
    path("mentor/", include("portal.mentor.urls")),
    path("survey/", include("portal.surveys.urls")),
    path("units/", include("portal.organisation.urls")),
    path("styleguide/", include("portal.styleguide.urls")),
]
