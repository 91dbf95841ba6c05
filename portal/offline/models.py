"""What devices sent: one receipt for each operation, so that nothing is taken in twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SyncReceipt(models.Model):
    """The answer to one operation of one person, whichever device sent it and however often."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("taken in")
        REFUSED = "refused", _("refused")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sync_receipts")
    operation = models.UUIDField(_("operation"))
    kind = models.CharField(_("kind"), max_length=30)
    made_at = models.DateTimeField(_("made at"))
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    sentence = models.CharField(_("answer"), max_length=500, blank=True)
    kept = models.JSONField(_("what was kept"), default=dict, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("receipt of an operation")
        verbose_name_plural = _("receipts of operations")
        constraints = [models.UniqueConstraint(fields=["user", "operation"], name="portal_receipt_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.operation}: {self.state}"


class DeviceKey(models.Model):
    """What the key of one person's mentoring on one device is made from (docs/decisions/0038).

    The salt is useless without the installation's secret, and the key is given to a signed-in session alone. When the
    device is revoked the salt goes: what is still sealed on the device can then never be opened again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="device_keys")
    installation = models.UUIDField(_("installation"))
    salt = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField(_("first seen"))
    asked_at = models.DateTimeField(_("last seen"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("device of a person")
        verbose_name_plural = _("devices of people")
        constraints = [models.UniqueConstraint(fields=["user", "installation"], name="portal_devicekey_once")]

    def __str__(self) -> str:
        return str(self.installation)
