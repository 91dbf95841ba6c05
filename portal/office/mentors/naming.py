"""Proposals for a posting, each with its reasons, and naming one of them with open eyes."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficePage
from portal.office.mentors.forms import AssignForm, OtherMentorForm
from portal.office.mentors.pages import mentor_or_404
from training.mentoring.register.proposals import new_mentor_due, pair_of, postings_without_mentor, proposals_for
from training.mentoring.services.mentorships import assign_mentor
from training.models import Mentor, Posting

PLACES = [("office:without_mentor", _("Postings without a mentor"))]


def running_posting(view) -> Posting:
    """A posting that has not ended, among those the user sees."""
    seen = Posting.objects.visible_to(view.request.user).exclude(status=Posting.Status.ENDED)
    related = ("person", "host_unit__former_district", "sending_unit", "title__bloc", "wave")
    return get_object_or_404(seen.select_related(*related), pk=view.kwargs["pk"])


class ProposalsPage(OfficePage):
    """The best five of the register: what speaks for each, what against."""

    permission = "training.view_register"
    template_name = "portal/office/mentors/proposals.html"
    page_title = _("Who could guide this official")
    header_icon = "search"
    parents = PLACES

    def get_context_data(self, **kwargs):
        posting = running_posting(self)
        waiting = postings_without_mentor().filter(pk=posting.pk).values_list("since", flat=True).first()
        present = posting.mentorships.current().select_related("mentor__person").first()
        asked = OtherMentorForm(self.request.GET or None)
        other = asked.cleaned_data["mentor"] if asked.is_bound and asked.is_valid() else None
        return super().get_context_data(
            posting=posting,
            present=present,
            due_on=new_mentor_due(waiting) if waiting else None,
            is_late=bool(waiting) and new_mentor_due(waiting) < today(),
            proposals=proposals_for(posting),
            other=pair_of(posting, other) if other else None,
            asked=asked,
            may_name=self.request.user.has_perm("training.name_mentor", posting) and present is None,
            **kwargs,
        )


class AssignMentor(OfficeForm):
    """Name this mentor for this posting; what speaks against him stands above the form."""

    permission = "training.name_mentor"
    template_name = "portal/office/mentors/assign.html"
    form_class = AssignForm
    page_title = _("Name the mentor")
    header_icon = "group"
    parents = PLACES
    submit_label = _("Name the mentor")
    success_message = _("The mentor was named.")

    @cached_property
    def posting(self) -> Posting:
        return running_posting(self)

    @cached_property
    def mentor(self) -> Mentor:
        mentor = mentor_or_404(self.kwargs["mentor"])
        if not mentor.is_active:
            raise Http404
        return mentor

    def get_page_subtitle(self) -> str:
        return f"{self.mentor} → {self.posting.person}"

    def get_initial(self):
        return {"valid_from": max(today(), self.posting.effective_on)}

    def perform(self, form):
        return assign_mentor(self.posting, self.mentor, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:posting", args=[self.posting.pk])

    def get_context_data(self, **kwargs):
        pair = pair_of(self.posting, self.mentor)
        note = gettext("He is told at once and finds the official on his first screen. Form F0 follows within a month.")
        back = reverse("office:mentor_proposals", args=[self.posting.pk])
        return super().get_context_data(
            pair=pair, posting=self.posting, obstacle=pair.obstacle(), consequence=note, back=back, **kwargs
        )
