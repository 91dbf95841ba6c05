"""Forms of the annual plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from curriculum.models import ProgrammePage
from portal.widgets import DateInput
from training.models import Unit
from training.plans.periods import UnreadablePeriod, read_periods


def next_year() -> int:
    return today().year + 1


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, initial=next_year)


class PlanForm(YearForm):
    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Unit.objects.current().agencies().in_name_order()
    )


class ItemForm(forms.Form):
    """One programme of the plan. ``openings`` is written in words and kept as periods."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=ProgrammePage.objects.live().order_by("code"))
    class_count = forms.IntegerField(label=_("Number of classes"), min_value=1, max_value=200, initial=1)
    capacity = forms.IntegerField(label=_("Places in a class"), min_value=1, initial=60)
    minimum = forms.IntegerField(label=_("Minimum number"), min_value=1, initial=30)
    openings = forms.CharField(
        label=_("Planned openings"),
        max_length=300,
        required=False,
        help_text=_(
            "Half-years, quarters, months or days, with commas between: quý I, T5, 15/09. Empty: all the year."
        ),
    )
    place = forms.CharField(label=_("Place"), max_length=200)
    target_group = forms.CharField(
        label=_("Target group"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    budget_source = forms.CharField(label=_("Source of funds"), max_length=300, required=False)

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_openings(self) -> list[str]:
        try:
            return read_periods(self.cleaned_data["openings"], self.year)
        except UnreadablePeriod as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class DecisionForm(forms.Form):
    number = forms.CharField(label=_("Decision number"), max_length=60, help_text=_("For example 123/QĐ-TLHP."))
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer = forms.CharField(label=_("Signed by"), max_length=120)


class AmendmentForm(ItemForm):
    """An item with the decision that changes it; an amendment may strike all its classes."""

    field_order = ["number", "decided_on", "signer", "reason"]
    number = forms.CharField(label=_("Decision number"), max_length=60, help_text=_("For example 123/QĐ-TLHP."))
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    class_count = forms.IntegerField(label=_("Number of classes"), min_value=0, max_value=200)
