"""A mentor's entry at the desk, and what the Committee decides about it."""

from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficePage
from portal.office.mentors.forms import (
    EnterAgainForm,
    EnterForm,
    KeepApartForm,
    LimitForm,
    ReasonedDecisionForm,
    TrainingForm,
)
from training.access.services import record_view
from training.mentoring.register import services
from training.mentoring.register.queries import entry_of
from training.models import KeptApart, Mentor, MentorReview
from training.people.rules import is_committee
from training.regulations.queries import value_on

REGISTER = [("office:mentors", _("Register of mentors"))]


def mentor_or_404(pk: int) -> Mentor:
    return get_object_or_404(Mentor.objects.select_related("person"), pk=pk)


class MentorPage(OfficePage):
    """Whom he guides and guided, contacts and forms in time, training, decisions, F9; the look is logged."""

    permission = "training.view_register"
    template_name = "portal/office/mentors/mentor.html"
    header_icon = "group"
    parents = REGISTER

    def get_context_data(self, **kwargs):
        user, mentor = self.request.user, mentor_or_404(self.kwargs["pk"])
        self.page_title = str(mentor)
        record_view(mentor.person, "mentor", by=user)
        readable = MentorReview.objects.visible_to(user)
        reviews = mentor.reviews.order_by("-year")
        return super().get_context_data(
            mentor=mentor,
            entry=entry_of(mentor),
            decisions=mentor.decisions.select_related("recorded_by"),
            trainings=mentor.trainings.order_by("-held_on"),
            limits=mentor.limits.select_related("recorded_by").order_by("-recorded_at", "-pk"),
            reviews=reviews,
            readable=set(readable.filter(mentor=mentor).values_list("pk", flat=True)),
            kept_apart=_kept_apart(user, mentor),
            may_change=user.has_perm("training.change_register"),
            may_mark=is_committee(user),
            **kwargs,
        )


def _kept_apart(user, mentor: Mentor) -> list[KeptApart]:
    """The Committee alone reads with whom he is not to be paired."""
    if not is_committee(user):
        return []
    return list(mentor.kept_apart.filter(lifted_at=None).select_related("person", "recorded_by"))


class EnterMentor(OfficeForm):
    permission = "training.change_register"
    template_name = "portal/office/change.html"
    form_class = EnterForm
    page_title = _("Enter a mentor")
    header_icon = "group"
    parents = REGISTER
    submit_label = _("Enter into the register")
    success_message = _("The mentor was entered into the register.")

    def get_initial(self):
        return {"person": self.request.GET.get("person", ""), "effective_on": today()}

    def perform(self, form):
        return services.enter_register(**form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:mentor", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        least, months = value_on("mentoring.mentor_min_experience_years"), value_on("mentoring.mentor_training_months")
        note = gettext(
            "A mentor is at least a deputy head with %(least)d years of service and takes mentor training within "
            "%(months)d months. From now on he can be proposed and named."
        ) % {"least": least, "months": months}
        return super().get_context_data(consequence=note, back=reverse("office:mentors"), **kwargs)


class MentorChange(OfficeForm):
    """One change of an entry; the consequence is said in words before it is done."""

    permission = "training.change_register"
    template_name = "portal/office/change.html"
    header_icon = "group"
    consequence = ""

    @cached_property
    def mentor(self) -> Mentor:
        return mentor_or_404(self.kwargs["pk"])

    def get_parents(self):
        return REGISTER

    def get_page_subtitle(self) -> str:
        return str(self.mentor)

    def get_success_url(self) -> str:
        return reverse("office:mentor", args=[self.mentor.pk])

    def get_initial(self):
        return {"effective_on": today()}

    def get_consequence(self) -> str:
        return str(self.consequence)

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.get_consequence(), back=self.get_success_url(), **kwargs)

    def of_those_guided(self) -> str:
        """What a mentor who may be named no more means for those he guides today."""
        count = self.mentor.mentorships.current().count()
        if not count:
            return gettext("He guides nobody at present.")
        return ngettext(
            "He guides %(count)d official, who stays with him until the mentor is changed with form F8. The posting "
            "appears under “Postings without a mentor”, flag R7 asks the host for a new one within %(days)d days.",
            "He guides %(count)d officials, who stay with him until the mentor is changed with form F8. The postings "
            "appear under “Postings without a mentor”, flag R7 asks the hosts for a new one within %(days)d days.",
            count,
        ) % {"count": count, "days": value_on("mentoring.f8_new_mentor_days")}


