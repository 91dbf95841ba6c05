"""The register per class meeting, what proves it, and leave asked for."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now
from curriculum.personal_data.marks import PersonalField
from training.nominations.models import Enrolment
from training.people.models import Role
from training.people.roles import roles_of
from training.scheduling.make_ups.models import MakeUp
from training.scheduling.models import ClassMeeting

LEAVE_READERS = (Role.TRAINING_OFFICE, Role.AUDITOR)


def private_storage():
    return storages["private"]


def leave_path(request: "LeaveRequest", name: str) -> str:
    return f"leave/{uuid.uuid4().hex}{PurePath(name).suffix[:10].lower()}"


class AttendanceRegister(models.Model):
    """The register of one meeting as a whole: the secret its check-in codes are made from, and its confirmation.

    The row comes with the first of the two. A meeting without one has an open register and no check-in.
    """

    meeting = models.OneToOneField(ClassMeeting, models.PROTECT, related_name="register")
    secret = models.CharField(max_length=64, blank=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("check-in opened at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("register of a meeting")
        verbose_name_plural = _("registers of meetings")

    def __str__(self) -> str:
        return str(self.meeting)


class AttendanceRecordQuerySet(models.QuerySet):
    def of_own_class(self):
        """Without those of guests, who made a meeting up in a class that is not theirs."""
        return self.filter(meeting__training_class=F("enrolment__training_class"))

    def made_up(self):
        """Absences for which the learner was at a meeting of another class, which is over."""
        return self.filter(self._is_made_up())

    def not_made_up(self):
        return self.exclude(self._is_made_up())

    def as_counted(self):
        """Adds ``counted``: the state with which the record counts, present where the absence was made up."""
        made_up = When(self._is_made_up(), then=Value(AttendanceRecord.Status.PRESENT))
        return self.annotate(counted=Case(made_up, default=F("status")))

    @staticmethod
    def _is_made_up() -> Exists:
        was_there = AttendanceRecord.objects.filter(
            meeting=OuterRef("meeting"), enrolment=OuterRef("enrolment"), status__in=AttendanceRecord.ATTENDED
        )
        return Exists(
            MakeUp.objects.standing().filter(
                Exists(was_there),
                missed=OuterRef("meeting"),
                enrolment=OuterRef("enrolment"),
                meeting__ends_at__lte=now(),
            )
        )


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

    objects = AttendanceRecordQuerySet.as_manager()

    personal_data = {"status": PersonalField("condition for the certificate", "class_record")}

    class Meta:
        verbose_name = _("attendance record")
        verbose_name_plural = _("attendance records")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrolment"], name="training_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_status_display()}"


class CheckInQuerySet(models.QuerySet):
    def awaiting_lecturer(self):
        """Those that say "present" where the roll says otherwise."""
        return self.filter(is_counted=False)


class CheckIn(models.Model):
    """A code read from the lecturer's screen in its time: the evidence behind a record. One for each learner.

    ``scanned_at`` is put right for the phone's clock. ``is_counted`` is off where somebody had already marked the
    learner absent: then the lecturer decides.
    """

    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, related_name="check_ins")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="check_ins")
    scanned_at = models.DateTimeField(_("scanned at"))
    received_at = models.DateTimeField(_("received at"))
    is_offline = models.BooleanField(_("scanned without a network"), default=False)
    is_counted = models.BooleanField(_("counted"), default=True)
    installation = models.CharField(_("installation on the phone"), max_length=36, blank=True)

    objects = CheckInQuerySet.as_manager()

    personal_data = {
        "scanned_at": PersonalField("evidence of attendance", "class_record"),
        "installation": PersonalField("finding one phone that checks in several people", "access_log"),
    }

    class Meta:
        ordering = ["scanned_at", "pk"]
        verbose_name = pgettext_lazy("attendance", "check-in")
        verbose_name_plural = _("check-ins")
        constraints = [models.UniqueConstraint(fields=["meeting", "enrolment"], name="training_checkin_once")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.scanned_at:%H:%M:%S}"


class LeaveRequestQuerySet(models.QuerySet):
    def awaiting_decision(self):
        return self.filter(status=LeaveRequest.Status.SUBMITTED)

    def approved(self):
        return self.filter(status=LeaveRequest.Status.APPROVED)

    def visible_to(self, user):
        """The training office and the auditor see all; a supervisor those of the own classes; a trainee the own.
        ``rules.can_view_leave_request`` agrees.
        """
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*LEAVE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(enrolment__person__user=user) | models.Q(enrolment__training_class__supervisor=user)
        )


class LeaveRequest(models.Model):
    """A trainee asking to be excused from meetings (xin nghỉ học), with the reason and a paper that shows it."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("official duty")
        ILLNESS = "illness", _("illness")
        FAMILY = "family", _("family matter")
        OTHER = "other", pgettext_lazy("leave", "other reason")

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("leave", "waits for a decision")
        APPROVED = "approved", pgettext_lazy("leave", "approved")
        REJECTED = "rejected", pgettext_lazy("leave", "not approved")
        WITHDRAWN = "withdrawn", pgettext_lazy("leave", "taken back")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="leave_requests")
    meetings = models.ManyToManyField(ClassMeeting, verbose_name=_("meetings"), related_name="leave_requests")
    kind = models.CharField(_("kind of reason"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=500)
    document = models.FileField(_("document"), upload_to=leave_path, storage=private_storage, blank=True)
    document_name = models.CharField(_("name of the document"), max_length=255, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = LeaveRequestQuerySet.as_manager()

    personal_data = {
        "reason": PersonalField("excusing an absence", "class_record", sensitive=True),
        "document": PersonalField("excusing an absence", "class_record", sensitive=True),
    }

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("leave request")
        verbose_name_plural = _("leave requests")
        indexes = [models.Index(fields=["status", "submitted_at"], name="training_leave_by_state")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_kind_display()}"
