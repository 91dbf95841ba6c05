"""The code with which somebody confirms on another's device, and what was confirmed so."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.mentoring.models import FormSignature, MentoringContact


class SigningCode(models.Model):
    """A person's own code, kept as a hash. It opens nothing: it only confirms, beside somebody who is signed in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signing_code")
    code = models.CharField(max_length=128, editable=False)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("signing code")
        verbose_name_plural = _("signing codes")

    def __str__(self) -> str:
        return str(self.user)


class JointConfirmation(models.Model):
    """One confirmation that was given on the device of another: whose it was, by which secret, and when.

    ``given_at`` is what that device's clock said, put right as far as it can be; the confirmation itself carries the
    moment at which the server found the secret right and the text unchanged.
    """

    class Means(models.TextChoices):
        CODE = "code", _("signing code")
        PASSWORD = "password", _("password")

    signature = models.OneToOneField(FormSignature, models.CASCADE, null=True, blank=True, related_name="joint")
    contact = models.OneToOneField(MentoringContact, models.CASCADE, null=True, blank=True, related_name="joint")
    device_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    means = models.CharField(_("by"), max_length=10, choices=Means)
    given_at = models.DateTimeField(_("given at"))
    sha256 = models.CharField(_("fingerprint of what was shown"), max_length=64)

    class Meta:
        verbose_name = _("confirmation on another's device")
        verbose_name_plural = _("confirmations on others' devices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signature__isnull=False, contact__isnull=True)
                | models.Q(signature__isnull=True, contact__isnull=False),
                name="training_jointconfirmation_of_one_record",
            ),
        ]

    def __str__(self) -> str:
        return str(self.signature or self.contact)
