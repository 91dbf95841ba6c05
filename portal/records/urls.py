"""Addresses of records, below ``/records/``; one's own stands in the trainee's workspace."""

from django.urls import path

from portal.records import views

app_name = "records"
urlpatterns = [
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/record.pdf", views.printed, name="printed"),
    path("takeouts/", views.takeouts, name="takeouts"),
    path("takeouts/<int:pk>/file/", views.takeout_file, name="takeout_file"),
    path("looks/", views.looks, name="looks"),
]
