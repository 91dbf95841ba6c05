"""Forms of the register of mentors."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.office.postings.forms import ByCodeField
from portal.widgets import DateInput
from training.models import Mentor, MentorTraining, Person


class DecisionForm(forms.Form):
    number = forms.CharField(label=_("Decision number"), max_length=60)
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    effective_on = forms.DateField(label=_("Effective on"), widget=DateInput)


class ReasonedDecisionForm(DecisionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("In general words; nothing about third persons.")
    )


class EnterAgainForm(DecisionForm):
    working_since = forms.DateField(
        label=_("In the political system since"),
        widget=DateInput,
        required=False,
        help_text=_("From the record of service, where the offices known here begin later."),
    )
    exception = forms.CharField(
        label=_("Why he is entered although a condition is not met"),
        max_length=300,
        required=False,
        help_text=_("Only where the portal says that a condition is missing."),
    )


class EnterForm(EnterAgainForm):
    person = ByCodeField(
        label=_("Staff code of the mentor"),
        queryset=Person.objects.all(),
        lookup="staff_code__iexact",
        missing=_("Nobody has the staff code “%(code)s”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["person", "number", "decided_on", "effective_on", "working_since", "exception"]


class TrainingForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=MentorTraining.Kind, widget=forms.RadioSelect, initial="full")
    name = forms.CharField(label=_("Programme or topic"), max_length=200)
    held_on = forms.DateField(label=_("Ended on"), widget=DateInput)
    document = forms.CharField(label=_("Certificate or list, number"), max_length=100, required=False)
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: as long as the rules say. A yearly update has no end of its own."),
    )


class LimitForm(forms.Form):
    most = forms.IntegerField(label=_("Officials at most"), min_value=0, max_value=20, help_text=_("0: nobody new."))
    starts_on = forms.DateField(label=_("From"), widget=DateInput)
    ends_on = forms.DateField(label=_("Until"), widget=DateInput, required=False, help_text=_("Empty: until changed."))
    note = forms.CharField(label=pgettext_lazy("remark", "Note"), max_length=200, required=False)


class KeepApartForm(forms.Form):
    person = ByCodeField(
        label=_("Staff code of the official"),
        queryset=Person.objects.all(),
        lookup="staff_code__iexact",
        missing=_("Nobody has the staff code “%(code)s”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AssignForm(forms.Form):
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    note = forms.CharField(
        label=_("Why this mentor"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where something speaks against him; it stays in the log."),
    )


class GiveBackForm(forms.Form):
    reason = forms.CharField(label=_("What should be corrected"), widget=forms.Textarea(attrs={"rows": 3}))


class OtherMentorForm(forms.Form):
    mentor = forms.ModelChoiceField(
        label=_("Another mentor of the register"), queryset=Mentor.objects.registered().select_related("person")
    )
