"""What the office changes of a plan: each screen calls one service."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin import messages

from curriculum.clock.time import today
from portal.office.base import OfficeForm
from portal.office.classes.forms import ReasonForm
from portal.office.plans.forms import AmendmentForm, DecisionForm, ItemForm, PlanForm, YearForm
from training.models import PlanItem, TrainingPlan
from training.plans import services as plans
from training.scheduling import year


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class CreatePlan(OfficeForm):
    permission = "training.change_plan"
    form_class = PlanForm
    page_title = _("Begin a plan")
    parents = [("office:plans", _("Training plans"))]
    submit_label = _("Begin the plan")
    success_message = _("The plan is a draft. Add the programmes of the year, or copy last year's plan into it.")

    def get_initial(self):
        last = TrainingPlan.objects.first()
        return {"institution": last.institution_id} if last else {}

    def perform(self, form):
        return plans.create_plan(**form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:plan", args=[self.result.pk])


class PlanChange(OfficeForm):
    """A change of one plan; ``consequence`` says in words what will follow."""

    permission = "training.change_plan"
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    parents = [("office:plans", _("Training plans"))]
    consequence = ""

    @cached_property
    def plan(self) -> TrainingPlan:
        return get_object_or_404(TrainingPlan.objects.select_related("institution"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.plan)

    def get_success_url(self) -> str:
        return reverse("office:plan", args=[self.plan.pk])

    def get_context_data(self, **kwargs):
        back = reverse("office:plan", args=[self.plan.pk])
        return super().get_context_data(consequence=self.consequence, back=back, **kwargs)


class SubmitPlan(PlanChange):
    page_title = _("Submit the plan")
    consequence = _("The plan goes to the leadership. It cannot be changed until it is approved or returned.")
    submit_label = _("Submit")
    success_message = _("The plan was submitted for approval.")

    def perform(self, form):
        return plans.submit_plan(self.plan, by=self.request.user)


class ReturnPlan(PlanChange):
    permission = "training.approve_plan"
    form_class = ReasonForm
    page_title = _("Return the plan")
    consequence = _("The plan becomes a draft again and may be changed.")
    submit_label = _("Return")
    success_message = _("The plan is a draft again.")

    def perform(self, form):
        return plans.return_plan(self.plan, reason=form.cleaned_data["reason"], by=self.request.user)


class ApprovePlan(PlanChange):
    permission = "training.approve_plan"
    form_class = DecisionForm
    page_title = _("Record the approval")
    consequence = _("From now on the plan changes by amendments alone, each with its own decision.")
    submit_label = _("Record")
    success_message = _("The plan is approved.")

    def get_initial(self):
        return {"decided_on": today(), "signer": self.request.user.get_full_name()}

    def perform(self, form):
        return plans.approve_plan(self.plan, **form.cleaned_data, by=self.request.user)


class CopyPlan(PlanChange):
    form_class = YearForm
    page_title = _("Copy the plan")
    consequence = _(
        "All items go into the draft of another year. Days, and the openings of classes that were held, become the "
        "same weekday of the same week; a public holiday gives way to the next working day."
    )
    submit_label = _("Copy")
    success_message = _("The plan was copied. Look at its days and numbers before it is submitted.")

    def get_initial(self):
        return {"year": self.plan.year + 1}

    def perform(self, form):
        return year.copy_plan(self.plan, year=form.cleaned_data["year"], by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:plan", args=[self.result.pk])


class MakeClasses(PlanChange):
    permission = "training.add_class"
    page_title = _("Make the classes of the plan")
    consequence = _(
        "Every class of the plan that is not made yet is added as tentative, with proposed days that are no holidays. "
        "Nobody is told; look at the days, then announce each class."
    )
    submit_label = _("Make the classes")

    def perform(self, form):
        made = year.create_planned_classes(self.plan, by=self.request.user)
        text = ngettext("%(count)s class was made.", "%(count)s classes were made.", len(made))
        messages.success(self.request, text % {"count": len(made)})
        return made


class AddItem(PlanChange):
    form_class = ItemForm
    page_title = _("Add an item")
    submit_label = _("Add the item")
    success_message = _("The item was added.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"year": self.plan.year}

    def perform(self, form):
        return plans.add_item(self.plan, **form.cleaned_data, by=self.request.user)


class AmendPlan(AddItem):
    """Adds an item to an approved plan."""

    permission = "training.approve_plan"
    form_class = AmendmentForm
    page_title = _("Amend the plan")
    consequence = _("The plan as it stood stays written in the amendment.")
    submit_label = _("Record the amendment")
    success_message = _("The amendment was recorded.")

    def perform(self, form):
        return plans.amend_plan(self.plan, **form.cleaned_data, by=self.request.user)


class OfItem(PlanChange):
    """A change of one item."""

    @cached_property
    def item(self) -> PlanItem:
        items = PlanItem.objects.select_related("plan__institution", "programme")
        return get_object_or_404(items, pk=self.kwargs["pk"])

    @cached_property
    def plan(self) -> TrainingPlan:
        return self.item.plan

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_initial(self):
        facts = {name: getattr(self.item, name) for name in plans.FACTS}
        return facts | {"programme": self.item.programme_id, "openings": self.item.openings_text}


class ChangeItem(OfItem):
    form_class = ItemForm
    page_title = _("Change the item")
    submit_label = _("Save")
    success_message = _("The item was changed.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"year": self.plan.year}

    def perform(self, form):
        return plans.change_item(self.item, **form.cleaned_data, by=self.request.user)


class AmendItem(ChangeItem):
    permission = "training.approve_plan"
    form_class = AmendmentForm
    page_title = _("Amend the item")
    consequence = _("The plan as it stood stays written in the amendment.")
    submit_label = _("Record the amendment")
    success_message = _("The amendment was recorded.")

    def perform(self, form):
        return plans.amend_plan(self.plan, item=self.item, **form.cleaned_data, by=self.request.user)


class RemoveItem(OfItem):
    page_title = _("Remove the item")
    consequence = _("The item leaves the draft. An item from which classes were made stays.")
    submit_label = _("Remove")
    success_message = _("The item was removed.")

    def perform(self, form):
        plans.remove_item(self.item, by=self.request.user)
