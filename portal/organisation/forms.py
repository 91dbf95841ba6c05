"""The filter of the map."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.units.models import UnitType


class MapFilter(forms.Form):
    """Day, words and kind; a field that cannot be read is passed over with its message beside it."""

    day = forms.DateField(
        label=_("On the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    q = forms.CharField(label=_("Name or code"), required=False, max_length=80)
    type = forms.ChoiceField(label=_("Kind of unit"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.name) for kind in UnitType.objects.order_by("level", "name_vi")]
        self.fields["type"].choices = [("", _("All kinds")), *kinds]
