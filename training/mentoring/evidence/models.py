"""A photograph that belongs to a contact."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.mentoring.models import MentoringContact, private_storage


def photo_path(photo: "ContactPhoto", name: str) -> str:
    """Nothing of what the file is called on the device reaches the disk."""
    return f"mentoring/{uuid.uuid4().hex}.jpg"


class ContactPhoto(models.Model):
    """Kept as it was encoded here, never as it came: nothing the camera wrote beside the picture is in it."""

    key = models.UUIDField(unique=True, help_text=_("Made by the device: a second arrival is one."))
    contact = models.ForeignKey(MentoringContact, models.CASCADE, related_name="photos")
    file = models.FileField(_("file"), storage=private_storage, upload_to=photo_path)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    bytes = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    personal_data = {"file": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("photograph of a contact")
        verbose_name_plural = _("photographs of contacts")
        constraints = [models.UniqueConstraint(fields=["contact", "sha256"], name="training_contactphoto_once")]

    def __str__(self) -> str:
        return str(self.key)
