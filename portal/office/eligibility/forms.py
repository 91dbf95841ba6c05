"""Forms of the rules of postings and of the records they are asked of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.exemption_form import yes_or_no
from portal.office.postings.forms import ByCodeField
from portal.widgets import DateInput
from training.models import Kinship, Person, PositionTitle, Posting, PostingRule, RotationWave, Unit
from training.rotation.eligibility.keeping import CHANGEABLE
from training.rotation.eligibility.parameters import FLAG, LEVEL, NUMBER, PARAMETERS, RELATIONS, TITLES, Parameter

PREFIX = "parameter_"
NO_SECRETS = _("I confirm that nothing entered here is a state secret.")


def _field(one: Parameter) -> forms.Field:
    if one.sort == NUMBER:
        return forms.IntegerField(label=one.label, min_value=one.least, max_value=one.most)
    if one.sort == FLAG:
        return forms.BooleanField(label=one.label, required=False)
    if one.sort == LEVEL:
        return forms.ChoiceField(label=one.label, choices=Person.TheoryLevel.choices)
    choices: Any = Kinship.Kind.choices
    if one.sort == TITLES:
        choices = PositionTitle.objects.current().order_by("order", "name_vi").values_list("code", "name_vi")
    assert one.sort in (TITLES, RELATIONS)
    return forms.MultipleChoiceField(label=one.label, choices=list(choices), widget=forms.CheckboxSelectMultiple)


class RuleForm(forms.Form):
    """A version of a rule: its sentence, its parameters, whom it binds, from which day, by which document."""

    name_vi = forms.CharField(label=_("Name"), max_length=200)
    sentence_vi = forms.CharField(
        label=_("The rule in one sentence"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    movements = forms.MultipleChoiceField(
        label=_("Kinds of movement"),
        choices=Posting.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: every kind."),
    )
    group = forms.ChoiceField(
        label=_("Target group"),
        choices=PostingRule.Group.choices,
        required=False,
        help_text=_("Who meets all the rules of one group need not meet those of another."),
    )
    effect = forms.ChoiceField(
        label=pgettext_lazy("rule", "Effect"), choices=PostingRule.Effect.choices, widget=forms.RadioSelect
    )
    exceptable_by = forms.ChoiceField(
        label=_("Who may except it"), choices=PostingRule.Authority.choices, required=False
    )
    valid_from = forms.DateField(
        label=_("Holds from"),
        widget=DateInput,
        help_text=_("The day on which the document takes effect; today or later."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=500, help_text=_("Document, number, date, article.")
    )
    note = forms.CharField(label=pgettext_lazy("remark", "Note"), max_length=500, required=False)

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        names = []
        for one in PARAMETERS[kind]:
            self.fields[PREFIX + one.name] = _field(one)
            names.append(PREFIX + one.name)
        self.order_fields(["name_vi", "sentence_vi", *names])

    def clean(self):
        cleaned = super().clean()
        parameters = {}
        for name in [name for name in cleaned if name.startswith(PREFIX)]:
            parameters[name.removeprefix(PREFIX)] = cleaned.pop(name)
        return cleaned | {"parameters": parameters}


def initial_of(rule: PostingRule) -> dict[str, Any]:
    """What the form of the next version begins with; the day and the document are its own."""
    told = {name: getattr(rule, name) for name in CHANGEABLE if name != "parameters"}
    return told | {PREFIX + name: value for name, value in rule.parameters.items()}


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is asked"), choices=PostingRule.Kind.choices)


class EndRuleForm(forms.Form):
    last_day = forms.DateField(label=_("Last day"), widget=DateInput)
    reason = forms.CharField(label=_("Document or reason"), max_length=300)


class PersonByCode(ByCodeField):
    def __init__(self, **kwargs):
        settings: dict[str, Any] = {
            "queryset": Person.objects.all(),
            "lookup": "staff_code__iexact",
            "missing": _("Nobody has the staff code “%(code)s”."),
            "label": _("Staff code of the official"),
            "widget": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        super().__init__(**(settings | kwargs))


class AskForm(forms.Form):
    """About one person: for a wave or on a day, for a kind of movement, for a post or none."""

    wave = forms.ModelChoiceField(label=_("Wave"), queryset=RotationWave.objects.all(), required=False)
    day = forms.DateField(
        label=_("Reference date"), widget=DateInput, required=False, help_text=_("Only without a wave; empty: today.")
    )
    movement = forms.ChoiceField(label=_("Kind"), choices=Posting.Kind)
    host_unit = forms.ModelChoiceField(
        label=_("Host unit"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("With a title: the rules of posts are asked as well (local people, relatives, terms in a row)."),
    )
    title = forms.ModelChoiceField(
        label=pgettext_lazy("posting", "Title"), queryset=PositionTitle.objects.none(), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host_unit"].queryset = Unit.objects.current().communes().in_name_order()
        self.fields["title"].queryset = PositionTitle.objects.current()


class EvaluateWaveForm(forms.Form):
    """Whom to ask about for a wave."""

    WHOM = [
        ("asked", _("those asked about before")),
        ("planned", _("officials of agencies under 45, and those who lead a division")),
        ("codes", _("the staff codes below")),
    ]
    movement = forms.ChoiceField(label=_("Kind"), choices=Posting.Kind)
    whom = forms.ChoiceField(label=_("Whom to ask about"), choices=WHOM, widget=forms.RadioSelect)
    codes = forms.CharField(
        label=_("Staff codes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Separated by spaces, commas or lines."),
    )


class ExceptionForm(forms.Form):
    rule_code = forms.ChoiceField(label=_("Rule"))
    wave = forms.ModelChoiceField(
        label=_("Wave"),
        queryset=RotationWave.objects.all(),
        required=False,
        help_text=_("Empty: from the date of the decision on."),
    )
    host_unit = forms.ModelChoiceField(
        label=_("Host unit"), queryset=Unit.objects.none(), required=False, help_text=_("Empty: wherever.")
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    no_secrets = forms.BooleanField(label=NO_SECRETS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rules = PostingRule.objects.exclude(exceptable_by="").current().order_by("order", "code")
        self.fields["rule_code"].choices = [(rule.code, rule.name) for rule in rules]
        self.fields["host_unit"].queryset = Unit.objects.current().communes().in_name_order()

    def clean(self):
        cleaned = super().clean()
        cleaned.pop("no_secrets", None)
        return cleaned


class WithdrawForm(forms.Form):
    decision_number = forms.CharField(label=_("Number of the withdrawing decision"), max_length=60)
    on = forms.DateField(label=_("Withdrawn on"), widget=DateInput)


class SuccessionForm(forms.Form):
    valid_from = forms.DateField(label=_("In planning from"), widget=DateInput)
    valid_to = forms.DateField(label=_("Until"), widget=DateInput, required=False)
    source_document = forms.CharField(
        label=_("Source document"),
        max_length=200,
        help_text=_("Number and date alone: no planned title, no votes, no opinions."),
    )
    no_secrets = forms.BooleanField(label=NO_SECRETS)

    def clean(self):
        cleaned = super().clean()
        cleaned.pop("no_secrets", None)
        return cleaned


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=_("Last day"), widget=DateInput)


class ConclusionForm(forms.Form):
    is_met = yes_or_no(_("Political criteria met"))
    concluded_on = forms.DateField(label=_("Date of the conclusion"), widget=DateInput)


class KinshipForm(forms.Form):
    relative = PersonByCode(label=_("Staff code of the relative"))
    kind = forms.ChoiceField(label=_("Kinship"), choices=Kinship.Kind)
    source = forms.CharField(label=_("Where it is written"), max_length=200)