class OfState(MentorChange):
    """Possible only where the entry stands so; otherwise there is no such page."""

    states: tuple[str, ...] = ()

    def dispatch(self, request, *args, **kwargs):
        may = request.user.is_authenticated and request.user.has_perm(self.permission)
        if may and self.mentor.state not in self.states:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class SuspendMentor(OfState):
    states = (Mentor.State.REGISTERED,)
    form_class = ReasonedDecisionForm
    page_title = _("Suspend the mentor")
    submit_label = _("Suspend")
    success_message = _("The mentor was suspended.")

    def get_consequence(self) -> str:
        first = gettext("Nobody new can be given to him until he is available again.")
        return f"{first} {self.of_those_guided()}"

    def perform(self, form):
        return services.suspend_mentor(self.mentor, **form.cleaned_data, by=self.request.user)


class ResumeMentor(OfState):
    states = (Mentor.State.SUSPENDED,)
    form_class = ReasonedDecisionForm
    page_title = _("Make the mentor available again")
    submit_label = _("Make available")
    success_message = _("The mentor is available again.")
    consequence = _("He can be proposed and named again. The suspension stays in the history of his entry.")

    def perform(self, form):
        return services.resume_mentor(self.mentor, **form.cleaned_data, by=self.request.user)


class TakeOff(OfState):
    states = (Mentor.State.REGISTERED, Mentor.State.SUSPENDED)
    form_class = ReasonedDecisionForm
    page_title = _("Take off the register")
    submit_label = _("Take off the register")
    success_message = _("The mentor was taken off the register.")

    def get_consequence(self) -> str:
        first = gettext("The entry stays readable with its history; a new decision can enter him again.")
        return f"{first} {self.of_those_guided()}"

    def perform(self, form):
        return services.take_off_register(self.mentor, **form.cleaned_data, by=self.request.user)


class EnterAgain(OfState):
    states = (Mentor.State.TAKEN_OFF,)
    form_class = EnterAgainForm
    page_title = _("Enter into the register again")
    submit_label = _("Enter into the register")
    success_message = _("The mentor was entered into the register.")
    consequence = _("The new entry joins the history; the conditions are asked again on its day.")

    def perform(self, form):
        return services.enter_register(self.mentor.person, **form.cleaned_data, by=self.request.user)


class RecordTraining(MentorChange):
    form_class = TrainingForm
    page_title = _("Record mentor training")
    submit_label = _("Record")
    success_message = _("The training was recorded.")

    def get_initial(self):
        return {"kind": "full", "name": gettext("Mentor training (NHD)")}

    def get_consequence(self) -> str:
        return gettext(
            "The whole programme is valid for %(months)d months; an update is due %(update)d months after the last "
            "training. Nothing recorded earlier is changed."
        ) % {
            "months": value_on("mentoring.mentor_training_valid_months"),
            "update": value_on("mentoring.mentor_update_months"),
        }

    def perform(self, form):
        return services.record_training(self.mentor, **form.cleaned_data, by=self.request.user)


class SetLimit(MentorChange):
    form_class = LimitForm
    page_title = _("How many officials he takes on")
    submit_label = _("Set")
    success_message = _("The figure was set.")

    def get_initial(self):
        return {"starts_on": today()}

    def get_consequence(self) -> str:
        return gettext(
            "The rules allow %(most)d at most. A lower figure holds for the days given; whom he guides already stays."
        ) % {"most": value_on("mentoring.max_mentees")}

    def perform(self, form):
        return services.set_limit(self.mentor, **form.cleaned_data, by=self.request.user)


class KeepApart(MentorChange):
    form_class = KeepApartForm
    page_title = _("Not to be paired with")
    submit_label = pgettext_lazy("register", "Mark")
    success_message = _("The mark was set.")
    consequence = _(
        "The two are never proposed to each other and cannot be named. Why is not kept here and must not be written "
        "elsewhere; only the Committee sees the mark."
    )

    def perform(self, form):
        return services.keep_apart(self.mentor, **form.cleaned_data, by=self.request.user)


class LiftMark(MentorChange):
    form_class = Form
    page_title = _("Lift the mark")
    submit_label = _("Lift the mark")
    success_message = _("The mark was lifted.")
    consequence = _("The two can be proposed to each other and named again. That the mark stood remains in the log.")

    @cached_property
    def kept(self) -> KeptApart:
        rows = KeptApart.objects.filter(lifted_at=None).select_related("mentor__person", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def mentor(self) -> Mentor:
        return self.kept.mentor

    def get_page_subtitle(self) -> str:
        return f"{self.kept.mentor}, {self.kept.person}"

    def perform(self, form):
        return services.lift_kept_apart(self.kept, by=self.request.user)
