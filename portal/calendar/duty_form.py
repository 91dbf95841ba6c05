"""The form of one duty, used by the units and by the training office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.widgets import DateInput
from training.models import ClassMeeting, DutyPeriod


class DutyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=DutyPeriod.Kind)
    title = forms.CharField(label=_("What"), max_length=200, help_text=_("For example: third session of the council."))
    starts_on = forms.DateField(label=_("From"), widget=DateInput)
    ends_on = forms.DateField(label=_("To"), widget=DateInput, required=False)
    slot = forms.ChoiceField(
        label=_("Half-day"), required=False, choices=[("", _("whole day")), *ClassMeeting.Slot.choices]
    )
    legal_basis = forms.CharField(
        label=_("Document"), max_length=300, required=False, help_text=_("Number and date of the summons or plan.")
    )
    blocks = forms.BooleanField(
        label=_("No class may meet on these days"),
        required=False,
        help_text=_("Otherwise the office is warned and decides. Needs a document."),
    )

    def clean(self):
        cleaned = super().clean()
        cleaned["ends_on"] = cleaned.get("ends_on") or cleaned.get("starts_on")
        return cleaned
