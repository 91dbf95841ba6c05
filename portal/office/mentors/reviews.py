"""A mentor's confirmed self-review at the desk; giving it back for correction."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.base import OfficeForm, OfficePage
from portal.office.mentors.forms import GiveBackForm
from training.access.services import record_view
from training.mentoring.register.reviews import return_review, told_of
from training.models import MentorReview

PARENTS = [("office:mentor_reviews", _("Mentors' self-reviews"))]


def confirmed_review(view) -> MentorReview:
    readable = MentorReview.objects.visible_to(view.request.user).filter(status=MentorReview.Status.SIGNED)
    return get_object_or_404(readable.select_related("mentor__person", "version"), pk=view.kwargs["pk"])


class ReviewPage(OfficePage):
    permission = "training.view_register"
    template_name = "portal/office/mentors/review.html"
    header_icon = "form"
    parents = PARENTS

    def get_context_data(self, **kwargs):
        review = confirmed_review(self)
        self.page_title = str(review)
        record_view(review.mentor.person, "mentor-review", by=self.request.user)
        may_return = self.request.user.has_perm("training.change_register")
        return super().get_context_data(review=review, told=told_of(review), may_return=may_return, **kwargs)


class GiveReviewBack(OfficeForm):
    permission = "training.change_register"
    template_name = "portal/office/change.html"
    form_class = GiveBackForm
    page_title = _("Give the self-review back")
    header_icon = "form"
    parents = PARENTS
    submit_label = _("Give back")
    success_message = _("The self-review was given back; the mentor has been told.")

    @cached_property
    def review(self) -> MentorReview:
        return confirmed_review(self)

    def get_page_subtitle(self) -> str:
        return str(self.review)

    def perform(self, form):
        return return_review(self.review, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:mentor", args=[self.review.mentor_id])

    def get_context_data(self, **kwargs):
        note = _("He can write again and confirms anew; what he confirmed stays kept with its fingerprint.")
        back = reverse("office:mentor_review", args=[self.review.pk])
        return super().get_context_data(consequence=note, back=back, **kwargs)
