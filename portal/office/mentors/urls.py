"""Addresses of the register of mentors, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.mentors import listings, naming, pages, reviews

urlpatterns = [
    *listing_urls(listings.MentorListing, "mentors/", "mentors"),
    *listing_urls(listings.WithoutMentorListing, "mentors/wanted/", "without_mentor"),
    *listing_urls(listings.ReviewListing, "mentors/reviews/", "mentor_reviews"),
    path("mentors/enter/", pages.EnterMentor.as_view(), name="mentor_enter"),
    path("mentors/<int:pk>/", pages.MentorPage.as_view(), name="mentor"),
    path("mentors/<int:pk>/suspend/", pages.SuspendMentor.as_view(), name="mentor_suspend"),
    path("mentors/<int:pk>/resume/", pages.ResumeMentor.as_view(), name="mentor_resume"),
    path("mentors/<int:pk>/take-off/", pages.TakeOff.as_view(), name="mentor_take_off"),
    path("mentors/<int:pk>/enter/", pages.EnterAgain.as_view(), name="mentor_enter_again"),
    path("mentors/<int:pk>/training/", pages.RecordTraining.as_view(), name="mentor_training"),
    path("mentors/<int:pk>/limit/", pages.SetLimit.as_view(), name="mentor_limit"),
    path("mentors/<int:pk>/apart/", pages.KeepApart.as_view(), name="mentor_keep_apart"),
    path("mentors/apart/<int:pk>/lift/", pages.LiftMark.as_view(), name="mentor_lift_mark"),
    path("mentors/reviews/<int:pk>/", reviews.ReviewPage.as_view(), name="mentor_review"),
    path("mentors/reviews/<int:pk>/return/", reviews.GiveReviewBack.as_view(), name="mentor_review_return"),
    path("postings/<int:pk>/mentor/proposals/", naming.ProposalsPage.as_view(), name="mentor_proposals"),
    path("postings/<int:pk>/mentor/<int:mentor>/", naming.AssignMentor.as_view(), name="mentor_assign"),
]
