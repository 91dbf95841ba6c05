"""What the registrar and the signatory change: each screen calls one service and says what will follow."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates.errors import CertificateError
from certificates.models import Certificate, CertificateRegister, IssueBatch
from certificates.register import services
from certificates.register.queries import classes_due, design_for, institution_for, lines_of, signatory_on
from certificates.register.services.issuing import usual_issue_day
from portal.office.base import OfficeForm
from portal.office.certificates.forms import PrepareForm, ReplaceForm, RevokeForm
from training.models import TrainingClass


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class Change(OfficeForm):
    """A change; ``consequence`` says in words what will follow, ``back`` leads away without changing anything."""

    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    consequence = ""

    def get_consequence(self) -> str:
        return self.consequence

    def get_back(self) -> str:
        return self.get_success_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.get_consequence(), back=self.get_back(), **kwargs)


class PrepareIssue(Change):
    """The dry run: the whole list with its facts and gaps, and what will be printed on every certificate."""

    permission = "certificates.prepare_batch"
    template_name = "portal/office/certificates/prepare.html"
    form_class = PrepareForm
    page_title = _("Prepare certificates")
    parents = [("office:certificates_due", _("Due for issue"))]
    submit_label = _("Send the list for approval")
    success_message = _("The list was prepared. Another person must approve it before anything is issued.")
    consequence = _(
        "Nothing is issued yet. A signatory sees the same list and approves it; only then are numbers taken."
    )

    @cached_property
    def training_class(self) -> TrainingClass:
        return get_object_or_404(classes_due(), pk=self.kwargs["pk"])

    @cached_property
    def institution(self):
        return institution_for(self.training_class.programme)

    @cached_property
    def refusal(self) -> str:
        """Why this class cannot be prepared at all, such as a programme that no institution may certify."""
        try:
            design_for(self.institution, self.training_class.programme.document_kind)
        except CertificateError as error:
            return str(error)
        return ""

    def get_page_subtitle(self) -> str:
        return str(self.training_class)

    def get_form(self, form_class=None):
        return None if self.refusal else super().get_form(form_class)

    def get_form_kwargs(self):
        kind = self.training_class.programme.document_kind
        return super().get_form_kwargs() | {"institution": self.institution, "kind": kind}

    def get_initial(self):
        recognition = self.training_class.recognition
        issue_on = usual_issue_day(self.training_class, recognition.decided_on)
        try:
            signatory = signatory_on(self.institution, issue_on)
        except CertificateError:
            signatory = None  # the form asks for one
        return {
            "issue_on": issue_on,
            "decision_number": recognition.number,
            "decision_on": recognition.decided_on,
            "signatory": signatory,
            "design": design_for(self.institution, self.training_class.programme.document_kind),
        }

    def perform(self, form):
        return services.prepare_batch(self.training_class, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:issue", args=[self.result.pk])

    def get_back(self) -> str:
        return reverse("office:certificates_due")

    def get_context_data(self, **kwargs):
        lines = lines_of(self.training_class)
        gaps = sum(1 for line in lines if line["problems"])
        return super().get_context_data(
            training_class=self.training_class,
            lines=lines,
            rows=[(line, None) for line in lines],
            gaps=gaps,
            refusal=self.refusal,
            **kwargs,
        )


class IssueChange(Change):
    parents = [("office:issues", _("Issues"))]

    @cached_property
    def batch(self) -> IssueBatch:
        related = ("training_class", "design__institution", "signatory__person", "prepared_by", "approved_by")
        return get_object_or_404(IssueBatch.objects.select_related(*related), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.batch.training_class or self.batch.title)

    def get_success_url(self) -> str:
        return reverse("office:issue", args=[self.batch.pk])


class ApproveIssue(IssueChange):
    permission = "certificates.approve_batch"
    page_title = _("Approve the list")
    submit_label = _("Approve")
    success_message = _("The list was approved. The registrar can issue the certificates now.")

    def get_consequence(self) -> str:
        count = len(self.batch.lines)
        return ngettext(
            "You answer for %(count)s certificate as listed. Nothing is issued yet: the registrar does that.",
            "You answer for %(count)s certificates as listed. Nothing is issued yet: the registrar does that.",
            count,
        ) % {"count": count}

    def perform(self, form):
        return services.approve_batch(self.batch, by=self.request.user)


class IssueNow(IssueChange):
    permission = "certificates.issue_batch"
    page_title = _("Issue the certificates")
    submit_label = _("Issue")
    success_message = _(
        "The list is being issued. This page shows how far it has come; holders are told when their document is kept."
    )

    def get_consequence(self) -> str:
        count = len(self.batch.lines)
        return ngettext(
            "%(count)s number is taken from the register and is never given back. Only a decision can revoke it.",
            "%(count)s numbers are taken from the register and are never given back. Only a decision can revoke them.",
            count,
        ) % {"count": count}

    def perform(self, form):
        return services.ask_to_issue(self.batch, by=self.request.user)


class DropIssue(IssueChange):
    permission = "certificates.drop_batch"
    page_title = _("Drop the list")
    consequence = _("Nothing was issued from it. The class appears again among those due and can be prepared anew.")
    submit_label = _("Drop the list")
    success_message = _("The list was dropped; the class is due for issue again.")

    def perform(self, form):
        return services.drop_batch(self.batch, by=self.request.user)


class CertificateChange(Change):
    parents = [("office:certificates", _("Register of certificates"))]

    @cached_property
    def certificate(self) -> Certificate:
        return get_object_or_404(Certificate.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return f"{self.certificate.register_number}, {self.certificate.facts['holder']['name']}"

    def get_success_url(self) -> str:
        return reverse("office:certificate", args=[self.certificate.pk])


class RevokeCertificate(CertificateChange):
    permission = "certificates.revoke_certificate"
    form_class = RevokeForm
    page_title = _("Revoke the certificate")
    submit_label = _("Revoke")
    success_message = _("The certificate is revoked; whoever checks it sees so from now on.")
    consequence = _(
        "From now on the public page says that this certificate proves nothing, with the day and the decision. "
        "The entry stays in the register. This cannot be undone."
    )

    def perform(self, form):
        return services.revoke_certificate(self.certificate, **form.cleaned_data, by=self.request.user)


class ReplaceCertificate(CertificateChange):
    permission = "certificates.replace_certificate"
    form_class = ReplaceForm
    page_title = _("Replace the certificate")
    submit_label = _("Replace")
    success_message = _("The successor stands in the register; whoever checks the old number is led to it.")
    consequence = _(
        "The old number stays in the register, marked as replaced; a new number is taken for its successor and each "
        "leads to the other. After loss or damage the certificate is not printed again: an attestation of equal value "
        "takes its place (Circular 03/2023/TT-BNV, Article 5). This cannot be undone."
    )

    def perform(self, form):
        return services.replace_certificate(self.certificate, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        successor = getattr(self, "result", None)
        return reverse("office:certificate", args=[successor.pk if successor else self.certificate.pk])


class CloseRegister(Change):
    permission = "certificates.close_register"
    page_title = _("Close the register book")
    parents = [("office:registers", _("Register books"))]
    submit_label = _("Close the book")
    success_message = _("The book is closed. Nothing more is entered in it.")
    consequence = _(
        "No certificate with a date in this year can be issued any more. Replacing and revoking what stands in it "
        "stays possible. This cannot be undone."
    )

    @cached_property
    def register(self) -> CertificateRegister:
        return get_object_or_404(CertificateRegister.objects.select_related("institution"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.register)

    def perform(self, form):
        return services.close_register(self.register, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:register", args=[self.register.pk])
