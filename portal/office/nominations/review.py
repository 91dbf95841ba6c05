"""The nominations of one class before the office: in the order of the rule, reviewed many at once."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin import messages

from portal.office.base import REFUSALS
from portal.office.classes.pages import ClassPage
from portal.office.nominations.forms import ReviewForm
from training.models import Nomination
from training.nominations.queries import bloc_lines, review_rows
from training.nominations.services import review_nominations
from training.nominations.stages import needs_approval

Status = Nomination.Status


class ClassNominations(ClassPage):
    """Reviewing stands first, then what was decided, then who is in the class."""

    template_name = "portal/office/nominations/review.html"
    tab = "nominations"

    @cached_property
    def two_stages(self) -> bool:
        return needs_approval(self.training_class)

    @cached_property
    def nominations(self) -> list[Nomination]:
        rows = self.training_class.nominations.exclude(status=Status.DRAFT)
        rows = rows.select_related("person", "unit", "decision", "replaces__person", "replaced_by__person")
        return list(rows.order_by("unit__sort_key", "priority"))

    @cached_property
    def form(self) -> ReviewForm:
        return ReviewForm(self.request.POST or None, two_stages=self.two_stages)

    def post(self, request, *args, **kwargs):
        """Answer those chosen; a refusal is shown above the list and nothing typed is lost."""
        chosen = self.chosen()
        if not request.user.has_perm("training.change_class", self.training_class):
            messages.error(request, _("You are not allowed to do this. Nothing was changed."))
        elif not chosen:
            messages.error(request, _("Choose at least one nomination."))
        elif self.form.is_valid():
            try:
                result = review_nominations(self.training_class, chosen, **self.form.cleaned_data, by=request.user)
            except REFUSALS as refusal:
                self.form.add_error(None, str(refusal))
            else:
                self.tell(result)
                return redirect("office:class_nominations", pk=self.training_class.pk)
        return self.get(request, *args, **kwargs)

    def chosen(self) -> list[Nomination]:
        keys = set(self.request.POST.getlist("nomination"))
        return [row for row in self.nominations if str(row.pk) in keys]

    def tell(self, result) -> None:
        if result.done:
            count = len(result.done)
            text = ngettext("%(count)s nomination was answered.", "%(count)s nominations were answered.", count)
            messages.success(self.request, text % {"count": count})
        for row, sentence in result.refused:
            messages.error(self.request, f"{row.person.full_name}: {sentence}")

    def get_context_data(self, **kwargs):
        this = self.training_class
        waiting = (Status.SUBMITTED, Status.WAITING)
        rows = review_rows(this, [row for row in self.nominations if row.status in waiting])
        under_review = [row for row in rows if row.nomination.status == Status.SUBMITTED]
        enrolments = this.enrolments.active().select_related("person", "unit", "nomination__replaces__person")
        may_review = self.request.user.has_perm("training.change_class", this)
        may_promote = may_review and this.status in ("enrolling", "open") and this.taken < this.capacity
        queue = [row for row in rows if row.nomination.status == Status.WAITING]
        return super().get_context_data(
            form=self.form,
            chosen=set(self.request.POST.getlist("nomination")),
            under_review=under_review,
            queue=queue,
            over=[row for row in self.nominations if row.status in ("rejected", "returned", "withdrawn")],
            enrolments=enrolments.order_by("person__sort_key"),
            numbers=self.numbers([row for row in self.nominations if row.status in waiting]),
            blocs=bloc_lines(this),
            two_stages=self.two_stages,
            open_list=this.enrolment_decisions.awaiting_approval().first(),
            may_review=may_review,
            may_promote=may_promote and bool(queue),
            urls={
                "submit": reverse("office:nominations_submit", args=[this.pk]),
                "promote": reverse("office:nominations_promote", args=[this.pk]),
            },
            **kwargs,
        )

    def numbers(self, rows: list[Nomination]) -> dict[str, int]:
        """What stands on the tiles: places, and what is proposed so far."""
        this = self.training_class
        proposed = [row.proposal for row in rows]
        return {
            "free": max(this.capacity - this.taken, 0),
            "accept": proposed.count("accept"),
            "wait": proposed.count("wait"),
            "reject": proposed.count("reject"),
            "unreviewed": sum(row.status == Status.SUBMITTED and not row.proposal for row in rows),
            "waiting": sum(row.status == Status.WAITING for row in rows),
        }
