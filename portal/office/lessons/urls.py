"""Addresses of lessons given as Word documents, under /admin/."""

from django.urls import path

from portal.office.lessons import pages

urlpatterns = [
    path("lessons/import/<int:module>/", pages.GiveDocument.as_view(), name="lesson_import"),
    path("lessons/imports/<int:pk>/", pages.LookAtDocument.as_view(), name="lesson_import_run"),
    path("lessons/imports/<int:pk>/cancel/", pages.GiveUp.as_view(), name="lesson_import_cancel"),
    path("lessons/imports/<int:pk>/pictures/<str:key>/", pages.PreviewPicture.as_view(), name="lesson_import_picture"),
]
