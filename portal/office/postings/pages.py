"""One posting, seen by the Committee, and what the Committee changes of it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.flag_words import flag_time, flag_tone
from portal.office.base import OfficeForm, OfficePage
from portal.office.postings.forms import EndForm, EndMentorshipForm, ExtendForm, PostingForm
from portal.records.sight import purpose_of
from training.access.services import record_view
from training.mentoring.flags.queries import flags_for_list
from training.mentoring.flags.rules import rules_by_hand
from training.mentoring.milestones import milestones_of
from training.mentoring.placements.services import first_day_to_propose
from training.mentoring.services.mentorships import end_mentorship
from training.models import FollowUp, MentoringContact, Mentorship, Posting
from training.rotation import services
from training.rotation.changes import interruptions_of


def seen_posting(view) -> Posting:
    postings = Posting.objects.visible_to(view.request.user)
    related = postings.select_related("person", "sending_unit", "host_unit", "host_unit_now", "title", "wave")
    return get_object_or_404(related, pk=view.kwargs["pk"])


class PostingPage(OfficePage):
    """The posting with all that belongs to it; the look is written into the log."""

    permission = "portal.see_postings"
    template_name = "portal/office/postings/posting.html"
    parents = [("office:postings", _("Postings"))]
    header_icon = "user"

    @cached_property
    def posting(self) -> Posting:
        return seen_posting(self)

    def get_page_title(self) -> str:
        return self.posting.decision_number or str(self.posting)

    def get_context_data(self, **kwargs):
        this = self.posting
        record_view(this.person, "posting", by=self.request.user, purpose=purpose_of(self.request.user, this))
        day = today()
        forms = [
            (form, form.due_on < day and form.status in ("not_due", "draft", "submitted"))
            for form in this.forms.select_related("version")
        ]
        contacts = MentoringContact.objects.filter(mentorship__posting=this, status="confirmed")
        mentorships = list(this.mentorships.select_related("mentor__person"))
        flags = flags_for_list(self.request.user).filter(posting=this)
        may_change = this.status != Posting.Status.ENDED and self.request.user.has_perm("training.change_posting", this)
        return super().get_context_data(
            posting=this,
            forms=forms,
            mentorships=mentorships,
            has_mentor=any(row.valid_to is None for row in mentorships),
            contact_count=contacts.count(),
            last_contact=contacts.order_by("-happened_at").first(),
            flags=[(flag, flag_tone(flag), flag_time(flag)) for flag in flags],
            records=this.records.all(),
            handovers=this.handovers.select_related("form__version", "coming__mentor__person"),
            placements=this.placement_proposals.all(),
            propose_from=first_day_to_propose(this),
            may_record=this.end_reason != Posting.EndReason.WITHDRAWN
            and self.request.user.has_perm("training.change_posting", this),
            follow_up=FollowUp.objects.visible_to(self.request.user).filter(posting=this).first(),
            panel_items=this.panel_items.exclude(conclusion="").select_related("panel"),
            changes=this.changes.select_related("unit", "recorded_by"),
            milestones=milestones_of(this, interruptions_of(this)),
            day=day,
            must_choose_unit=may_change and (this.host_unit_now or this.host_unit).is_closed,
            may_raise=bool(rules_by_hand(self.request.user, this)),
            may_see_person=self.request.user.has_perm("training.view_person", this.person),
            may_change=may_change,
            **kwargs,
        )


class RecordPosting(OfficeForm):
    permission = "training.add_posting"
    template_name = "portal/office/change.html"
    form_class = PostingForm
    page_title = _("Record a posting")
    parents = [("office:postings", _("Postings"))]
    submit_label = _("Record the posting")
    success_message = _("The posting was recorded and the calendar of its term was made.")

    def perform(self, form):
        return services.start_posting(**form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:posting", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        note = _(
            "A posting is recorded from the decision onwards; nothing earlier is kept here (rules on state secrets)."
        )
        return super().get_context_data(consequence=note, back=reverse("office:postings"), **kwargs)


class PostingChange(OfficeForm):
    permission = "portal.see_postings"
    template_name = "portal/office/change.html"
    parents = [("office:postings", _("Postings"))]
    consequence = ""

    @cached_property
    def posting(self) -> Posting:
        return seen_posting(self)

    def get_page_subtitle(self) -> str:
        return self.posting.decision_number or str(self.posting)

    def get_success_url(self) -> str:
        return reverse("office:posting", args=[self.posting.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class EndMentorship(PostingChange):
    permission = "training.name_mentor"
    form_class = EndMentorshipForm
    page_title = _("End the mentorship")
    consequence = _("The mentor no longer sees the posting after that day. Contacts and forms stay with it.")
    submit_label = _("End the mentorship")
    success_message = _("The mentorship was ended. Name the next mentor.")

    @cached_property
    def mentorship(self) -> Mentorship:
        seen = Posting.objects.visible_to(self.request.user)
        return get_object_or_404(Mentorship.objects.current().filter(posting__in=seen), pk=self.kwargs["pk"])

    @cached_property
    def posting(self) -> Posting:
        return self.mentorship.posting

    def get_initial(self):
        return {"on": today()}

    def perform(self, form):
        return end_mentorship(self.mentorship, on=form.cleaned_data["on"], by=self.request.user)


class ExtendPosting(PostingChange):
    permission = "training.change_posting"
    form_class = ExtendForm
    page_title = _("Extend the posting")
    consequence = _("The forms not yet submitted are planned anew; what was submitted stays as it is.")
    submit_label = _("Extend")
    success_message = _("The posting was extended.")

    def perform(self, form):
        return services.extend_posting(self.posting, **form.cleaned_data, by=self.request.user)


class EndPosting(PostingChange):
    permission = "training.change_posting"
    form_class = EndForm
    page_title = _("End the posting")
    consequence = _("The mentorship ends with it; forms not yet submitted are no longer due. Nothing written is lost.")
    submit_label = _("End the posting")
    success_message = _("The posting was ended.")

    def perform(self, form):
        return services.end_posting(self.posting, **form.cleaned_data, by=self.request.user)
