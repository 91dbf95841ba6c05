"""The forms of a rule of obligation."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.models import ProgrammePage
from portal.widgets import DateInput
from training.models import ObligationRule, PositionTitle


class RuleForm(forms.Form):
    """Who completes what within how many months, from which day on and by which document."""

    titles = forms.MultipleChoiceField(
        label=_("Binds holders of these titles"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: the rule binds mentors."),
    )
    programme_code = forms.ChoiceField(label=_("Programme to complete"))
    equivalents = forms.MultipleChoiceField(
        label=_("Programmes that count as well"), widget=forms.CheckboxSelectMultiple, required=False
    )
    months = forms.IntegerField(label=_("Months after the appointment"), min_value=1, max_value=120)
    earlier_months = forms.IntegerField(
        label=_("Months before the appointment that count"),
        min_value=0,
        max_value=120,
        initial=0,
        help_text=_("Somebody who completed the programme so many months before the appointment has met the rule."),
    )
    valid_from = forms.DateField(
        label=_("Binds those appointed from"),
        widget=DateInput,
        help_text=_("The day on which the document takes effect."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=500, help_text=_("Document, number, date, article.")
    )
    note = forms.CharField(label=pgettext_lazy("remark", "Note"), max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = [(page.code, f"{page.code}: {page.title}") for page in ProgrammePage.objects.order_by("code")]
        self.fields["titles"].choices = list(
            PositionTitle.objects.current().order_by("order", "name_vi").values_list("code", "name_vi")
        )
        self.fields["programme_code"].choices = [("", "---------"), *programmes]
        self.fields["equivalents"].choices = programmes


def facts_of(rule: ObligationRule) -> dict:
    """What a form that replaces the rule begins with; the day and the document are the new one's own."""
    names = ("titles", "programme_code", "equivalents", "months", "earlier_months", "note")
    return {name: getattr(rule, name) for name in names}


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("Who is appointed later is not bound.")
    )
    reason = forms.CharField(label=_("Document or reason"), max_length=300)
