"""One plan, seen by the office."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.base import OfficePage
from portal.office.plans.overview import overview
from portal.office.plans.preparing import papers_of
from training.models import TrainingPlan

Status = TrainingPlan.Status
ACTIONS = {  # state: (screen, label, permission), the main one first
    Status.DRAFT: [
        ("plan_submit", _("Submit for approval"), "training.change_plan"),
        ("plan_item_create", _("Add an item"), "training.change_plan"),
        ("plan_classes", _("Make the classes"), "training.add_class"),
        ("plan_copy", _("Copy into another year"), "training.change_plan"),
    ],
    Status.SUBMITTED: [
        ("plan_approve", _("Record the approval"), "training.approve_plan"),
        ("plan_return", _("Return for correction"), "training.approve_plan"),
    ],
    Status.APPROVED: [
        ("plan_classes", _("Make the classes"), "training.add_class"),
        ("plan_amend", _("Add an item by amendment"), "training.approve_plan"),
        ("plan_copy", _("Copy into another year"), "training.change_plan"),
    ],
}


class PlanPage(OfficePage):
    """The year as a picture, and the items beside what became of them."""

    permission = "training.view_plan"
    template_name = "portal/office/plans/plan.html"
    parents = [("office:plans", _("Training plans"))]
    header_icon = "calendar-check"

    @cached_property
    def plan(self) -> TrainingPlan:
        return get_object_or_404(TrainingPlan.objects.select_related("institution"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.plan.year)

    def get_context_data(self, **kwargs):
        plan, user = self.plan, self.request.user
        shown = overview(plan)
        actions = [
            (reverse(f"office:{name}", args=[plan.pk]), label)
            for name, label, permission in ACTIONS[Status(plan.status)]
            if user.has_perm(permission)
            and (shown.to_make or name != "plan_classes")
            and (shown.rows or name != "plan_submit")
        ]
        return super().get_context_data(
            plan=plan,
            overview=shown,
            actions=actions,
            amendments=plan.amendments.all(),
            papers=papers_of(plan) if shown.rows else [],
            may_prepare=user.has_perm("portal.prepare_paper", plan),
            may_change=plan.status == Status.DRAFT and user.has_perm("training.change_plan"),
            may_amend=plan.is_approved and user.has_perm("training.approve_plan"),
            **kwargs,
        )
