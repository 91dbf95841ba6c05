"""Addresses of the pipeline, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.pipeline import benefits, decisions, outcomes, pages, terms, waves

urlpatterns = [
    path("pipeline/", pages.Pipeline.as_view(), name="pipeline"),
    path("pipeline/units/", pages.Balances.as_view(), name="balances"),
    path("pipeline/units/<int:unit_pk>/", pages.UnitPage.as_view(), name="pipeline_unit"),
    path("pipeline/posts/<int:unit_pk>/<slug:title_code>/", pages.PostPage.as_view(), name="pipeline_post"),
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("outcomes/", outcomes.Outcomes.as_view(), name="outcomes"),
    path("waves/numbers/", waves.WaveNumbers.as_view(), name="wave_numbers"),
    *listing_urls(benefits.BenefitListing, "benefits/", "benefits"),
    path("benefits/wanting/", benefits.Wanting.as_view(), name="benefits_wanting"),
    path("benefits/<int:pk>/end/", benefits.EndBenefit.as_view(), name="benefit_end"),
    path("benefits/<int:pk>/take-back/", benefits.TakeBackBenefit.as_view(), name="benefit_take_back"),
    path("postings/<int:pk>/benefits/", benefits.PostingBenefits.as_view(), name="posting_benefits"),
    path("postings/<int:pk>/decision/", decisions.DecisionSheet.as_view(), name="posting_decision"),
    path("postings/<int:pk>/benefits/new/", benefits.GrantBenefit.as_view(), name="benefit_grant"),
]
