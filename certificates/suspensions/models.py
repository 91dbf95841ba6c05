"""A certificate that is questioned: for a while it proves nothing, and it may come back. Revoking is final."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.register.models import Certificate


class Suspension(models.Model):
    """From when to when a certificate was suspended, by decision. Kept after it is lifted."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="suspensions")
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_on = models.DateField(_("date of the decision"))
    signer = models.CharField(_("signed by"), max_length=120)
    reason = models.CharField(_("reason"), max_length=500)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField(_("suspended at"))
    lifted_reason = models.CharField(_("why it was lifted"), max_length=500, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        ordering = ["suspended_at"]
        verbose_name = _("suspension of a certificate")
        verbose_name_plural = _("suspensions of certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=models.Q(lifted_at=None), name="certificates_suspension_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}, {self.suspended_at:%d/%m/%Y}"
