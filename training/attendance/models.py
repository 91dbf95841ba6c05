"""The register per class meeting."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.nominations.models import Enrolment
from training.scheduling.models import ClassMeeting


class AttendanceRecord(models.Model):
    """Whether one learner was at one class meeting. One row each; every change of it is in the log."""

    class Status(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "present")
        LATE = "late", pgettext_lazy("attendance", "late")
        EXCUSED = "excused", pgettext_lazy("attendance", "excused")
        UNEXCUSED = "unexcused", pgettext_lazy("attendance", "unexcused")

    class Source(models.TextChoices):
        ROLL_CALL = "roll_call", _("roll call")
        CHECK_IN = "check_in", _("check-in")
        SHEET = "sheet", _("sign-in sheet")
        IMPORT = "import", _("import")

    ATTENDED = (Status.PRESENT, Status.LATE)

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendance")
    status = models.CharField(_("attendance"), max_length=10, choices=Status)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.ROLL_CALL)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    personal_data = {"status": PersonalField("condition for the certificate", "class_record")}

    class Meta:
        verbose_name = _("attendance record")
        verbose_name_plural = _("attendance records")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrolment"], name="training_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_status_display()}"
