"""The papers of a class: what there is, preparing one, handing it out."""

from collections import defaultdict

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from curriculum.clock.time import today
from portal.models import PreparedPaper
from portal.office.base import PermissionByName
from portal.office.classes.changes import ClassChange
from portal.office.classes.pages import ClassPage
from portal.office.papers.forms import PaperForm
from portal.office.papers.signing import school_signatory
from portal.papers.answers import TYPES, answer_paper
from portal.papers.classes.results import board_words
from portal.papers.classes.templates import BY_CODE, CLASS_PAPERS, ClassPaper, grounds_for
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.numbering import day_in, number_in
from portal.papers.services import keep_paper, next_number


class ClassPapers(ClassPage):
    template_name = "portal/office/classes/papers.html"
    tab = "papers"

    def get_context_data(self, **kwargs):
        kept: dict[str, list[PreparedPaper]] = defaultdict(list)
        for paper in PreparedPaper.objects.about(self.training_class).select_related("prepared_by"):
            kept[paper.template].append(paper)
        return super().get_context_data(
            papers=[(template, kept[template.code]) for template in CLASS_PAPERS],
            may_prepare=self.request.user.has_perm("portal.prepare_paper", self.training_class),
            **kwargs,
        )


class PrepareClassPaper(ClassChange):
    """One paper filled in and kept; the version before it stays readable."""

    permission = "portal.prepare_paper"
    form_class = PaperForm
    consequence = _(
        "The words are kept as the class stands now. When the class changes, prepare the document anew; "
        "earlier versions stay readable."
    )
    submit_label = _("Prepare the document")
    success_message = _("The document was prepared. Open it as PDF to sign, or as DOCX to edit.")
    back_to = "office:class_papers"

    @cached_property
    def template(self) -> ClassPaper:
        if self.kwargs["template"] not in BY_CODE:
            raise Http404(self.kwargs["template"])
        return BY_CODE[self.kwargs["template"]]

    def get_page_title(self) -> str:
        return str(self.template.label)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"template": self.template}

    def get_initial(self):
        return {
            "grounds": "\n".join(grounds_for(self.template, self.training_class)),
            "recipients": "\n".join(self.template.recipients),
            "place": self.training_class.place,
            **school_signatory(),
            **self._head(),
            **self._before(),
        }

    def _head(self) -> dict:
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
        return {"number": next_number(issuer_on(SCHOOL), self.template.abbreviation), "issued_on": today()}

    def _before(self) -> dict:
        """The head and foot of the version that stands, so that a correction is typed once."""
        standing = (
            PreparedPaper.objects.about(self.training_class).current().filter(template=self.template.code).first()
        )
        if standing is None:
            return {}
        paper = standing.paper
        found = {
            "issuer": paper.issuer.code,
            "number": standing.sequence,
            "issued_on": standing.issued_on,
            "grounds": "\n".join(paper.grounds),
            "recipients": "\n".join(paper.recipients),
        }
        if self.template.signs:
            signature = paper.signatures[0]
            found |= {
                "capacity": signature.capacity,
                "on_behalf_of": signature.on_behalf_of,
                "title": signature.title,
                "signer": signature.name,
            }
        return found

    def perform(self, form):
        paper = self.template.build(self.training_class, form.details())
        return keep_paper(paper, template=self.template.code, about=self.training_class, by=self.request.user)


class PaperFile(PermissionByName, View):
    """A prepared paper as PDF, DOCX or XLSX, in the words it was prepared with."""

    permission = "portal.see_papers"

    def get(self, request, pk: int, extension: str) -> HttpResponse:
        if extension not in TYPES:
            raise Http404(extension)
        kept = get_object_or_404(PreparedPaper, pk=pk)
        return answer_paper(kept.paper, extension, f"{kept.kind} {kept.abstract}")
