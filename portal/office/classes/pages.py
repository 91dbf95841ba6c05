"""One class, seen by the office: overview, nominations, timetable."""

from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now, today
from portal.office.base import OfficePage
from training.cohorts.supervision import OVER
from training.models import Enrolment, Nomination, TeachingInvitation, TrainingClass

ACTIONS = {
    TrainingClass.Status.PLANNED: [
        ("class_announce", _("Announce and call for nominations")),
        ("class_change", _("Change")),
        ("class_cancel", _("Cancel")),
    ],
    TrainingClass.Status.ENROLLING: [
        ("class_nominations", _("Review nominations")),
        ("class_open", _("Open the class")),
        ("class_confirm", _("Confirm the class")),
        ("class_deadline", _("Change the day of confirmation")),
        ("class_cancel", _("Cancel")),
    ],
    TrainingClass.Status.OPEN: [("class_review", _("End teaching, review results")), ("class_cancel", _("Cancel"))],
    TrainingClass.Status.CLOSING: [
        ("class_board", _("Results board")),
        ("class_compute", _("Compute outcomes")),
        ("class_recognise", _("Recognise results")),
        ("class_close", _("Close the class")),
    ],
}
ONLY_TENTATIVE = ("class_confirm", "class_deadline")


class ClassPage(OfficePage):
    """What the screens of one class share: the class, its tabs, what can be done next."""

    permission = "portal.see_classes"
    parents = [("office:classes", _("Classes"))]
    header_icon = "calendar-alt"
    tab = ""

    @cached_property
    def training_class(self) -> TrainingClass:
        classes = TrainingClass.objects.visible_to(self.request.user)
        classes = classes.select_related("programme", "supervisor", "plan_item__plan", "plan_item__programme")
        taken = Count("enrolments", filter=Q(enrolments__status__in=Enrolment.ACTIVE), distinct=True)
        return get_object_or_404(classes.annotate(taken=taken), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.training_class.code

    @property
    def is_to_open(self) -> bool:
        """Whether opening the class is what comes next: nominations have ended, or the places are filled."""
        this = self.training_class
        return self.tab == "nominations" or today() > this.nominate_until or this.taken >= this.capacity

    def get_context_data(self, **kwargs):
        this = self.training_class
        may_change = self.request.user.has_perm("training.change_class", this)
        actions = [
            (reverse(f"office:{name}", args=[this.pk]), label)
            for name, label in ACTIONS.get(TrainingClass.Status(this.status), [])
            if not (this.confirmed_at and name in ONLY_TENTATIVE)
            and not (name == "class_nominations" and self.is_to_open)
        ]
        return super().get_context_data(
            training_class=this,
            tabs=[
                ("overview", _("Overview"), reverse("office:class", args=[this.pk])),
                ("nominations", _("Nominations and class list"), reverse("office:class_nominations", args=[this.pk])),
                ("quotas", _("Quotas"), reverse("office:class_quotas", args=[this.pk])),
                ("timetable", _("Timetable"), reverse("office:class_timetable", args=[this.pk])),
                ("work", _("Assignments"), reverse("office:class_work", args=[this.pk])),
                ("questions", _("Questions and answers"), reverse("office:class_questions", args=[this.pk])),
                ("evaluation", _("Evaluation"), reverse("office:class_evaluation", args=[this.pk])),
                ("results", _("Results"), reverse("office:class_results", args=[this.pk])),
                ("papers", _("Official documents"), reverse("office:class_papers", args=[this.pk])),
            ],
            tab=self.tab,
            may_change=may_change,
            actions=actions if may_change else [],
            **kwargs,
        )


class ClassOverview(ClassPage):
    template_name = "portal/office/classes/overview.html"
    tab = "overview"

    def get_context_data(self, **kwargs):
        this = self.training_class
        numbers = this.nominations.aggregate(
            submitted=Count("pk", filter=Q(status=Nomination.Status.SUBMITTED)),
            waiting=Count("pk", filter=Q(status=Nomination.Status.WAITING)),
            refused=Count("pk", filter=Q(status=Nomination.Status.REJECTED)),
        )
        meetings = this.meetings.held()
        next_meeting = meetings.upcoming().select_related("room", "lecturer__person").first()
        return super().get_context_data(
            numbers=numbers,
            may_name_supervisor=self.request.user.has_perm("training.change_class", this) and this.status not in OVER,
            free=max(this.capacity - this.taken, 0),
            meetings_planned=meetings.count(),
            next_meeting=next_meeting,
            **kwargs,
        )


def _is_ahead(meeting) -> bool:
    return meeting.status != "cancelled" and meeting.starts_at > now()


class ClassTimetable(ClassPage):
    template_name = "portal/office/classes/timetable.html"
    tab = "timetable"

    def get_context_data(self, **kwargs):
        standing = TeachingInvitation.objects.exclude(state=TeachingInvitation.State.WITHDRAWN)
        rows = self.training_class.meetings.select_related("room", "lecturer__person").order_by("starts_at")
        meetings = list(rows.prefetch_related(Prefetch("invitations", queryset=standing, to_attr="standing")))
        for meeting in meetings:
            meeting.invitation = next((row for row in meeting.standing if row.lecturer_id == meeting.lecturer_id), None)
        planned = sum(meeting.periods for meeting in meetings if meeting.status != "cancelled")
        return super().get_context_data(
            meetings=meetings,
            planned_periods=planned,
            programme_periods=self.training_class.programme_facts.get("periods", 0),
            uninvited=any(
                meeting.lecturer_id and meeting.invitation is None and _is_ahead(meeting) for meeting in meetings
            ),
            unanswered=sum(
                meeting.invitation is not None
                and meeting.invitation.state == TeachingInvitation.State.PENDING
                and meeting.status != "cancelled"
                for meeting in meetings
            ),
            unpublished=any(meeting.status == "planned" for meeting in meetings),
            **kwargs,
        )
