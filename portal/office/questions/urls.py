"""Addresses of the bank of questions, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.questions import changes, editing, figures, listings, pages, reviewing
from portal.office.questions.imports.urls import urlpatterns as imports_urls

urlpatterns = [
    *imports_urls,
    *listing_urls(listings.QuestionListing, "questions/", "questions"),
    path("questions/<int:pk>/", pages.QuestionPage.as_view(), name="question"),
    path("questions/review/", reviewing.ReviewMany.as_view(), name="questions_review"),
    path("questions/write/", editing.ChooseKind.as_view(), name="question_kinds"),
    path("questions/write/<slug:kind>/", editing.WriteQuestion.as_view(), name="question_write"),
    path("questions/<int:pk>/write/", editing.RewriteQuestion.as_view(), name="question_rewrite"),
    path("questions/<int:pk>/versions/<int:number>/", pages.QuestionPage.as_view(), name="question_version"),
    path("questions/<int:pk>/changes/", pages.QuestionComparison.as_view(), name="question_comparison"),
    path("questions/<int:pk>/submit/", changes.SubmitQuestion.as_view(), name="question_submit"),
    path("questions/<int:pk>/approve/", changes.ApproveQuestion.as_view(), name="question_approve"),
    path("questions/<int:pk>/send-back/", changes.SendBackQuestion.as_view(), name="question_send_back"),
    path("questions/<int:pk>/retire/", changes.RetireQuestion.as_view(), name="question_retire"),
    path("questions/<int:pk>/bring-back/", changes.BringBackQuestion.as_view(), name="question_bring_back"),
    path("questions/<int:pk>/place/", changes.PlaceQuestion.as_view(), name="question_place"),
    *listing_urls(figures.FigureListing, "question-figures/", "question_figures"),
    path("question-figures/count/", figures.StartCounting.as_view(), name="question_count"),
    path("question-figures/runs/<int:pk>/", figures.CountingPage.as_view(), name="question_counting"),
    path("question-figures/runs/<int:pk>/cancel/", figures.CancelCounting.as_view(), name="question_counting_cancel"),
    path("question-categories/", pages.CategoryTree.as_view(), name="question_categories"),
    path("question-categories/add/", changes.AddCategory.as_view(), name="question_category_add"),
    path("question-categories/<int:pk>/", changes.ChangeCategory.as_view(), name="question_category"),
    path("question-categories/<int:pk>/remove/", changes.RemoveCategory.as_view(), name="question_category_remove"),
]
