"""One rule of obligation; adding, replacing and ending one; and the recomputing that follows."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from wagtail.admin import messages

from curriculum.clock.time import today
from curriculum.models import ProgrammePage
from portal.office.base import OfficeForm, OfficePage, PermissionByName
from portal.office.obligations.forms import EndForm, RuleForm, facts_of
from training.models import Obligation, ObligationReckoning, ObligationRule, PositionTitle
from training.obligations import keeping

RULES = ("office:obligation_rules", _("Rules of obligation"))


class RulePage(OfficePage):
    """What one rule says, what stood before it and after it, and how many are bound by it."""

    permission = "portal.see_classes"
    template_name = "portal/office/obligations/rule.html"
    header_icon = "list-ul"
    parents = [RULES]

    def get_context_data(self, **kwargs):
        rule = get_object_or_404(ObligationRule, pk=self.kwargs["pk"])
        self.page_title = f"{rule.programme_code}, {rule.months}"
        titles = dict(PositionTitle.objects.filter(code__in=rule.titles).values_list("code", "name_vi"))
        programmes = dict(ProgrammePage.objects.filter(code__in=rule.programme_codes).values_list("code", "title"))
        states = dict(Obligation.objects.filter(rule=rule).order_by().values_list("state").annotate(count=Count("pk")))
        return super().get_context_data(
            rule=rule,
            titles=[titles.get(code, code) for code in rule.titles],
            programme=f"{rule.programme_code}: {programmes.get(rule.programme_code, '')}",
            equivalents=[f"{code}: {programmes.get(code, '')}" for code in rule.equivalents],
            states=[(state, state.label, states.get(state, 0)) for state in Obligation.State],
            versions=ObligationRule.objects.filter(code=rule.code).exclude(pk=rule.pk),
            may_change=self.request.user.has_perm("training.change_obligation_rules")
            and (rule.valid_to is None or rule.valid_to >= today()),
            **kwargs,
        )


class _ChangeOfRules(OfficeForm):
    """A change of the rules, and at once what follows from it for the people concerned."""

    permission = "training.change_obligation_rules"
    header_icon = "list-ul"
    parents = [RULES]
    template_name = "portal/office/change.html"
    consequence = ""

    def reckon(self, *rules: ObligationRule) -> ObligationReckoning:
        return keeping.reckon_anew(rules, by=self.request.user)

    def get_success_url(self) -> str:
        if not self.result.is_over:
            return reverse("office:obligation_reckoning", args=[self.result.pk])
        text = ngettext(
            "Recomputed at once: %(count)s obligation changed.",
            "Recomputed at once: %(count)s obligations changed.",
            self.result.changed,
        )
        messages.success(self.request, text % {"count": self.result.changed})
        return reverse("office:obligation_rules")

    def get_context_data(self, **kwargs):
        back = reverse("office:obligation_rules")
        return super().get_context_data(consequence=self.consequence, back=back, **kwargs)


class AddRule(_ChangeOfRules):
    form_class = RuleForm
    page_title = _("Add a rule of obligation")
    submit_label = _("Add the rule")
    consequence = _(
        "Everybody appointed from the day on is bound at once, with the deadline counted from the appointment."
    )

    def perform(self, form):
        return self.reckon(keeping.add_rule(**form.cleaned_data, by=self.request.user))


class _OfRule(_ChangeOfRules):
    @cached_property
    def rule(self) -> ObligationRule:
        return get_object_or_404(ObligationRule, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.rule.programme_code


class ReplaceRule(_OfRule):
    form_class = RuleForm
    page_title = _("Replace a rule of obligation")
    submit_label = _("Replace from this day on")
    consequence = _("The rule of today ends on the day before. Whoever was appointed until then stays bound by it.")

    def get_initial(self):
        return facts_of(self.rule)

    def perform(self, form):
        return self.reckon(self.rule, keeping.replace_rule(self.rule, **form.cleaned_data, by=self.request.user))


class EndRule(_OfRule):
    form_class = EndForm
    page_title = _("End a rule of obligation")
    submit_label = _("End the rule")
    consequence = _("Nobody appointed after the last day is bound; whoever is bound already stays so.")

    def perform(self, form):
        return self.reckon(keeping.end_rule(self.rule, **form.cleaned_data, by=self.request.user))


class ReckoningPage(OfficePage):
    """How far the recomputing has come; refreshes itself while it runs."""

    permission = "training.change_obligation_rules"
    template_name = "portal/office/obligations/reckoning.html"
    page_title = _("Recomputing obligations")
    header_icon = "time"
    parents = [RULES]

    def get_context_data(self, **kwargs):
        run = get_object_or_404(ObligationReckoning.objects.select_related("started_by"), pk=self.kwargs["pk"])
        return super().get_context_data(run=run, **kwargs)

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if not context["run"].is_over:
            answer["Refresh"] = "2"
        return answer


class CancelReckoning(PermissionByName, View):
    permission = "training.change_obligation_rules"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        keeping.cancel_reckoning(get_object_or_404(ObligationReckoning, pk=pk), by=request.user)
        return redirect("office:obligation_reckoning", pk=pk)
