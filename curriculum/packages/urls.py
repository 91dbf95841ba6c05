"""Addresses of the packages' own origin (``origin.py``); the portal's hosts do not know them."""

from django.urls import path, re_path

from curriculum.packages import views
from curriculum.packages.statements import endpoint

XAPI = "^(?P<token>[^/]+)/xapi/*"  # some content writes one stroke more than it should

urlpatterns = [
    path("<str:token>/files/<path:name>", views.file, name="file"),
    path("<str:token>/play/", views.play, name="play"),
    path("<str:token>/done/", views.done, name="done"),
    path("<str:token>/fetch/<str:secret>/", endpoint.fetch, name="fetch"),
    re_path(rf"{XAPI}/about$", endpoint.about, name="about"),
    re_path(rf"{XAPI}/statements$", endpoint.statements, name="statements"),
    re_path(rf"{XAPI}/activities/state$", endpoint.state, name="state"),
    re_path(rf"{XAPI}/activities$", endpoint.activity, name="activity"),
    re_path(rf"{XAPI}/agents/profile$", endpoint.profile, name="profile"),
    re_path(rf"{XAPI}/agents$", endpoint.agent, name="agent"),
]
