"""Addresses of the files of questions, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.questions.imports import exports, listings, pages

urlpatterns = [
    *listing_urls(listings.QuestionImportListing, "questions/imports/", "question_imports"),
    path("questions/export/", exports.ExportQuestions.as_view(), name="questions_export"),
    path("questions/export/<str:format>/", exports.ExportFile.as_view(), name="questions_export_file"),
    path("questions/import/", pages.UploadQuestions.as_view(), name="questions_import"),
    path("questions/import/template.xlsx", pages.Template.as_view(), name="questions_template"),
    path("questions/imports/<int:pk>/", pages.ImportPage.as_view(), name="question_import"),
    path("questions/imports/<int:pk>/take-in/", pages.TakeIn.as_view(), name="question_import_confirm"),
    path("questions/imports/<int:pk>/give-up/", pages.GiveUp.as_view(), name="question_import_cancel"),
    path(
        "questions/imports/<int:pk>/pictures/<str:key>/",
        pages.PreviewPicture.as_view(),
        name="question_import_picture",
    ),
]
