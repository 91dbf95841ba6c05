"""Signing outside: the sealed documents of an issue taken out, signed on the signatory's token, given back, locked."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View

from wagtail.admin import messages

from certificates.errors import CertificateError
from certificates.models import Certificate, DocumentVersion, IssueBatch, Signatory, SigningCertificate
from certificates.register.services import document_bytes
from certificates.signing.explaining import explain
from certificates.signing.keyring import keyring
from certificates.signing.services import register_signing_certificate, withdraw_signing_certificate
from certificates.versions.services import Taken, awaiting_signature, latest_bytes, package_for_signing, take_signed
from portal.office.base import OfficeForm, OfficePage, PermissionByName
from training.access.services import record_export, record_view

ISSUES = ("office:issues", _("Issues"))
ON_A_PAGE = 100
MOST_BYTES = 200 * 1024**2


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; the cleaned value is a list."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class SignedForm(forms.Form):
    files = FilesField(
        label=_("Signed documents"),
        help_text=_("PDF files as the signing tool saved them, or one ZIP of them."),
        widget=SeveralFiles(attrs={"accept": ".pdf,.zip,application/pdf,application/zip"}),
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if sum(one.size for one in files) > MOST_BYTES:
            raise forms.ValidationError(_("Together the files are too large. Give them back in several parts."))
        return files


class OfOneIssue:
    """The issue named in the address, with its certificates in the order of their numbers."""

    @cached_property
    def batch(self) -> IssueBatch:
        related = ("training_class", "design__institution", "signatory__person")
        return get_object_or_404(IssueBatch.objects.select_related(*related), pk=self.kwargs["pk"])

    @property
    def waiting(self):
        return awaiting_signature(self.batch.certificates.order_by("number"))


class SignOutside(OfOneIssue, OfficeForm):
    """Who has signed and who has not; the package to take out and the form to give it back."""

    permission = "certificates.sign_outside"
    template_name = "portal/office/certificates/signing.html"
    form_class = SignedForm
    page_title = _("Sign the documents")
    parents = [ISSUES]
    submit_label = _("Give back and check")
    taken: list[Taken] = []

    def get_page_subtitle(self) -> str:
        return str(self.batch.training_class)

    def form_valid(self, form) -> HttpResponse:
        files = ((one.name, one.read()) for one in form.cleaned_data["files"])
        try:
            self.taken = take_signed(files, by=self.request.user)
        except CertificateError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        locked = sum(1 for one in self.taken if one.certificate)
        if locked:
            text = ngettext("%(count)s document was locked.", "%(count)s documents were locked.", locked)
            messages.success(self.request, text % {"count": locked})
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        versions = DocumentVersion.objects.filter(kind=DocumentVersion.Kind.SIGNED)
        entries = self.batch.certificates.order_by("number")
        page = Paginator(entries, ON_A_PAGE).get_page(self.request.GET.get("page"))
        signed = {version.certificate_id: version for version in versions.filter(certificate__in=list(page))}
        return super().get_context_data(
            batch=self.batch,
            page=page,
            rows=[(certificate, signed.get(certificate.pk)) for certificate in page],
            signed_count=versions.filter(certificate__batch=self.batch).count(),
            waiting_count=self.waiting.count(),
            refused=[one for one in self.taken if one.refusal],
            is_throw_away=keyring().is_throw_away,
            **kwargs,
        )


class SigningPackage(OfOneIssue, PermissionByName, View):
    """The ZIP of what is left to sign."""

    permission = "certificates.sign_outside"

    def get(self, request, pk: int) -> HttpResponse:
        waiting = list(self.waiting)
        try:
            package = package_for_signing(waiting, by=request.user)
        except CertificateError as refusal:
            messages.error(request, str(refusal))
            return redirect("office:issue_signing", pk=self.batch.pk)
        record_export(f"documents of issue {self.batch} to be signed", count=len(waiting), by=request.user)
        name = f"ky-{self.batch.training_class.code}.zip"
        return HttpResponse(
            package,
            "application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
        )


class SignaturesPage(OfficePage):
    """The signatures of one document explained, and each of its versions."""

    permission = "certificates.view_register"
    template_name = "portal/office/certificates/signatures.html"
    header_icon = "doc-full"
    page_title = _("Signatures of the document")

    @cached_property
    def certificate(self) -> Certificate:
        found = Certificate.objects.visible_to(self.request.user).select_related("person")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.certificate.register_number

    def get_breadcrumbs_items(self):
        *above, here = super().get_breadcrumbs_items()
        certificate = {
            "url": reverse("office:certificate", args=[self.certificate.pk]),
            "label": self.certificate.register_number,
        }
        return [*above, certificate, here]

    def get(self, request, *args, **kwargs):
        version = request.GET.get("version", "")
        if version:
            return self._file(version)
        record_view(self.certificate.person, f"signatures of {self.certificate.register_number}", by=request.user)
        return super().get(request, *args, **kwargs)

    def _file(self, which: str) -> HttpResponse:
        """The newest version as a file, for those who may download the document."""
        user = self.request.user
        if which != "latest" or not user.has_perm("certificates.download_certificate", self.certificate):
            raise Http404
        content = latest_bytes(self.certificate)
        what = f"certificate {self.certificate.register_number}, newest version"
        record_export(what, count=1, by=user, person=self.certificate.person)
        name = self.certificate.register_number.replace("/", "-")
        return HttpResponse(
            content,
            "application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"},
        )

    def get_context_data(self, **kwargs):
        certificate = self.certificate
        refusal, explanation = "", None
        try:
            document_bytes(certificate)
            explanation = explain(latest_bytes(certificate))
        except CertificateError as error:
            refusal = str(error)
        return super().get_context_data(
            certificate=certificate,
            explanation=explanation,
            refusal=refusal,
            versions=list(certificate.versions.select_related("added_by")),
            may_download=self.request.user.has_perm("certificates.download_certificate", certificate),
            **kwargs,
        )


class SigningCertificateForm(forms.Form):
    signatory = forms.ModelChoiceField(label=_("Signatory"), queryset=Signatory.objects.none())
    file = forms.FileField(
        label=_("Certificate of the token"),
        help_text=_("The public certificate (.cer or .pem), exported from the token; never the key."),
        widget=forms.ClearableFileInput(attrs={"accept": ".cer,.crt,.pem"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signatory"].queryset = Signatory.objects.current().select_related("person", "institution")


class SigningCertificates(OfficeForm):
    """The tokens with which signatories sign; only what is signed with one of them is taken back."""

    permission = "certificates.view_signing_certificate"
    template_name = "portal/office/certificates/signing_certificates.html"
    form_class = SigningCertificateForm
    page_title = _("Signing certificates")
    header_icon = "key"
    submit_label = _("Register the certificate")
    success_message = _("The certificate is registered.")

    @property
    def may_register(self) -> bool:
        return self.request.user.has_perm("certificates.register_signing_certificate")

    def post(self, request, *args, **kwargs):
        if not self.may_register:
            raise Http404
        if request.POST.get("withdraw", "").isdigit():
            kept = get_object_or_404(SigningCertificate, pk=int(request.POST["withdraw"]))
            withdraw_signing_certificate(kept, by=request.user)
            messages.success(request, _("Nothing signed with this certificate is taken any more."))
            return redirect("office:signing_certificates")
        return super().post(request, *args, **kwargs)

    def perform(self, form):
        content = form.cleaned_data["file"].read(100_000)
        return register_signing_certificate(form.cleaned_data["signatory"], content, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:signing_certificates")

    def get_context_data(self, **kwargs):
        kept = SigningCertificate.objects.select_related("signatory__person", "signatory__institution")
        return super().get_context_data(
            kept=list(kept), may_register=self.may_register, is_throw_away=keyring().is_throw_away, **kwargs
        )
