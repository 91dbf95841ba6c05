"""The one address of this subject."""

from django.urls import path

from portal.health import views

urlpatterns = [path("healthz", views.health, name="health")]
