"""What waits for somebody in an office, on the first screen of the admin: each tile a number and the list behind it."""

import rules

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.ui.components import Component

from certificates.models import IssueBatch
from certificates.register.queries import classes_due
from curriculum.clock.time import today
from training.models import (
    ClassMeeting,
    EnrolmentDecision,
    Flag,
    Nomination,
    Obligation,
    Posting,
    TermForm,
    TrainingClass,
    TrainingPlan,
)
from training.regulations.queries import value_on


class WorkPanel(Component):
    """Tiles for the work of the roles one holds."""

    name = "office_work"
    order = 50
    template_name = "portal/office/home/work.html"

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        user = self.request.user
        groups = [
            (user.has_perm(to_act), label, tiles(user))
            for to_see, to_act, label, tiles in GROUPS
            if rules.has_perm(to_see, user)
        ]
        groups.sort(key=lambda group: not group[0])  # what one answers for stands before what one may read
        return {"groups": [(label, tiles) for _acts, label, tiles in groups], "user": user, "day": today()}


def training_tiles(user) -> list[dict]:
    day = today()
    classes = TrainingClass.objects
    by_status = dict(classes.values_list("status").annotate(count=Count("pk")).order_by("status"))
    unmarked = ClassMeeting.objects.held().filter(date__lt=day, status="published", attendance__isnull=True)
    without_roll = classes.running().filter(Exists(unmarked.filter(training_class=OuterRef("pk"))))
    return [
        tile(
            Nomination.objects.awaiting_decision().count(),
            _("nominations await a decision"),
            "nominations",
            "status=submitted",
        ),
        tile(
            EnrolmentDecision.objects.awaiting_approval().count(),
            _("lists await approval by the leadership"),
            "enrolment_decisions",
            "status=proposed",
        ),
        tile(
            TrainingPlan.objects.filter(status=TrainingPlan.Status.SUBMITTED).count(),
            _("plans of a year await approval"),
            "plans",
            "status=submitted",
        ),
        tile(by_status.get("enrolling", 0), _("classes are enrolling"), "classes", "status=enrolling"),
        tile(by_status.get("open", 0), _("classes are running"), "classes", "status=open"),
        tile(without_roll.count(), _("running classes lack a roll call"), "classes", "status=open"),
        tile(by_status.get("closing", 0), _("classes await their results"), "classes", "status=closing"),
        tile(
            classes.at_risk(day, value_on("training.confirm_warning_days")).count(),
            _("classes lack people and are to be confirmed"),
            "classes",
            "confirmation=at_risk",
        ),
        tile(
            Obligation.objects.overdue_on(day).count(),
            _("training obligations are overdue"),
            "obligations",
            "state=overdue",
        ),
    ]


def committee_tiles(user) -> list[dict]:
    day = today()
    postings = Posting.objects.visible_to(user)
    late = TermForm.objects.overdue(day).filter(posting__in=postings.active())
    ending = postings.active().filter(due_on__range=(day, day.replace(year=day.year + 1)))
    return [
        tile(postings.active().count(), _("officials are posted now"), "postings", "status=active"),
        tile(late.count(), _("forms are late"), "term_forms", "late=true"),
        tile(Flag.objects.visible_to(user).open().count(), _("flags are open"), "flags", "state=open"),
        tile(ending.count(), _("terms end within a year"), "postings", "status=active&ordering=due_on"),
    ]


def certificate_tiles(user) -> list[dict]:
    """What the registrar and the signatory have before them."""
    waiting = dict(IssueBatch.objects.values_list("status").annotate(count=Count("pk")).order_by("status"))
    return [
        tile(classes_due().count(), _("classes are due for certificates"), "certificates_due", ""),
        tile(waiting.get("prepared", 0), _("lists of certificates await approval"), "issues", "status=prepared"),
        tile(waiting.get("approved", 0), _("approved lists await issue"), "issues", "status=approved"),
    ]


def tile(count: int, label: str, url_name: str, query: str) -> dict:
    return {"count": count, "label": label, "url": f"{reverse(f'office:{url_name}')}?{query}"}


GROUPS = [  # permission to see, permission to act, heading, tiles
    ("portal.see_classes", "training.add_class", gettext_lazy("Training"), training_tiles),
    ("portal.see_postings", "training.add_posting", gettext_lazy("Postings"), committee_tiles),
    ("certificates.view_register", "certificates.drop_batch", gettext_lazy("Certificates"), certificate_tiles),
]
