"""As of which day, beside which other day, and what a target is set to."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from portal.office.pipeline.forms import DayForm
from portal.widgets import DateInput
from training.models import Bloc, Indicator


class ReadingForm(DayForm):
    bloc = forms.ModelChoiceField(
        label=_("Bloc"), queryset=Bloc.objects.order_by("order"), required=False, empty_label=_("all")
    )

    @property
    def bloc_key(self) -> int | None:
        chosen = self.cleaned_data["bloc"]
        return chosen.pk if chosen else None


class MapsForm(DayForm):
    other = forms.DateField(label=_("Beside"), widget=DateInput)

    def usual(self) -> dict[str, str]:
        return {"day": "2025-06-30", "other": "2025-07-01"}

    def clean(self):
        given = super().clean()
        if not self.errors and given["day"] >= given["other"]:
            raise forms.ValidationError(_("The second day comes after the first."))
        return given


class TargetForm(forms.Form):
    indicator = forms.ChoiceField(label=_("Target"), choices=Indicator)
    value = forms.IntegerField(
        label=_("At least"), min_value=0, help_text=_("Per cent, or a number where the indicator counts officials.")
    )
    valid_from = forms.DateField(label=_("From"), widget=DateInput, initial=today)
    legal_basis = forms.CharField(label=_("Document the target comes from"), max_length=300)
    note = forms.CharField(label=pgettext_lazy("remark", "Note"), max_length=300, required=False)
