"""Later states of an issued document: the issued bytes with a signature or a time stamp added behind them.

The file made at issue is never touched. Each version begins with it, byte for byte.
"""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.errors import WrongState
from curriculum.personal_data.marks import PersonalField


def private_storage():
    return storages["private"]


class DocumentVersion(models.Model):
    """One version, added once and never edited: signed by the signatory outside, or renewed for the archive."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("signed by the signatory")
        RENEWED = "renewed", _("time stamp renewed")

    certificate = models.ForeignKey("certificates.Certificate", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    document = models.FileField(_("document"), upload_to="certificates/versions", storage=private_storage)
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, unique=True)
    signer = models.CharField(_("signed by"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    personal_data = {
        "document": PersonalField("proof of the training", "certificate"),
        "signer": PersonalField("signing of certificates", "certificate"),
    }

    class Meta:
        ordering = ["certificate", "number"]
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="certificates_version_number_once"),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(kind="signed"),
                name="certificates_signed_once",
                violation_error_message=_("The document is signed already; it is locked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}, {self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrongState(_("A version of a document is never edited."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WrongState(_("A version of a document is never deleted."))
