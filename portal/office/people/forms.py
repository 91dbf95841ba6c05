"""The form of a person's record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.widgets import DateInput
from training.models import Person, Unit


class PlaceField(forms.ModelChoiceField):
    """A commune or ward of today or of an earlier map; one that is no more is told by its district and last day."""

    def __init__(self, *, only_today: bool = False, **kwargs: Any):
        super().__init__(queryset=Unit.objects.none(), required=False, **kwargs)
        self.only_today = only_today

    def label_from_instance(self, unit: Unit) -> str:
        if not unit.is_closed:
            return unit.name
        told = [unit.display_name, *([unit.former_district.name] if unit.former_district else [])]
        return f"{', '.join(told)}, {unit.valid_to:%d/%m/%Y}"

    def prepare(self) -> None:
        places = Unit.objects.communes().select_related("former_district").in_name_order()
        self.queryset = places.current() if self.only_today else places


class PersonForm(forms.Form):
    """What may be corrected of a person; the staff code is the key and stays."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    birth_date = forms.DateField(label=_("Date of birth"), widget=DateInput)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("not recorded")), *Person.Sex.choices], required=False)
    staff_category = forms.ChoiceField(label=_("Staff category"), choices=Person.StaffCategory)
    political_theory_level = forms.ChoiceField(
        label=_("Political theory level"),
        choices=[("", _("not recorded")), *Person.TheoryLevel.choices],
        required=False,
    )
    native_place = PlaceField(
        label=_("Native place"),
        help_text=_("The commune or ward as it was then: one that was divided tells more under its old name."),
    )
    native_place_text = forms.CharField(label=_("Native place outside the City"), max_length=200, required=False)
    birth_place = PlaceField(label=_("Birthplace"))
    residence = PlaceField(label=_("Permanent residence"), only_today=True)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("native_place", "birth_place", "residence"):
            self.fields[name].prepare()
