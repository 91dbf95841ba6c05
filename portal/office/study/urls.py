"""Addresses of the screens about written work, questions and evaluations of a class, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.study import pages
from portal.office.study.listings import AssignmentListing

urlpatterns = [
    *listing_urls(AssignmentListing, "written-work/", "assignments"),
    path("classes/<int:pk>/work/", pages.ClassWork.as_view(), name="class_work"),
    path("assignments/<int:pk>/extend/<int:enrolment>/", pages.ExtendDeadline.as_view(), name="deadline_extend"),
    path("classes/<int:pk>/questions/", pages.ClassQuestions.as_view(), name="class_questions"),
    path("questions-of-classes/<int:pk>/answer/", pages.AnswerQuestion.as_view(), name="class_question_answer"),
    path("classes/<int:pk>/evaluation/", pages.ClassEvaluation.as_view(), name="class_evaluation"),
    path("classes/<int:pk>/evaluation/open/", pages.OpenEvaluation.as_view(), name="evaluation_open"),
    path("classes/<int:pk>/evaluation.xlsx", pages.EvaluationFile.as_view(), name="evaluation_export"),
]
