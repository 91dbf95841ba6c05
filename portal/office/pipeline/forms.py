"""Of which day, and which posts."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from portal.office.pipeline.choosing import SORTS, STATES, State
from portal.widgets import DateInput
from training.models import Bloc, PositionTitle, Unit


class DayForm(forms.Form):
    """A form that is asked by GET: what is not given has its usual value."""

    day = forms.DateField(label=_("As of"), widget=DateInput)

    def __init__(self, data, *args, **kwargs):
        super().__init__(self.usual() | {key: data[key] for key in data if data[key]}, *args, **kwargs)

    def usual(self) -> dict[str, str]:
        return {"day": today().isoformat()}


class PostForm(DayForm):
    bloc = forms.ModelChoiceField(
        label=_("Bloc"), queryset=Bloc.objects.order_by("order"), required=False, empty_label=_("all")
    )
    title = forms.ModelChoiceField(
        label=pgettext_lazy("posting", "Title"),
        queryset=PositionTitle.objects.filter(bloc__isnull=False),
        required=False,
        empty_label=_("all"),
        to_field_name="code",
    )
    district = forms.ModelChoiceField(
        label=_("Former district"),
        queryset=Unit.objects.districts().in_name_order(),
        required=False,
        empty_label=_("all"),
    )
    state = forms.ChoiceField(label=_("Only posts"), required=False)
    words = forms.CharField(label=_("Unit or holder"), required=False, max_length=80)
    sort = forms.ChoiceField(choices=[(name, name) for name in SORTS], required=False, widget=forms.HiddenInput)

    def __init__(self, data, *args, sees_planning: bool, **kwargs):
        super().__init__(data, *args, **kwargs)
        shown = [(state.value, label) for state, label in STATES.items() if sees_planning or not state.is_of_planning]
        self.fields["state"].choices = [("", _("all")), *shown]

    def chosen(self, rows):
        """The rows that are wanted, in the order that is wanted."""
        given = self.cleaned_data
        tests = [
            lambda row: not given["bloc"] or row.post.title.bloc_id == given["bloc"].pk,
            lambda row: not given["title"] or row.post.title.code == given["title"].code,
            lambda row: not given["district"] or row.post.place.district_id == given["district"].pk,
            lambda row: not given["state"] or row.is_in(State(given["state"])),
            lambda row: not given["words"] or row.matches(given["words"]),
        ]
        found = [row for row in rows if all(test(row) for test in tests)]
        sort = given["sort"] or "unit"
        return sorted(found, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
