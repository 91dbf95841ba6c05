"""The form by which a unit, or the Committee for it, confirms about secondment: yes or no and the day, nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.widgets import DateInput

YES_NO = [("True", _("yes")), ("False", _("no"))]


def yes_or_no(label) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, widget=forms.RadioSelect, coerce=lambda value: value == "True"
    )


class ConfirmationForm(forms.Form):
    is_exempt = yes_or_no(_("The unit confirms that an exemption applies"))
    confirmed_on = forms.DateField(label=_("Confirmed on"), widget=DateInput)
