"""One certificate, one issue, one register book, as the office sees them."""

from itertools import zip_longest

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from wagtail.log_actions import log

from certificates.models import Blank, Certificate, CertificateEvent, CertificateRegister, IssueBatch
from certificates.register.books import render_volume, volumes_of
from certificates.register.services.numbering import register_number
from certificates.rendering.services import grouped, verify_url
from certificates.verification.units import unit_then_and_now
from curriculum.clock.time import today
from portal.office.base import OfficePage, PermissionByName
from portal.office.certificates.faces import IN_A_FILE
from training.access.services import record_export, record_view

LINES_ON_A_PAGE = 100


class CertificatePage(OfficePage):
    permission = "certificates.view_register"
    template_name = "portal/office/certificates/certificate.html"
    parents = [("office:certificates", _("Register of certificates"))]
    header_icon = "doc-full"

    @cached_property
    def certificate(self) -> Certificate:
        found = Certificate.objects.visible_to(self.request.user).select_related(
            "person", "issued_by", "batch__training_class", "enrolment__unit"
        )
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.certificate.register_number

    def get(self, request, *args, **kwargs):
        record_view(self.certificate.person, f"certificate {self.certificate.register_number}", by=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        this, user = self.certificate, self.request.user
        standing = this.status == Certificate.Status.ISSUED
        suspensions = list(this.suspensions.select_related("suspended_by", "lifted_by"))
        is_suspended = standing and any(suspension.lifted_at is None for suspension in suspensions)
        may_suspend = standing and user.has_perm("certificates.suspend_certificate")
        chain = CertificateEvent.objects.filter(Q(certificate=this) | Q(successor=this)).select_related(
            "certificate", "successor", "recorded_by"
        )
        return super().get_context_data(
            certificate=this,
            facts=this.facts,
            unit=unit_then_and_now(this),
            code=grouped(this.verification_code),
            verify_url=verify_url(this.verification_code),
            events=list(chain),
            suspensions=suspensions,
            is_suspended=is_suspended,
            looks=this.verifications.count(),
            may_see_person=user.has_perm("training.view_person", this.person),
            may_see_class=user.has_perm("portal.see_classes"),
            may_download=this.is_electronic and user.has_perm("certificates.download_certificate", this),
            may_suspend=may_suspend and not is_suspended,
            may_lift=may_suspend and is_suspended,
            may_revoke=standing and user.has_perm("certificates.revoke_certificate", this),
            serials=[str(blank) for blank in this.blanks.all() if blank.state == Blank.State.USED],
            requests=list(this.requests.all()),
            may_ask=standing and user.has_perm("certificates.answer_request"),
            may_replace=standing and user.has_perm("certificates.replace_certificate", this),
            **kwargs,
        )


class IssuePage(OfficePage):
    """The list as it was prepared, who answered for it, and what can be done next."""

    permission = "certificates.view_register"
    template_name = "portal/office/certificates/issue.html"
    parents = [("office:issues", _("Issues"))]
    header_icon = "doc-full"

    @cached_property
    def batch(self) -> IssueBatch:
        related = ("training_class", "design__institution", "signatory__person", "prepared_by", "approved_by")
        return get_object_or_404(IssueBatch.objects.select_related(*related), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.batch.title

    def get_context_data(self, **kwargs):
        page = Paginator(self.batch.lines, LINES_ON_A_PAGE).get_page(self.request.GET.get("page"))
        progress = progress_of(self.batch)
        is_issued = self.batch.status == IssueBatch.Status.ISSUED
        is_drawn = is_issued and progress["done"] == progress["total"]
        # The entries were made in the order of the lines.
        first = (page.number - 1) * LINES_ON_A_PAGE
        entries = self.batch.certificates.order_by("number")[first : first + LINES_ON_A_PAGE]
        return super().get_context_data(
            batch=self.batch,
            page=page,
            rows=list(zip_longest(page.object_list, entries)),
            gaps=sum(1 for line in self.batch.lines if line["problems"]),
            actions=self.actions(),
            may_drop=self.may_drop(),
            progress=progress,
            may_print=is_drawn and self.request.user.has_perm("certificates.export_register"),
            print_parts=range(1, -(-progress["total"] // IN_A_FILE) + 1),
            may_use_blanks=is_issued and self.request.user.has_perm("certificates.keep_blanks"),
            **kwargs,
        )

    def actions(self) -> list[tuple[str, str]]:
        """The next step of the list, for whoever may take it."""
        batch, user = self.batch, self.request.user
        offers = [
            (
                "issue_approve",
                _("Approve the list"),
                batch.status == IssueBatch.Status.PREPARED and user.has_perm("certificates.approve_batch", batch),
            ),
            (
                "issue_now",
                _("Issue the certificates"),
                batch.status == IssueBatch.Status.APPROVED and user.has_perm("certificates.issue_batch"),
            ),
            (
                "issue_signing",
                _("Sign the documents"),
                batch.status == IssueBatch.Status.ISSUED and user.has_perm("certificates.sign_outside"),
            ),
        ]
        return [(reverse(f"office:{name}", args=[batch.pk]), label) for name, label, offered in offers if offered]

    def may_drop(self) -> bool:
        batch, user = self.batch, self.request.user
        if batch.status not in (IssueBatch.Status.PREPARED, IssueBatch.Status.APPROVED):
            return False
        return user.has_perm("certificates.prepare_batch") or user.has_perm("certificates.approve_batch", batch)


def progress_of(batch: IssueBatch) -> dict[str, int]:
    """How many documents of the issue are drawn; while numbers are being taken, of how many to come."""
    if batch.status == IssueBatch.Status.ISSUING:
        return {"total": len(batch.lines), "done": 0}
    total = batch.certificates.count()
    return {"total": total, "done": total - batch.certificates.awaiting_document().count()}


class IssueProgress(PermissionByName, View):
    """The bar alone, asked for again and again while documents are drawn."""

    permission = "certificates.view_register"

    def get(self, request, pk: int) -> HttpResponse:
        batch = get_object_or_404(IssueBatch, pk=pk)
        context = {"batch": batch, "progress": progress_of(batch)}
        return render(request, "portal/office/certificates/_progress.html", context)


class RegisterPage(OfficePage):
    permission = "certificates.view_register"
    template_name = "portal/office/certificates/register.html"
    parents = [("office:registers", _("Register books"))]
    header_icon = "folder-open-inverse"

    @cached_property
    def register(self) -> CertificateRegister:
        return get_object_or_404(CertificateRegister.objects.select_related("institution"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.register)

    def get_context_data(self, **kwargs):
        numbers = {"standing": Q(status=Certificate.Status.ISSUED), "withdrawn": ~Q(status=Certificate.Status.ISSUED)}
        counts = {name: self.register.certificates.filter(which).count() for name, which in numbers.items()}
        return super().get_context_data(
            register=self.register,
            counts=counts,
            first_number=register_number(self.register, self.register.institution, 1),
            volumes=volumes_of(self.register),
            may_print=self.request.user.has_perm("certificates.export_register"),
            may_close=self.register.closed_at is None
            and self.register.year < today().year
            and self.request.user.has_perm("certificates.close_register"),
            **kwargs,
        )


class RegisterVolume(PermissionByName, View):
    """One volume of the book as a PDF in the paper form."""

    permission = "certificates.export_register"

    def get(self, request, pk: int, volume: int) -> HttpResponse:
        register = get_object_or_404(CertificateRegister.objects.select_related("institution"), pk=pk)
        found = next((each for each in volumes_of(register) if each.number == volume), None)
        if found is None:
            raise Http404
        pdf = render_volume(register, found)
        record_export(f"register {register}, volume {volume}", count=found.last - found.first + 1, by=request.user)
        log(register, "certificates.register.print", user=request.user, data={"volume": volume})
        name = f"so-cap-{register.kind}-{register.year}-{volume}.pdf"
        return HttpResponse(pdf, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
