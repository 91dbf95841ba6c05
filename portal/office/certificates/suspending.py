"""Suspending a certificate while something is looked into, and lifting it again."""

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certificates.suspensions.models import Suspension
from certificates.suspensions.services import lift_suspension, suspend_certificate
from portal.office.certificates.changes import CertificateChange
from portal.office.certificates.forms import DecisionForm


class LiftForm(forms.Form):
    reason = forms.CharField(label=_("Why it is lifted"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SuspendCertificate(CertificateChange):
    permission = "certificates.suspend_certificate"
    form_class = DecisionForm
    page_title = _("Suspend the certificate")
    submit_label = _("Suspend")
    success_message = _("The certificate is suspended; whoever checks it or its badge sees so from now on.")
    consequence = _(
        "Until the suspension is lifted the public page and the badge say that this certificate proves nothing for "
        "now. The entry in the register and the document stay as they are."
    )

    def perform(self, form):
        return suspend_certificate(self.certificate, **form.cleaned_data, by=self.request.user)


class LiftSuspension(CertificateChange):
    permission = "certificates.suspend_certificate"
    form_class = LiftForm
    page_title = _("Lift the suspension")
    submit_label = _("Lift")
    success_message = _("The suspension is lifted; the certificate holds again.")
    consequence = _("The certificate holds again from now on. That it was suspended stays in its history.")

    @cached_property
    def suspension(self) -> Suspension:
        return get_object_or_404(self.certificate.suspensions, lifted_at=None)

    def get(self, request, *args, **kwargs):
        self.suspension  # noqa: B018 (where nothing is suspended there is no such page)
        return super().get(request, *args, **kwargs)

    def perform(self, form):
        return lift_suspension(self.suspension, reason=form.cleaned_data["reason"], by=self.request.user)
