"""Addresses of the public site that are not pages: the pictures."""

from django.urls import path

from portal.pages import media

urlpatterns = [path("media/images/<str:name>", media.rendition, name="rendition")]
