"""Asking the rules about people, and reading what they answered."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin import messages

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficePage
from portal.office.eligibility.forms import AskForm, EvaluateWaveForm
from portal.office.eligibility.words import changes_since, last_versions, lines_of
from training.access.services import record_view
from training.errors import InvalidInput
from training.models import (
    EligibilityAnswer,
    EligibilityEvaluation,
    EligibilityRun,
    Person,
    PostingRule,
    RotationWave,
)
from training.rotation.eligibility.rehearsal import people_of, planned_among
from training.rotation.eligibility.services import evaluate

ELIGIBILITY = ("office:eligibility", _("Eligibility"))
PEOPLE_ON_A_PAGE = 20
MOST_AT_ONCE = 3000


def with_answers(evaluations):
    """The evaluations with all that a sheet shows of them, in a constant number of queries."""
    answers = EligibilityAnswer.objects.select_related("rule", "exception").order_by("rule__order", "code")
    return evaluations.select_related(
        "person", "wave", "host_unit", "title", "supersedes", "recorded_by", "run"
    ).prefetch_related(Prefetch("answers", answers), Prefetch("supersedes__answers", answers))


class SheetPage(OfficePage):
    """What the rules said about one person: each answer with its facts and source, and what differs from before."""

    permission = "training.view_eligibility"
    template_name = "portal/office/eligibility/sheet.html"
    header_icon = "clipboard-list"
    parents = [ELIGIBILITY]

    def get_context_data(self, **kwargs):
        seen = EligibilityEvaluation.objects.visible_to(self.request.user)
        this = get_object_or_404(with_answers(seen), pk=self.kwargs["pk"])
        self.page_title = this.person.full_name
        record_view(this.person, "eligibility", by=self.request.user)
        changes = changes_since(this)
        chain = seen.filter(person=this.person, subject=this.subject).select_related("recorded_by", "run")
        return super().get_context_data(
            evaluation=this,
            lines=lines_of(this, changes, last_versions()),
            changes=changes,
            gone=[change for change in changes if change.newer is None],
            chain=chain.order_by("-recorded_at", "-pk"),
            is_last=not chain.filter(supersedes=this).exists(),
            may_ask=self.request.user.has_perm("training.evaluate_eligibility"),
            may_except=self.request.user.has_perm("training.record_exception"),
            **kwargs,
        )


class WaveSheets(OfficePage):
    """The sheets of a wave, twenty people to a page."""

    permission = "training.view_eligibility"
    template_name = "portal/office/eligibility/sheets.html"
    header_icon = "doc-full"
    parents = [ELIGIBILITY]

    def get_context_data(self, **kwargs):
        wave = get_object_or_404(RotationWave, pk=self.kwargs["pk"])
        self.page_title = wave.name
        seen = EligibilityEvaluation.objects.visible_to(self.request.user).standing()
        rows = with_answers(seen.filter(wave=wave, host_unit__isnull=True)).order_by("person__sort_key", "pk")
        verdict = self.request.GET.get("verdict", "")
        if verdict in EligibilityEvaluation.Verdict.values:
            rows = rows.filter(verdict=verdict)
        page = Paginator(rows, PEOPLE_ON_A_PAGE).get_page(self.request.GET.get("page"))
        last = last_versions()
        counts = dict(
            seen.filter(wave=wave, host_unit__isnull=True).order_by().values_list("verdict").annotate(Count("pk"))
        )
        return super().get_context_data(
            wave=wave,
            page=page,
            sheets=[(row, lines_of(row, changes_since(row), last)) for row in page],
            counts=[(one.value, one.label, counts.get(one.value, 0)) for one in EligibilityEvaluation.Verdict],
            verdict=verdict,
            runs=EligibilityRun.objects.filter(wave=wave).select_related("recorded_by")[:8],
            may_ask=self.request.user.has_perm("training.evaluate_eligibility"),
            **kwargs,
        )


class AskAboutWave(OfficeForm):
    permission = "training.evaluate_eligibility"
    template_name = "portal/office/change.html"
    form_class = EvaluateWaveForm
    page_title = _("Ask the rules for a wave")
    header_icon = "rotate"
    parents = [ELIGIBILITY]
    submit_label = _("Ask and keep the answers")

    @cached_property
    def wave(self) -> RotationWave:
        return get_object_or_404(RotationWave, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.wave)

    def get_initial(self):
        asked = EligibilityEvaluation.objects.latest_for(self.wave).exists()
        return {"whom": "asked" if asked else "planned"}

    def perform(self, form):
        given = form.cleaned_data
        people = self._people(given["whom"], given["codes"], given["movement"])
        return evaluate(people=people, wave=self.wave, movement=given["movement"], by=self.request.user)

    def _people(self, whom: str, codes: str, movement: str) -> list[int]:
        if whom == "codes":
            wanted = codes.replace(",", " ").split()
            known = dict(Person.objects.filter(staff_code__in=wanted).values_list("staff_code", "pk"))
            missing = [code for code in wanted if code not in known]
            if missing or not wanted:
                raise InvalidInput(
                    _now("Nobody has these staff codes: %(codes)s. Nothing was stored.") % {"codes": ", ".join(missing)}
                    if missing
                    else _now("Name at least one staff code.")
                )
            return list(known.values())
        day = self.wave.reference_date
        people = planned_among(day) if whom == "planned" else people_of(self.wave, movement, day)
        return people[:MOST_AT_ONCE]

    def get_success_url(self) -> str:
        text = ngettext("%(count)s person was asked about.", "%(count)s people were asked about.", len(self.result))
        messages.success(self.request, text % {"count": len(self.result)})
        return f"{reverse('office:eligibility')}?wave={self.wave.pk}"

    def get_context_data(self, **kwargs):
        note = _(
            "Every rule that holds on the reference date, %(day)s, is asked, and each answer is kept with the facts it "
            "used. Where nothing differs from the last answer, that one stands; nothing is overwritten."
        ) % {"day": self.wave.reference_date.strftime("%d/%m/%Y")}
        back = f"{reverse('office:eligibility')}?wave={self.wave.pk}"
        return super().get_context_data(consequence=note, back=back, **kwargs)


class PersonEligibility(OfficeForm):
    """One person: the records the rules are asked of, what was answered so far, and a new question."""

    permission = "training.view_eligibility"
    template_name = "portal/office/eligibility/person.html"
    form_class = AskForm
    header_icon = "clipboard-list"
    parents = [ELIGIBILITY]
    submit_label = _("Ask the rules")

    @cached_property
    def person(self) -> Person:
        people = Person.objects.visible_to(self.request.user).select_related("native_place", "birth_place", "residence")
        return get_object_or_404(people, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.person.full_name

    def get_initial(self):
        coming = RotationWave.objects.filter(reference_date__gte=today()).order_by("reference_date").first()
        return {"wave": coming}

    def perform(self, form):
        if not self.request.user.has_perm("training.evaluate_eligibility"):
            raise InvalidInput(_now("You may read what was answered, and not ask anew."))
        return evaluate(people=[self.person], **form.cleaned_data, by=self.request.user)[0]

    def get_success_url(self) -> str:
        return reverse("office:eligibility_sheet", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        person = self.person
        if self.request.method == "GET":
            record_view(person, "eligibility", by=self.request.user)
        seen = EligibilityEvaluation.objects.visible_to(self.request.user).filter(person=person)
        names = {rule.code: rule.name for rule in PostingRule.objects.order_by("valid_from")}
        exceptions = person.exception_decisions.select_related("wave", "host_unit")
        kin = [(one.relative, one) for one in person.kin.select_related("relative")]
        kin += [(one.person, one) for one in person.kin_of.select_related("person")]
        return super().get_context_data(
            person=person,
            evaluations=seen.standing().select_related("wave", "host_unit", "title").order_by("-recorded_at", "-pk"),
            succession=person.succession_entries.all(),
            conclusion=person.political_conclusions.first(),
            confirmation=person.secondment_confirmations.first(),
            kin=kin,
            exceptions=[(one, names.get(one.rule_code, one.rule_code)) for one in exceptions],
            may_record=self.request.user.has_perm("training.record_succession"),
            may_ask=self.request.user.has_perm("training.evaluate_eligibility"),
            **kwargs,
        )
