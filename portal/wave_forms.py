"""The forms by which posts are offered and officials put forward in a wave, for the units and for the Committee."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.models import Bloc, Field, Person, PositionTitle, Posting, Unit, WaveOffer


def no_secrets() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I confirm that nothing entered here is a state secret."),
        error_messages={"required": _("Confirm that nothing entered here is a state secret.")},
    )


def _fields_of_work(label) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=Field.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class OfferForm(forms.Form):
    title = forms.ModelChoiceField(label=_("Title of the post"), queryset=PositionTitle.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Posting.Kind)
    places = forms.IntegerField(label=_("Number of posts"), min_value=1, max_value=20, initial=1)
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=WaveOffer.Urgency, coerce=int, initial=2)
    fields_asked = _fields_of_work(_("Fields of work"))
    least_theory = forms.ChoiceField(
        label=_("Least political theory level"),
        choices=[("", _("none asked")), *Person.TheoryLevel.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Why the unit needs somebody"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    no_secrets = no_secrets()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].queryset = PositionTitle.objects.current()

    @property
    def facts(self) -> dict:
        given = dict(self.cleaned_data)
        given.pop("no_secrets")
        return given | {"fields": given.pop("fields_asked")}


class ForwardForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Posting.Kind)
    bloc = forms.ModelChoiceField(
        label=_("Bloc"),
        queryset=Bloc.objects.none(),
        empty_label=_("– choose –"),
        help_text=_("The quotas of the wave are counted by bloc."),
    )
    strengths = _fields_of_work(_("Where his strengths lie"))
    wish_1 = forms.ModelChoiceField(label=_("First wish"), queryset=Unit.objects.none(), required=False)
    wish_2 = forms.ModelChoiceField(label=_("Second wish"), queryset=Unit.objects.none(), required=False)
    wish_3 = forms.ModelChoiceField(label=_("Third wish"), queryset=Unit.objects.none(), required=False)
    reason = forms.CharField(
        label=_("Why the unit puts him forward"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_exempt = forms.TypedChoiceField(
        label=_("For a secondment: does an exemption by law apply?"),
        choices=[("", _("No, confirmed by the unit")), ("yes", _("Yes"))],
        coerce=bool,
        empty_value=False,
        required=False,
        help_text=_("Only yes or no is asked; the reason is never kept."),
    )
    no_secrets = no_secrets()

    def __init__(self, *args, hosts: list[int] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bloc"].queryset = Bloc.objects.current()
        units = Unit.objects.filter(pk__in=hosts or []).in_name_order()
        for number in (1, 2, 3):
            self.fields[f"wish_{number}"].queryset = units

    def begin_with(self, bloc: Bloc | None) -> None:
        """Begin with the bloc that office or unit are recorded with; where neither is, say why it is asked."""
        if bloc is not None:
            self.fields["bloc"].initial = bloc.pk
            self.fields["bloc"].help_text = _("That of his office; the quotas of the wave are counted by bloc.")
        else:
            self.fields["bloc"].help_text = _(
                "Neither his office nor the unit is recorded with a bloc, and the quotas of the wave are counted by it."
            )

    def clean(self):
        cleaned = super().clean()
        wishes = [cleaned.get(f"wish_{number}") for number in (1, 2, 3)]
        named = [unit for unit in wishes if unit is not None]
        if len(set(named)) < len(named):
            self.add_error("wish_2", _("Each unit can be wished for once."))
        return cleaned

    @property
    def facts(self) -> dict:
        given = dict(self.cleaned_data)
        given.pop("no_secrets")
        wishes = [given.pop(f"wish_{number}") for number in (1, 2, 3)]
        return given | {"fields": given.pop("strengths"), "wishes": [unit for unit in wishes if unit is not None]}


class BecauseForm(forms.Form):
    because = forms.CharField(
        label=pgettext_lazy("wave", "Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
