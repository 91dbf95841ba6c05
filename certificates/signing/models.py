"""The certificates with which signatories sign on their own tokens: registered, so that a namesake cannot sign."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.designs.models import Signatory
from certificates.errors import WrongState
from curriculum.personal_data.marks import PersonalField


class SigningCertificate(models.Model):
    """The certificate on the token of one signatory. Added when he is given a token, withdrawn when it is lost."""

    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="signing_certificates")
    fingerprint = models.CharField(_("SHA-256 of the certificate"), max_length=64)
    subject = models.CharField(_("issued to"), max_length=300)
    authority = models.CharField(_("issued by"), max_length=300)
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid until"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    personal_data = {"subject": PersonalField("signing of certificates", "certificate")}

    class Meta:
        ordering = ["-added_at"]
        verbose_name = _("signing certificate")
        verbose_name_plural = _("signing certificates")
        constraints = [
            models.UniqueConstraint(fields=["signatory", "fingerprint"], name="certificates_signing_certificate_once"),
        ]

    def __str__(self) -> str:
        return self.subject

    def delete(self, *args, **kwargs):
        raise WrongState(_("A signing certificate is withdrawn, never deleted: what it signed stays signed by it."))
