"""Addresses of official documents, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.papers import pages, teaching

urlpatterns = [
    path("classes/<int:pk>/papers/", pages.ClassPapers.as_view(), name="class_papers"),
    path(
        "classes/<int:pk>/papers/supplement/<int:number>/", pages.PrepareSupplement.as_view(), name="class_supplement"
    ),
    path("classes/<int:pk>/papers/<slug:template>/", pages.PrepareClassPaper.as_view(), name="class_paper"),
    *listing_urls(teaching.TeachingLoad, "teaching/", "teaching_load"),
    path("teaching/<int:pk>/", teaching.LecturerTeaching.as_view(), name="teaching"),
    path("teaching/<int:pk>/<str:period>/", teaching.PrepareStatement.as_view(), name="statement"),
    path("papers/<int:pk>.<str:extension>", pages.PaperFile.as_view(), name="paper_file"),
]
