"""The inspector's sheet of one decision, on the screen and as a paper."""

import rules

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, override

from wagtail.models import ModelLogEntry

from portal.office.base import OfficePage
from portal.office.eligibility.words import last_versions
from portal.office.pipeline.decision_papers import decision_paper
from portal.office.postings.pages import seen_posting
from portal.papers.answers import answer_paper
from portal.records.sight import purpose_of
from training.access.services import record_print, record_view
from training.models import EligibilityAnswer, Posting
from training.pipeline.decisions import Sheet, sheet_of
from training.regulations.names import in_words, name_of
from training.rotation.eligibility.findings import shown

ANSWER_TONES = {"met": "good", "excepted": "info", "not_concerned": "neutral", "unknown": "warn", "not_met": "bad"}
CRITERIA = {
    "native_place": gettext_lazy("native place"),
    "birthplace": gettext_lazy("birthplace"),
    "permanent_residence": gettext_lazy("permanent residence"),
}


class DecisionSheet(OfficePage):
    """What was known on the day, which version of which rule held, what came of it since; the look is logged."""

    permission = "portal.see_postings"
    template_name = "portal/office/pipeline/decision.html"
    parents = [("office:postings", gettext_lazy("Postings"))]
    header_icon = "doc-full-inverse"

    @cached_property
    def posting(self) -> Posting:
        return seen_posting(self)

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_of(self.posting, seen_by=self.request.user)

    def get(self, request, *args, **kwargs) -> HttpResponse:
        wanted, purpose = request.GET.get("export", ""), purpose_of(request.user, self.posting)
        if wanted not in ("pdf", "docx"):
            record_view(self.posting.person, "decision sheet", by=request.user, purpose=purpose)
            return super().get(request, *args, **kwargs)
        record_print(self.posting.person, "decision sheet", by=request.user, purpose=purpose)
        with override("vi"):
            paper = decision_paper(self.sheet, self.answers, self.entries)
        return answer_paper(paper, wanted, f"phieu kiem tra {self.posting.decision_number}")

    @cached_property
    def entries(self):
        """The log of the posting, oldest first."""
        return list(ModelLogEntry.objects.for_instance(self.posting).select_related("user").order_by("timestamp", "pk"))

    @cached_property
    def answers(self) -> list[tuple[EligibilityAnswer, str, list[tuple[str, str, str]]]]:
        """The stored answers with the names of their rules and their facts in words.

        A rule with a gap on the day has no version; it is called as its last version is. That of planning is for those
        alone who may see planning.
        """
        sees = rules.has_perm("training.view_succession", self.request.user)
        found = self.sheet.answers
        if not sees:
            found = [one for one in found if all(fact["name"] != "succession" for fact in one.facts)]
        last = {} if all(one.rule for one in found) else last_versions()
        asked = [(one, one.rule or last.get(one.code)) for one in found]
        return [(one, rule.name if rule else one.code, [shown(fact) for fact in one.facts]) for one, rule in asked]

    def get_context_data(self, **kwargs):
        self.page_title = self.posting.decision_number
        return super().get_context_data(
            sheet=self.sheet,
            posting=self.posting,
            rules=[(held, name_of(held.key), in_words(held.value) if held.row else "") for held in self.sheet.rules],
            ties=[(tie, CRITERIA.get(tie.criterion, tie.criterion)) for tie in self.sheet.ties],
            entries=self.entries,
            answers=[(one, name, ANSWER_TONES[one.result], facts) for one, name, facts in self.answers],
            **kwargs,
        )
