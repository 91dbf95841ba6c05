"""Which quarter, and of whom."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.models import ProgrammePage
from training.models import Bloc, Unit

QUARTERS = [("1", _("Quarter I")), ("2", _("Quarter II")), ("3", _("Quarter III")), ("4", _("Quarter IV"))]


class QuarterForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2017, max_value=2099)
    quarter = forms.ChoiceField(label=_("Quarter"), choices=QUARTERS)
    bloc = forms.ModelChoiceField(
        label=_("Bloc"), queryset=Bloc.objects.order_by("order"), required=False, empty_label=_("all")
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=ProgrammePage.objects.order_by("code"), required=False, empty_label=_("all")
    )
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("organisation", "Unit"),
        queryset=Unit.objects.current().in_name_order(),
        required=False,
        empty_label=_("all"),
    )
