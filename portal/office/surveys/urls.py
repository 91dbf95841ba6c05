"""Addresses of the desk of surveys, under /admin/. A survey goes by the key of its form."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.surveys import acts, listing, pages

urlpatterns = [
    *listing_urls(listing.SurveyListing, "surveys/", "surveys"),
    path("surveys/<int:pk>/", pages.SurveyPage.as_view(), name="survey"),
    path("surveys/<int:pk>/name/", acts.AddRespondent.as_view(), name="survey_name"),
    path("surveys/<int:pk>/names/<int:respondent>/remove/", acts.remove_respondent, name="survey_remove"),
    path("surveys/<int:pk>/open/", acts.OpenSurvey.as_view(), name="survey_open"),
    path("surveys/<int:pk>/extend/", acts.ExtendSurvey.as_view(), name="survey_extend"),
    path("surveys/<int:pk>/remind/", acts.RemindRespondents.as_view(), name="survey_remind"),
    path("surveys/<int:pk>/slips/", acts.PrintSlips.as_view(), name="survey_slips"),
    path("surveys/<int:pk>/close/", acts.CloseSurvey.as_view(), name="survey_close"),
    path("surveys/<int:pk>/words/", acts.EditWords.as_view(), name="survey_words"),
    path("surveys/<int:pk>/release/", acts.ReleaseSurvey.as_view(), name="survey_release"),
]
