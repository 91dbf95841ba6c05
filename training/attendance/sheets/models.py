"""The sign-in sheet as it was printed, and the reading of one photographed page of it."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.scheduling.models import ClassMeeting


def private_storage():
    return storages["private"]


def photograph_path(reading: "SheetReading", name: str) -> str:
    return f"sheets/{uuid.uuid4().hex}.jpg"


class SignInSheet(models.Model):
    """Who stood on which row when the sheet was printed, so that a later change of the class shifts no row.

    Printing the same rows again is the same sheet.
    """

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="sheets")
    rows = models.JSONField(_("rows"), help_text=_("Keys of the enrolments, in the order of the paper."))
    digest = models.CharField(_("SHA-256 of the rows"), max_length=64)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("first printed at"))

    class Meta:
        verbose_name = _("sign-in sheet")
        verbose_name_plural = _("sign-in sheets")
        constraints = [models.UniqueConstraint(fields=["meeting", "digest"], name="training_signinsheet_once")]

    def __str__(self) -> str:
        return f"{self.meeting}, {len(self.rows)}"


class SheetReadingQuerySet(models.QuerySet):
    def open(self):
        """Those not yet confirmed or thrown away."""
        return self.exclude(state__in=[SheetReading.State.CONFIRMED, SheetReading.State.DISCARDED])


class SheetReading(models.Model):
    """One photograph of one page, and what was read on it. The pictures go once a person has confirmed the rows."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being read")
        READ = "read", _("read, to be confirmed")
        REFUSED = "refused", _("cannot be read")
        CONFIRMED = "confirmed", _("confirmed")
        DISCARDED = "discarded", _("thrown away")

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="sheet_readings")
    sheet = models.ForeignKey(SignInSheet, models.PROTECT, null=True, related_name="readings")
    page = models.PositiveSmallIntegerField(_("page"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    photograph = models.FileField(_("photograph"), storage=private_storage, upload_to=photograph_path)
    picture = models.FileField(_("straightened page"), storage=private_storage, upload_to=photograph_path, blank=True)
    file_name = models.CharField(_("file name"), max_length=255)
    refusal = models.CharField(_("refusal"), max_length=20, blank=True)
    rows = models.JSONField(_("rows read"), default=list)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("given at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = SheetReadingQuerySet.as_manager()

    personal_data = {"photograph": PersonalField("condition for the certificate", "class_record")}

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("reading of a sheet")
        verbose_name_plural = _("readings of sheets")
        indexes = [models.Index(fields=["meeting", "state"])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.state not in {self.State.WAITING, self.State.RUNNING}
