"""The papers of a class: what there is, preparing one, handing it out."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from portal.models import PreparedPaper
from portal.office.base import PermissionByName
from portal.office.classes.changes import ClassChange
from portal.office.classes.pages import ClassPage
from portal.office.papers.preparing import PaperRow, PreparesPaper, rows_of
from portal.papers.answers import TYPES, answer_paper
from portal.papers.classes.details import Details
from portal.papers.classes.results import board_words
from portal.papers.classes.supplement import ListChanges, changes_since, supplementary_decision
from portal.papers.classes.templates import BY_CODE, CLASS_PAPERS, SUPPLEMENT, ClassPaper, grounds_for
from portal.papers.numbering import day_in, number_in
from portal.papers.paper import Paper
from training.models import TrainingClass


class ClassPapers(ClassPage):
    template_name = "portal/office/classes/papers.html"
    tab = "papers"

    def get_context_data(self, **kwargs):
        held = self.training_class
        kept = PreparedPaper.objects.about(held).select_related("prepared_by")
        return super().get_context_data(
            papers=[
                *rows_of(
                    CLASS_PAPERS, kept, lambda template: reverse("office:class_paper", args=[held.pk, template.code])
                ),
                *self._supplements(kept),
            ],
            may_prepare=self.request.user.has_perm("portal.prepare_paper", held),
            **kwargs,
        )

    def _supplements(self, kept) -> list[PaperRow]:
        """Those prepared, and the next one where the list has changed since; only the last can be prepared anew."""
        held = self.training_class
        open_ones = supplements_of(held)
        numbers = sorted({int(paper.period) for paper in kept if paper.template == SUPPLEMENT.code} | open_ones.keys())
        return [
            PaperRow(
                SUPPLEMENT,
                [paper for paper in kept if paper.template == SUPPLEMENT.code and paper.period == str(number)],
                reverse("office:class_supplement", args=[held.pk, number]) if number in open_ones else "",
                number if len(numbers) > 1 else None,
            )
            for number in numbers
        ]


def supplements_of(held: TrainingClass) -> dict[int, ListChanges]:
    """The supplementary decisions that can be prepared now: the last one anew, and the next; each with its changes."""
    papers = PreparedPaper.objects.about(held).current().filter(template=SUPPLEMENT.code)
    moments = {int(paper.period): paper.prepared_at for paper in papers}
    last = max(moments, default=0)
    found = {number: changes_since(held, moments.get(number - 1)) for number in (last, last + 1) if number}
    return {number: changes for number, changes in found.items() if changes}


class PrepareClassPaper(PreparesPaper, ClassChange):
    """One paper of a class filled in and kept; the version before it stays readable."""

    consequence = _(
        "The words are kept as the class stands now. When the class changes, prepare the document anew; "
        "earlier versions stay readable."
    )
    back_to = "office:class_papers"

    @cached_property
    def template(self) -> ClassPaper:
        if self.kwargs["template"] not in BY_CODE:
            raise Http404(self.kwargs["template"])
        return BY_CODE[self.kwargs["template"]]

    @property
    def about(self) -> TrainingClass:
        return self.training_class

    def grounds(self) -> list[str]:
        return grounds_for(self.template, self.training_class)

    def get_initial(self):
        return {"place": self.training_class.place} | super().get_initial()

    def head(self) -> dict:
        """The next number; or what is on record already, where the decision was taken."""
        recognition = getattr(self.training_class, "recognition", None)
        if self.template.code == "recognition_decision" and recognition is not None:
            return {
                "number": number_in(recognition.number),
                "issued_on": recognition.decided_on,
                "signer": recognition.signer,
            }
        board = getattr(self.training_class, "board", None)
        if self.template.code == "results_minutes" and board is not None:
            return {"number": number_in(board.number), "issued_on": board.held_on, **board_words(board)}
        if self.template.code == "opening_decision" and self.training_class.opening_decision:
            written = self.training_class.opening_decision
            return {"number": number_in(written), "issued_on": day_in(written)}
        return super().head()


class PrepareSupplement(PreparesPaper, ClassChange):
    """The next decision that amends the list of the class, or the last one anew; earlier ones are closed."""

    consequence = _(
        "The decision names whoever left the list or came in since the decision before it. What comes later goes into "
        "the next one."
    )
    back_to = "office:class_papers"

    @property
    def template(self) -> ClassPaper:
        return SUPPLEMENT

    @property
    def about(self) -> TrainingClass:
        return self.training_class

    @property
    def period(self) -> str:
        return str(self.kwargs["number"])

    @cached_property
    def changes(self) -> ListChanges:
        changes = supplements_of(self.training_class).get(self.kwargs["number"])
        if not changes:
            raise Http404("nothing to amend")
        return changes

    def get_context_data(self, **kwargs):
        return super().get_context_data(changes=self.changes, **kwargs)

    def build(self, details: Details) -> Paper:
        return supplementary_decision(self.training_class, details, self.changes)


class PaperFile(PermissionByName, View):
    """A prepared paper as PDF, DOCX or XLSX, in the words it was prepared with."""

    permission = "portal.see_papers"

    def get(self, request, pk: int, extension: str) -> HttpResponse:
        if extension not in TYPES:
            raise Http404(extension)
        kept = get_object_or_404(PreparedPaper, pk=pk)
        return answer_paper(kept.paper, extension, f"{kept.kind} {kept.abstract}")
