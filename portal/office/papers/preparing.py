"""Preparing one paper of anything: what its form begins with, and keeping its words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.models import PreparedPaper
from portal.office.base import OfficeForm
from portal.office.papers.forms import PaperForm
from portal.office.papers.signing import school_signatory
from portal.papers.classes.details import Details
from portal.papers.classes.templates import ClassPaper
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.paper import Paper
from portal.papers.services import keep_paper, next_number


@dataclass(frozen=True)
class PaperRow:
    """One paper on a list: its versions, the latest first, and where it is prepared (nowhere: it is closed)."""

    template: ClassPaper
    kept: list[PreparedPaper]
    url: str
    number: int | None = None


def rows_of(
    templates: Iterable[ClassPaper], kept: Iterable[PreparedPaper], url: Callable[[ClassPaper], str]
) -> list[PaperRow]:
    return [PaperRow(one, [row for row in kept if row.template == one.code], url(one)) for one in templates]


class PreparesPaper(OfficeForm):
    """One paper filled in and kept; the version before it stays readable.

    The screen names ``template``, what it is ``about`` and, where there are several, the ``period``.
    """

    permission = "portal.prepare_paper"
    form_class = PaperForm
    submit_label = _("Prepare the document")
    success_message = _("The document was prepared. Open it as PDF to sign, or as DOCX to edit.")

    @property
    def template(self) -> ClassPaper:
        raise ImproperlyConfigured(f"{type(self).__name__} names no paper.")

    @property
    def about(self) -> Model:
        raise ImproperlyConfigured(f"{type(self).__name__} does not say what its paper is about.")

    @property
    def period(self) -> str:
        return ""

    def get_page_title(self) -> str:
        return str(self.template.label)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"template": self.template}

    def get_initial(self):
        return {
            "grounds": "\n".join(self.grounds()),
            "recipients": "\n".join(self.template.recipients),
            **school_signatory(),
            **self.head(),
            **self.before(),
        }

    def grounds(self) -> Iterable[str]:
        return self.template.grounds

    def head(self) -> dict:
        """The next number, and today."""
        return {"number": next_number(issuer_on(SCHOOL), self.template.abbreviation), "issued_on": today()}

    def before(self) -> dict:
        """The head and foot of the version that stands, so that a correction is typed once."""
        kept = PreparedPaper.objects.about(self.about).current()
        standing = kept.filter(template=self.template.code, period=self.period).first()
        if standing is None:
            return {}
        paper = standing.paper
        found = {
            "issuer": paper.issuer.code,
            "number": standing.sequence,
            "issued_on": standing.issued_on,
            "grounds": "\n".join(paper.grounds),
            "recipients": "\n".join(paper.recipients),
            **self.words_in(paper),
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

    def words_in(self, paper: Paper) -> dict[str, str]:
        """Further words of the standing version that its form asks for."""
        return {}

    def build(self, details: Details) -> Paper:
        return self.template.build(self.about, details)

    def perform(self, form):
        paper = self.build(form.details())
        return keep_paper(
            paper, template=self.template.code, about=self.about, period=self.period, by=self.request.user
        )
