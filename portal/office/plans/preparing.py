"""The papers of an annual plan: the plan, the decision that approves it, the decisions that amend it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.models import PreparedPaper
from portal.office.papers.preparing import PaperRow, PreparesPaper, rows_of
from portal.office.plans.changes import PlanChange
from portal.papers.classes.templates import ClassPaper
from portal.papers.numbering import number_in
from portal.papers.paper import Paper
from portal.papers.plan_templates import AIMS, AMENDMENT, BY_CODE, MEASURES, PLAN_PAPERS
from portal.papers.plans import said_in
from training.models import PlanAmendment, TrainingPlan


def papers_of(plan: TrainingPlan) -> list[PaperRow]:
    """Everything that can be prepared of the plan, with what was; two queries."""
    kept = PreparedPaper.objects.about(plan).select_related("prepared_by")
    amendments = plan.amendments.all()
    return [
        *rows_of(PLAN_PAPERS, kept, lambda template: reverse("office:plan_paper", args=[plan.pk, template.code])),
        *(
            PaperRow(
                AMENDMENT,
                [row for row in kept if row.template == AMENDMENT.code and row.period == str(amendment.pk)],
                reverse("office:plan_amendment_paper", args=[amendment.pk]),
                number if len(amendments) > 1 else None,
            )
            for number, amendment in enumerate(amendments, start=1)
        ),
    ]


class PreparePlanPaper(PreparesPaper, PlanChange):
    """The plan, or the decision that approves it."""

    consequence = _(
        "The words are kept as the plan stands now. When the plan changes, prepare the document anew; "
        "earlier versions stay readable."
    )

    @cached_property
    def template(self) -> ClassPaper:
        if self.kwargs["template"] not in BY_CODE:
            raise Http404(self.kwargs["template"])
        return BY_CODE[self.kwargs["template"]]

    @property
    def about(self) -> TrainingPlan:
        return self.plan

    def get_initial(self):
        return {"aims": AIMS, "measures": MEASURES} | super().get_initial()

    def head(self) -> dict:
        """The next number; or that of the decision, where it was taken."""
        if self.template.decides and self.plan.is_approved:
            return {
                "number": number_in(self.plan.decision_number),
                "issued_on": self.plan.decided_on,
                "signer": self.plan.signer,
            }
        return super().head()

    def words_in(self, paper: Paper) -> dict[str, str]:
        return said_in(paper) if self.template.asked else {}


class PrepareAmendment(PreparesPaper, PlanChange):
    """The decision that amends an approved plan."""

    consequence = _("Each changed fact is printed beside what stood there, as the amendment keeps it.")

    @property
    def template(self) -> ClassPaper:
        return AMENDMENT

    @cached_property
    def amendment(self) -> PlanAmendment:
        rows = PlanAmendment.objects.select_related("plan__institution")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def plan(self) -> TrainingPlan:
        return self.amendment.plan

    @property
    def about(self) -> TrainingPlan:
        return self.plan

    @property
    def period(self) -> str:
        return str(self.amendment.pk)

    def head(self) -> dict:
        amendment = self.amendment
        return {
            "number": number_in(amendment.decision_number),
            "issued_on": amendment.decided_on,
            "signer": amendment.signer,
        }

    def build(self, details) -> Paper:
        return self.template.build(self.amendment, details)
