"""What the Committee writes down for the rules: planning, conclusions, confirmations, kinship, exceptions."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from portal.exemption_form import ConfirmationForm
from portal.office.base import OfficeForm
from portal.office.eligibility.forms import (
    ConclusionForm,
    ExceptionForm,
    KinshipForm,
    LastDayForm,
    SuccessionForm,
    WithdrawForm,
)
from portal.office.eligibility.pages import ELIGIBILITY
from training.models import ExceptionDecision, Person, SuccessionEntry
from training.rotation.eligibility import records


class _RecordOfPerson(OfficeForm):
    permission = "training.record_succession"
    template_name = "portal/office/change.html"
    header_icon = "clipboard-list"
    parents = [ELIGIBILITY]
    submit_label = _("Save")
    consequence = ""

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(Person.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.person.full_name

    def get_success_url(self) -> str:
        return reverse("office:person_eligibility", args=[self.person.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class FlagSuccession(_RecordOfPerson):
    form_class = SuccessionForm
    page_title = _("Succession planning")
    consequence = _(
        "One flag with its days and its document. What post is planned, votes and opinions are not kept here."
    )
    success_message = _("The flag was saved. Ask the rules again to see what follows.")

    def perform(self, form):
        return records.flag_succession(self.person, **form.cleaned_data, by=self.request.user)


class EndSuccession(_RecordOfPerson):
    form_class = LastDayForm
    page_title = _("End of succession planning")
    success_message = _("The flag ends on that day.")

    @cached_property
    def entry(self) -> SuccessionEntry:
        return get_object_or_404(SuccessionEntry.objects.select_related("person"), pk=self.kwargs["pk"])

    @cached_property
    def person(self) -> Person:
        return self.entry.person

    def get_initial(self):
        return {"last_day": today()}

    def perform(self, form):
        return records.end_succession(self.entry, **form.cleaned_data, by=self.request.user)


class RecordConclusion(_RecordOfPerson):
    form_class = ConclusionForm
    page_title = _("Conclusion on political criteria")
    consequence = _("Result and date only; the content of the conclusion is not kept here.")
    success_message = _("The conclusion was saved. Ask the rules again to see what follows.")

    def perform(self, form):
        return records.record_conclusion(self.person, **form.cleaned_data, by=self.request.user)


class ConfirmExemption(_RecordOfPerson):
    form_class = ConfirmationForm
    page_title = _("Exemption from secondment")
    consequence = _("Yes or no, as the unit confirmed it. The reason is neither asked nor kept.")
    success_message = _("The confirmation was saved. Ask the rules again to see what follows.")

    def perform(self, form):
        return records.confirm_exemption(self.person, **form.cleaned_data, by=self.request.user)


class RecordKinship(_RecordOfPerson):
    form_class = KinshipForm
    page_title = _("A relative in the register")
    success_message = _("The kinship was saved.")

    def perform(self, form):
        return records.record_kinship(self.person, **form.cleaned_data, by=self.request.user)


class RecordException(_RecordOfPerson):
    permission = "training.record_exception"
    form_class = ExceptionForm
    page_title = _("Decision of exception")
    consequence = _(
        "It lifts one rule for one person. Only rules that name who may except them are offered. No answer changes by "
        "itself: ask the rules again."
    )
    success_message = _("The decision was saved. Ask the rules again to see what follows.")

    def get_initial(self):
        return {"rule_code": self.request.GET.get("rule"), "wave": self.request.GET.get("wave")}

    def perform(self, form):
        return records.record_exception(self.person, **form.cleaned_data, by=self.request.user)


class WithdrawException(_RecordOfPerson):
    permission = "training.record_exception"
    form_class = WithdrawForm
    page_title = _("Withdraw a decision of exception")
    submit_label = pgettext_lazy("exception", "Withdraw")
    consequence = _("What was answered while it held stays as it was. Ask the rules again to see what holds now.")
    success_message = _("The decision was withdrawn.")

    @cached_property
    def exception(self) -> ExceptionDecision:
        return get_object_or_404(ExceptionDecision.objects.select_related("person"), pk=self.kwargs["pk"])

    @cached_property
    def person(self) -> Person:
        return self.exception.person

    def get_initial(self):
        return {"on": today()}

    def perform(self, form):
        return records.withdraw_exception(self.exception, **form.cleaned_data, by=self.request.user)
