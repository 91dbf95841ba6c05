"""As of which day, and of whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.papers.quarter import Quarter
from portal.widgets import DateInput
from training.mentoring.reports.scope import Scope
from training.mentoring.reports.sums import Dimension
from training.models import Bloc, Posting, RotationWave, Unit

QUARTERS = [("1", _("Quarter I")), ("2", _("Quarter II")), ("3", _("Quarter III")), ("4", _("Quarter IV"))]


def _units(side: str):
    return Unit.objects.filter(pk__in=Posting.objects.order_by().values(side)).in_name_order()


class ScopeForm(forms.Form):
    day = forms.DateField(label=_("As of"), widget=DateInput)
    wave = forms.ModelChoiceField(
        label=_("Wave"), queryset=RotationWave.objects.all(), required=False, empty_label=_("all")
    )
    bloc = forms.ModelChoiceField(
        label=_("Bloc"), queryset=Bloc.objects.order_by("order"), required=False, empty_label=_("all")
    )
    host = forms.ModelChoiceField(label=_("Host unit"), queryset=Unit.objects.none(), required=False)
    sending = forms.ModelChoiceField(label=_("Sending unit"), queryset=Unit.objects.none(), required=False)
    by = forms.ChoiceField(label=_("Compare by"), choices=Dimension, required=False)

    def __init__(self, data, *args, **kwargs):
        given = {"day": today().isoformat(), "by": Dimension.WAVE.value} | {key: data[key] for key in data if data[key]}
        super().__init__(given, *args, **kwargs)
        for name, side in (("host", "host_unit"), ("sending", "sending_unit")):
            self.fields[name].queryset = _units(side)
            self.fields[name].empty_label = _("all")

    @property
    def scope(self) -> Scope:
        chosen = {name: self.cleaned_data[name] for name in ("wave", "bloc", "host", "sending")}
        return Scope(self.cleaned_data["day"], **{name: row.pk if row else None for name, row in chosen.items()})


class TakeOutForm(forms.Form):
    """A quarter, person by person. Whoever takes the data of many people out says what for (rules.md §10)."""

    year = forms.IntegerField(label=_("Year"), min_value=2017, max_value=2099)
    quarter = forms.ChoiceField(label=_("Quarter"), choices=QUARTERS)
    purpose = forms.CharField(
        label=_("What the list is for"),
        max_length=300,
        help_text=_("Written into the log of views and exports, with your name, the day and the number of people."),
    )

    @property
    def scope(self) -> Scope:
        quarter = self.span
        return Scope(min(quarter.last_day, today()), since=quarter.first_day)

    @property
    def span(self) -> Quarter:
        return Quarter(self.cleaned_data["year"], int(self.cleaned_data["quarter"]))

    def clean(self):
        given = super().clean()
        if not self.errors and self.span.first_day > today():
            raise forms.ValidationError(_("This quarter has not begun yet."))
        return given
