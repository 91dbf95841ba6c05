"""Forms of the Committee for waves."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.office.postings.forms import ByCodeField, signer_title
from portal.wave_forms import ForwardForm, OfferForm, no_secrets
from portal.widgets import DateInput
from training.models import Bloc, Person, Posting, Step, Unit
from training.rotation.waves.planning import Quota


class PlanForm(forms.Form):
    name = forms.CharField(label=_("Name of the plan"), max_length=200)
    first_reference = forms.DateField(
        label=_("Reference date of the first wave"),
        widget=DateInput,
        help_text=_("Ages and years left are counted on it; the other waves follow at the regulated distance."),
    )
    document = forms.CharField(label=_("Plan document, number"), max_length=100, required=False)
    dated_on = forms.DateField(label=_("Date of the document"), widget=DateInput, required=False)
    need = forms.CharField(label=_("Number and need"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    area = forms.CharField(label=pgettext_lazy("rotation plan", "Area"), max_length=300, required=False)
    policies = forms.CharField(
        label=_("Policies for those sent"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    placement = forms.CharField(
        label=_("Expected placement afterwards"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    no_secrets = no_secrets()


class CalendarForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    reference_date = forms.DateField(
        label=_("Reference date"), widget=DateInput, help_text=_("Ages and years left are counted on this day.")
    )
    offers_from = forms.DateField(label=_("Units offer posts from"), widget=DateInput)
    offers_until = forms.DateField(label=_("Units offer posts until"), widget=DateInput)
    forward_until = forms.DateField(label=_("Officials are put forward until"), widget=DateInput)
    decide_by = forms.DateField(label=_("Decisions by"), widget=DateInput)
    effective_on = forms.DateField(label=_("Planned to take effect on"), widget=DateInput)


class DocumentForm(forms.Form):
    step = forms.ChoiceField(label=pgettext_lazy("wave", "Step"), choices=Step)
    number = forms.CharField(label=_("Number of the document"), max_length=100)
    dated_on = forms.DateField(label=_("Date of the document"), widget=DateInput)
    no_secrets = no_secrets()


class QuotasForm(forms.Form):
    """One number for each bloc and kind of movement; empty means nobody, all empty means no limit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cells = {}
        self.blocs: list[tuple[Bloc, list[forms.BoundField]]] = []
        for bloc in Bloc.objects.current():
            for kind, label in Posting.Kind.choices:
                name = f"quota-{bloc.pk}-{kind}"
                self.cells[name] = (bloc.pk, kind)
                self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=500, required=False)
            self.blocs.append((bloc, [self[f"quota-{bloc.pk}-{kind}"] for kind in Posting.Kind.values]))

    @property
    def quotas(self) -> list[Quota]:
        given = ((cell, self.cleaned_data.get(name)) for name, cell in self.cells.items())
        return [Quota(bloc, kind, places) for (bloc, kind), places in given if places is not None]


class OfficeOfferForm(OfferForm):
    unit = forms.ModelChoiceField(label=_("Host unit"), queryset=Unit.objects.none())
    field_order = ["unit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.current().communes().in_name_order()


class OfficeForwardForm(ForwardForm):
    person = ByCodeField(
        label=_("Staff code of the official"),
        queryset=Person.objects.all(),
        lookup="staff_code__iexact",
        missing=_("Nobody has the staff code “%(code)s”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.ModelChoiceField(label=_("Sending unit"), queryset=Unit.objects.none())
    field_order = ["person", "unit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.current().in_name_order()


class OverrideForm(forms.Form):
    offer = forms.TypedChoiceField(label=_("Post"), coerce=int, empty_value=None, required=False)
    justification = forms.CharField(
        label=_("Justification"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept and printed with your name and the time."),
    )
    signed = forms.BooleanField(
        label=_("I answer for this change."), error_messages={"required": _("Confirm that you answer for this change.")}
    )

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [("", _("no post in this wave")), *offers]


class DecideForm(forms.Form):
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()
    effective_on = forms.DateField(label=_("Effective on"), widget=DateInput)
    exception_decision = forms.CharField(
        label=_("Decision of exception"),
        max_length=60,
        required=False,
        help_text=_("Only where the term is shorter or longer than the rules allow."),
    )
    no_secrets = no_secrets()

    def __init__(self, *args, kinds: list[str], usual: dict[str, int | None], **kwargs):
        super().__init__(*args, **kwargs)
        for kind in kinds:
            if kind != Posting.Kind.TRANSFER:
                words = _("Term of %(kind)s (months)") % {"kind": Posting.Kind(kind).label}
                field = forms.IntegerField(label=words, min_value=1, max_value=120, initial=usual[kind])
                self.fields[f"term-{kind}"] = field
        self.order_fields(
            ["decision_number", "decision_on", "signer_title", "effective_on", *(f"term-{kind}" for kind in kinds)]
        )

    @property
    def terms(self) -> dict[str, int]:
        return {
            name.removeprefix("term-"): months for name, months in self.cleaned_data.items() if name.startswith("term-")
        }


class WithdrawDecisionForm(forms.Form):
    decision_number = forms.CharField(label=_("Number of the withdrawing decision"), max_length=60)
    decision_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    signer_title = signer_title()
