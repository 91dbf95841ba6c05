from django.urls import path, re_path

from certificates.credentials import offline, views

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", views.portal_did, name="portal_did"),
    path("credentials/issuers/<str:institution>/did.json", views.issuer_did, name="issuer_did"),
    path("credentials/issuers/<str:institution>.json", views.issuer, name="issuer"),
    re_path(
        r"^credentials/status/(?P<institution>[a-z0-9]+)-(?P<purpose>revocation|suspension)-(?P<number>[0-9]{1,6})\.json$",
        views.status,
        name="status",
    ),
    path("credentials/<str:code>.json", views.badge, name="badge"),
    re_path(r"^credentials/(?P<code>[^/]+)\.(?P<form>png|svg)$", views.picture, name="picture"),
    path("verify/offline.json", offline.what_is_needed, name="offline"),
    path("verify/worker.js", offline.worker, name="worker"),
]
