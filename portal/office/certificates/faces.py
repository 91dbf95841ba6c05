"""The dry run of an issue: every face as it will be printed; and all documents of an issue in one file to print."""

from io import BytesIO

from pypdf import PdfWriter

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from wagtail.log_actions import log

from certificates.models import Certificate, IssueBatch
from certificates.register.services import document_bytes
from certificates.register.services.batches import facts_of_line
from certificates.rendering.faces import Face, show_faces
from portal.office.base import OfficePage, PermissionByName
from training.access.services import record_export

ON_A_SHEET = 12
IN_A_FILE = 200


def issue_or_404(pk: int) -> IssueBatch:
    related = ("training_class", "design__institution", "signatory__person")
    return get_object_or_404(IssueBatch.objects.select_related(*related), pk=pk)


class FacesPage(OfficePage):
    """Every certificate of the list as it will be printed, a dozen at a time."""

    permission = "certificates.view_register"
    template_name = "portal/office/certificates/faces.html"
    parents = [("office:issues", _("Issues"))]
    header_icon = "view"

    @cached_property
    def batch(self) -> IssueBatch:
        return issue_or_404(self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.batch.title

    def get_context_data(self, **kwargs):
        page = Paginator(self.batch.lines, ON_A_SHEET).get_page(self.request.GET.get("page"))
        return super().get_context_data(batch=self.batch, page=page, **kwargs)


class FacesSheet(PermissionByName, View):
    """The faces alone, for the frame."""

    permission = "certificates.view_register"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = issue_or_404(pk)
        page = Paginator(batch.lines, ON_A_SHEET).get_page(request.GET.get("page"))
        return show_faces(request, (Face(dict(facts_of_line(line, batch)), batch.issue_on) for line in page))


class PrintIssue(PermissionByName, View):
    """The documents of an issue one after the other in one file for the printer. It is no document: it has no seal."""

    permission = "certificates.export_register"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = issue_or_404(pk)
        entries = Certificate.objects.standing().filter(batch=batch, is_electronic=True).order_by("number")
        page = Paginator(entries, IN_A_FILE).get_page(request.GET.get("part"))
        if not page.object_list:
            raise Http404
        writer = PdfWriter()
        for certificate in page:
            writer.append(BytesIO(document_bytes(certificate)), import_outline=False)
        written = BytesIO()
        writer.write(written)
        record_export(f"documents of issue {batch.pk}", count=len(page), by=request.user)
        log(batch, "certificates.batch.print", user=request.user, data={"count": len(page)})
        name = f"in-{batch.pk}-{page.number}.pdf"
        return HttpResponse(
            written.getvalue(),
            "application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
        )
