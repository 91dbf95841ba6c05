"""One rule through time; adding, replacing and ending it, after a rehearsal that shows whom the change would touch."""

import hashlib
import json
from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.office.base import REFUSALS, OfficeForm, OfficePage
from portal.office.eligibility.forms import EndRuleForm, KindForm, RuleForm, initial_of
from portal.office.eligibility.words import parameters_of
from training.models import EligibilityAnswer, EligibilityEvaluation, Posting, PostingRule, RotationWave
from training.rotation.eligibility import keeping
from training.rotation.eligibility.rehearsal import Rehearsal, rehearse

RULES = ("office:posting_rules", _("Rules of postings"))
MOST_SHOWN = 100


def movements_of(rule: PostingRule) -> list[str]:
    return [str(Posting.Kind(one).label) for one in rule.movements]


class RulePage(OfficePage):
    """What a version of a rule says, its versions before and after, gaps between them, and what it has answered."""

    permission = "training.view_eligibility"
    template_name = "portal/office/eligibility/rule.html"
    header_icon = "list-ul"
    parents = [RULES]

    def get_context_data(self, **kwargs):
        rule = get_object_or_404(PostingRule, pk=self.kwargs["pk"])
        self.page_title = rule.name
        versions = list(PostingRule.objects.filter(code=rule.code).order_by("valid_from"))
        last = versions[-1]
        return super().get_context_data(
            rule=rule,
            parameters=list(parameters_of(rule)),
            movements=movements_of(rule),
            versions=[(one, list(parameters_of(one))) for one in reversed(versions)],
            gaps=list(gaps_between(versions)),
            answered=EligibilityAnswer.objects.filter(rule=rule).count(),
            is_last=rule == last,
            last=last,
            may_change=self.request.user.has_perm("training.change_posting_rules"),
            may_end=last.valid_to is None or last.valid_to >= today(),
            **kwargs,
        )


def gaps_between(versions: list[PostingRule]):
    """The first and last day of each gap between versions."""
    for before, after in pairwise(versions):
        if before.valid_to is not None and before.valid_to + keeping.ONE_DAY < after.valid_from:
            yield before.valid_to + keeping.ONE_DAY, after.valid_from - keeping.ONE_DAY


class _ChangeOfRules(OfficeForm):
    permission = "training.change_posting_rules"
    header_icon = "list-ul"
    parents = [RULES]
    template_name = "portal/office/change.html"
    consequence = ""

    def get_success_url(self) -> str:
        return reverse("office:posting_rule", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=reverse("office:posting_rules"), **kwargs)


class ChooseKind(_ChangeOfRules):
    """The first step of adding a rule: what it asks."""

    form_class = KindForm
    page_title = _("Add a rule of postings")
    submit_label = _("Continue")
    consequence = _("What a rule asks is fixed for all its versions; its numbers and titles are not.")

    def perform(self, form):
        return form.cleaned_data["kind"]

    def get_success_url(self) -> str:
        return reverse("office:posting_rule_add_kind", args=[self.result])


class _Rehearsed(_ChangeOfRules):
    """Nothing is saved before the same values have been rehearsed."""

    template_name = "portal/office/eligibility/rehearse.html"
    form_class = RuleForm
    rehearsal: Rehearsal | None = None
    mark = ""

    @cached_property
    def rule(self) -> PostingRule:
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.rule.kind}

    @cached_property
    def wave(self) -> RotationWave | None:
        """The wave the change is tried on: the next to come that somebody was asked about, else the next."""
        coming = RotationWave.objects.filter(reference_date__gte=today()).order_by("reference_date")
        asked = coming.filter(pk__in=EligibilityEvaluation.objects.filter(wave__isnull=False).values("wave"))
        return asked.first() or coming.first()

    def form_valid(self, form) -> HttpResponse:
        self.mark = _mark(form.cleaned_data)
        if self.request.POST.get("rehearsed") == self.mark:
            return super().form_valid(form)
        try:
            self.rehearsal = self.try_out(**form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        return self.render_to_response(self.get_context_data(form=form))

    def try_out(self, *, legal_basis: str, valid_from, **changes: Any) -> Rehearsal:
        movement = (changes["movements"] or [Posting.Kind.ROTATION])[0]
        wave = self.wave if self.wave is not None and self.wave.reference_date >= valid_from else None
        return rehearse(self.rule, valid_from=valid_from, wave=wave, movement=movement, **changes)

    def get_context_data(self, **kwargs):
        verdicts = EligibilityEvaluation.Verdict
        rehearsal = self.rehearsal
        return super().get_context_data(
            rehearsal=rehearsal,
            wave=self.wave,
            mark=self.mark,
            touched=sorted(rehearsal.touched, key=lambda one: one.before == one.after)[:MOST_SHOWN]
            if rehearsal
            else [],
            more=max(0, len(rehearsal.touched) - MOST_SHOWN) if rehearsal else 0,
            counts=[(one.value, one.label, rehearsal.before[one.value], rehearsal.after[one.value]) for one in verdicts]
            if rehearsal
            else [],
            labels=dict(verdicts.choices),
            save_label=self.save_label,
            is_of_a_post=self.rule.is_of_a_post,
            **kwargs,
        )

    save_label = ""


class AddRule(_Rehearsed):
    page_title = _("Add a rule of postings")
    submit_label = _("Rehearse")
    save_label = _("Add the rule")
    consequence = _("The rehearsal shows whom the rule would touch. Nothing is saved before you add it.")

    @cached_property
    def rule(self) -> PostingRule:
        kind = self.kwargs["kind"]
        if kind not in PostingRule.Kind.values:
            kind = PostingRule.Kind.AGE_BELOW
        return PostingRule(kind=kind, code="new-rule", valid_from=today())

    def get_page_subtitle(self) -> str:
        return self.rule.get_kind_display()

    def get_initial(self):
        return {"effect": PostingRule.Effect.DECIDES}

    def perform(self, form):
        return keeping.add_rule(kind=self.rule.kind, **form.cleaned_data, by=self.request.user)


class ReplaceRule(_Rehearsed):
    page_title = _("Replace a rule of postings")
    submit_label = _("Rehearse")
    save_label = _("Replace from this day on")
    consequence = _(
        "The version of today ends on the day before. Answers that were given stay as they are; who is asked about "
        "anew is answered by the version that holds on the reference date."
    )

    @cached_property
    def rule(self) -> PostingRule:
        given = get_object_or_404(PostingRule, pk=self.kwargs["pk"])
        return PostingRule.objects.filter(code=given.code).order_by("valid_from").last() or given

    def get_page_subtitle(self) -> str:
        return self.rule.name

    def get_initial(self):
        return initial_of(self.rule)

    def perform(self, form):
        return keeping.replace_rule(self.rule, **form.cleaned_data, by=self.request.user)


class EndRule(_ChangeOfRules):
    form_class = EndRuleForm
    page_title = _("End a rule of postings")
    submit_label = _("End the rule")
    consequence = _("On a reference date after the last day the rule is not asked. Answers that were given stay.")

    @cached_property
    def rule(self) -> PostingRule:
        return get_object_or_404(PostingRule, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.rule.name

    def perform(self, form):
        return keeping.end_rule(self.rule, **form.cleaned_data, by=self.request.user)


def _mark(values: dict[str, Any]) -> str:
    """The same for the same values, so that what is saved is what was rehearsed."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]
