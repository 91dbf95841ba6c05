"""Addresses of nominations, quotas and enrolment decisions, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.nominations import deciding, decisions, papers, quotas, review

urlpatterns = [
    *listing_urls(decisions.EnrolmentDecisionListing, "enrolment-decisions/", "enrolment_decisions"),
    path("classes/<int:pk>/nominations/", review.ClassNominations.as_view(), name="class_nominations"),
    path("classes/<int:pk>/nominations/submit/", decisions.SubmitList.as_view(), name="nominations_submit"),
    path("classes/<int:pk>/nominations/promote/", decisions.PromoteWaiting.as_view(), name="nominations_promote"),
    path("nominations/<int:pk>/", deciding.DecideNomination.as_view(), name="nomination_decide"),
    path("classes/<int:pk>/quotas/", quotas.ClassQuotas.as_view(), name="class_quotas"),
    path("enrolment-decisions/<int:pk>/", decisions.EnrolmentDecisionPage.as_view(), name="enrolment_decision"),
    path(
        "enrolment-decisions/<int:pk>/document.<str:extension>",
        papers.EnrolmentDecisionDocument.as_view(),
        name="enrolment_decision_document",
    ),
    path("enrolment-decisions/<int:pk>/approve/", decisions.ApproveList.as_view(), name="enrolment_decision_approve"),
    path(
        "enrolment-decisions/<int:pk>/send-back/",
        decisions.SendBackList.as_view(),
        name="enrolment_decision_send_back",
    ),
    path(
        "enrolment-decisions/<int:pk>/take-back/",
        decisions.TakeBackList.as_view(),
        name="enrolment_decision_take_back",
    ),
]
