"""The rules of planning in people's words: what each says, how it is taken, what it costs; and their change."""

from dataclasses import dataclass

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficePage
from portal.widgets import DateInput
from training.models import RuleSetting
from training.scheduling.drafts.rule_settings import set_rule, settings_on
from training.scheduling.drafts.rules_of_planning import RULES, Level, Rule

TONES = {Level.BLOCK: "bad", Level.JUSTIFY: "warn", Level.WARN: "info", Level.IGNORE: "neutral"}
MOST_WEIGHT = 100


@dataclass(frozen=True)
class RuleRow:
    """One rule beside how it counts today."""

    rule: Rule
    setting: RuleSetting

    @property
    def tone(self) -> str:
        return TONES[Level(self.setting.level)]


class RulesPage(OfficePage):
    """All rules; those the planner never breaks, then those that cost when they bend, the dearest first."""

    permission = "portal.see_classes"
    template_name = "portal/office/timetable/rules.html"
    page_title = _("Rules of planning")
    header_icon = "list-ul"
    parents = [("office:board", _("Timetable board"))]

    def get_context_data(self, **kwargs):
        rows = [RuleRow(RULES[code], setting) for code, setting in settings_on(today()).items()]
        soft = [row for row in rows if not row.rule.is_hard]
        return super().get_context_data(
            hard=[row for row in rows if row.rule.is_hard],
            soft=sorted(soft, key=lambda row: (not row.setting.is_on, -row.setting.weight)),
            most_weight=max([row.setting.weight for row in soft] or [1]),
            may_change=self.request.user.has_perm("training.change_planning_rules"),
            **kwargs,
        )


class RuleForm(forms.Form):
    is_on = forms.BooleanField(label=pgettext_lazy("rule", "In use"), required=False)
    level = forms.ChoiceField(
        label=_("When a person breaks it on the board"), choices=Level.choices, widget=forms.RadioSelect
    )
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=0,
        max_value=MOST_WEIGHT,
        help_text=_("What the planner counts each time the rule bends: twice the weight is twice as dear. 0 to 100."),
    )
    valid_from = forms.DateField(label=_("Holds from"), widget=DateInput)
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        required=False,
        help_text=_("Document, number, date; where there is one."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Why it changes. It is kept with the setting.")
    )

    def __init__(self, *args, rule: Rule, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["level" if not rule.is_hard else "weight"]
        self.rule = rule


class ChangeRule(OfficeForm):
    """One rule through time, and its next setting."""

    permission = "training.change_planning_rules"
    template_name = "portal/office/timetable/rule.html"
    form_class = RuleForm
    page_title = _("Change a rule of planning")
    parents = [("office:board", _("Timetable board")), ("office:planning_rules", _("Rules of planning"))]
    submit_label = _("Set from this day on")
    success_message = _("The rule was set. It counts from the day given; what was planned before is not changed.")

    @cached_property
    def rule(self) -> Rule:
        rule = RULES.get(self.kwargs["code"])
        if rule is None or rule.is_fixed:
            raise Http404
        return rule

    @cached_property
    def setting(self) -> RuleSetting:
        return settings_on(today())[self.rule.code]

    def get_page_subtitle(self) -> str:
        return str(self.rule.name)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rule": self.rule}

    def get_initial(self):
        names = ("is_on", "level", "weight", "legal_basis")
        return {name: getattr(self.setting, name) for name in names} | {"valid_from": today()}

    def perform(self, form):
        kept = {"level": self.setting.level, "weight": self.setting.weight}
        return set_rule(self.rule.code, **(kept | form.cleaned_data), by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:planning_rules")

    def get_context_data(self, **kwargs):
        history = RuleSetting.objects.filter(code=self.rule.code).order_by("-valid_from")
        return super().get_context_data(rule=self.rule, history=history, **kwargs)
