"""One nomination before the office: everything known of it, and the answer."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.office.base import OfficeForm
from portal.office.nominations.forms import DecisionForm
from training.errors import WrongState
from training.models import EnrolmentDecision, Nomination
from training.nominations.queries import review_rows
from training.nominations.services import review_nominations
from training.nominations.stages import needs_approval

PROPOSED = gettext_lazy("The proposal was kept. Submit the list when every nomination has one.")
DECIDED = gettext_lazy("The decision was recorded; the unit is being told.")
OPEN = (Nomination.Status.SUBMITTED, Nomination.Status.WAITING)


class DecideNomination(OfficeForm):
    permission = "portal.see_classes"
    template_name = "portal/office/nominations/decide.html"
    form_class = DecisionForm
    page_title = gettext_lazy("Nomination")
    parents = [("office:nominations", gettext_lazy("Nominations"))]

    @cached_property
    def nomination(self) -> Nomination:
        related = ("person", "unit", "training_class__organiser", "training_class__programme", "decision")
        seen = Nomination.objects.visible_to(self.request.user).select_related(
            *related, "replaces__person", "replaced_by__person", "decided_by"
        )
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    @cached_property
    def two_stages(self) -> bool:
        return needs_approval(self.nomination.training_class)

    def get_page_subtitle(self) -> str:
        return str(self.nomination.person)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"two_stages": self.two_stages}

    def get_initial(self):
        return {"decision": self.nomination.proposal, "reason": self.nomination.proposed_reason}

    def perform(self, form):
        given = form.cleaned_data
        result = review_nominations(
            self.nomination.training_class,
            [self.nomination],
            given["decision"],
            ground=given["ground"],
            reason=given["reason"],
            by=self.request.user,
        )
        for _row, sentence in result.refused:
            raise WrongState(sentence)
        is_proposal = any(row.status in OPEN and row.proposal for row in result.done)
        self.success_message = PROPOSED if is_proposal else DECIDED
        return result

    def get_success_url(self) -> str:
        return reverse("office:class_nominations", args=[self.nomination.training_class_id])

    def get_context_data(self, **kwargs):
        this = self.nomination
        listed = this.decision is not None and this.decision.status == EnrolmentDecision.Status.PROPOSED
        may_decide = this.status in OPEN and self.request.user.has_perm("training.decide_nomination", this)
        return super().get_context_data(
            nomination=this,
            review=review_rows(this.training_class, [this])[0] if this.status in OPEN else None,
            may_decide=may_decide and not listed,
            may_see_person=self.request.user.has_perm("training.view_person", this.person),
            back=self.get_success_url(),
            **kwargs,
        ) | {"submit_label": _("Keep the proposal") if self.two_stages else _("Decide")}
