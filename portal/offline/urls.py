from django.urls import path

from portal.offline import views

app_name = "offline"
urlpatterns = [
    path("sync/", views.sync, name="sync"),
    path("worker.js", views.worker),
]
