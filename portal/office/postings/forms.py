"""Forms of the Committee."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.widgets import DateInput
from training.models import Mentor, Person, PositionTitle, Posting, RotationWave, Unit


class ByCodeField(forms.CharField):
    """A row found by the code people know it by; a wrong code is answered with a sentence."""

    def __init__(self, *, queryset, lookup: str, missing: str, **kwargs):
        super().__init__(**kwargs)
        self.queryset, self.lookup, self.missing = queryset, lookup, missing

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        found = self.queryset.all().filter(**{self.lookup: value.split(" ")[0]}).first()
        if found is None:
            raise ValidationError(self.missing % {"code": value}, code="unknown")
        return found


def signer_title() -> forms.CharField:
    """Who signed a decision is kept by his title, as it stands above the signature; never needed."""
    return forms.CharField(
        label=_("Title of the signer"),
        max_length=120,
        required=False,
        help_text=_("As it stands above the signature, for example: Head of the Committee."),
    )


class PostingForm(forms.Form):
    person = ByCodeField(
        label=_("Staff code of the official"),
        queryset=Person.objects.all(),
        lookup="staff_code__iexact",
        missing=_("Nobody has the staff code “%(code)s”."),
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Posting.Kind)
    wave = forms.ModelChoiceField(label=_("Wave"), queryset=RotationWave.objects.all(), required=False)
    sending_unit = forms.ModelChoiceField(label=_("Sending unit"), queryset=Unit.objects.none())
    host_unit = forms.ModelChoiceField(label=_("Host unit"), queryset=Unit.objects.none())
    title = forms.ModelChoiceField(label=_("Title at the host unit"), queryset=PositionTitle.objects.none())
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()
    effective_on = forms.DateField(label=_("Effective on"), widget=DateInput)
    term_months = forms.IntegerField(
        label=_("Term (months)"), min_value=1, max_value=120, required=False, help_text=_("Empty for a transfer.")
    )
    exception_decision = forms.CharField(
        label=_("Decision of exception"),
        max_length=60,
        required=False,
        help_text=_("Only where the term is shorter or longer than the rules allow."),
    )
    mentor = forms.ModelChoiceField(
        label=_("Mentor"), queryset=Mentor.objects.filter(is_active=True).select_related("person"), required=False
    )
    mentor_note = forms.CharField(
        label=_("Why this mentor"),
        max_length=300,
        required=False,
        help_text=_("Needed where something speaks against him; it stays in the log."),
    )
    no_secrets = forms.BooleanField(
        label=_("I confirm that nothing entered here is a state secret."),
        error_messages={"required": _("Confirm that nothing entered here is a state secret.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.current().in_name_order()
        self.fields["sending_unit"].queryset = units
        self.fields["host_unit"].queryset = units.communes()
        self.fields["title"].queryset = PositionTitle.objects.current()

    def clean(self):
        cleaned = super().clean()
        cleaned.pop("no_secrets", None)
        if cleaned.get("kind") != Posting.Kind.TRANSFER and not cleaned.get("term_months"):
            self.add_error("term_months", gettext("Give the term in months; only a transfer has none."))
        return cleaned


class EndMentorshipForm(forms.Form):
    on = forms.DateField(label=_("Last day"), widget=DateInput)


class ExtendForm(forms.Form):
    term_months = forms.IntegerField(
        label=_("New term, counted from the effective date (months)"), min_value=1, max_value=120
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()
    exception_decision = forms.CharField(
        label=_("Decision of exception"),
        max_length=60,
        required=False,
        help_text=_("Only where a secondment becomes longer than the rules allow."),
    )


class InterruptForm(forms.Form):
    first = forms.DateField(label=_("First day"), widget=DateInput)
    last = forms.DateField(label=_("Last day as planned"), widget=DateInput)
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()


class ResumeForm(forms.Form):
    on = forms.DateField(label=_("First day back at work"), widget=DateInput)
    decision_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput, required=False)
    signer_title = signer_title()


class ContinueForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Goes on in"), queryset=Unit.objects.none())
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).in_name_order()
        self.fields["unit"].initial = units[0] if units else None


class EndForm(forms.Form):
    ended_on = forms.DateField(label=_("Ended on"), widget=DateInput)
    reason = forms.ChoiceField(
        label=_("Reason of the end"),
        choices=[one for one in Posting.EndReason.choices if one[0] != Posting.EndReason.WITHDRAWN],
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()
