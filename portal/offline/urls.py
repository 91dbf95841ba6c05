from django.urls import path

from portal.offline import views

app_name = "offline"
urlpatterns = [
    path("sync/", views.sync, name="sync"),
    path("key/", views.key, name="key"),
    path("devices/<int:pk>/remove/", views.revoke, name="revoke"),
    path("closed/", views.closed),
    path("worker.js", views.worker),
    path("app.webmanifest", views.manifest),
]
