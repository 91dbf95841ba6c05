"""When and where a class meets, and with whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now
from training.cohorts.models import TrainingClass
from training.people.models import Person
from training.units.models import Unit


class Room(models.Model):
    """A room in which classes meet, inside the school or elsewhere."""

    class Kind(models.TextChoices):
        HALL = "hall", _("hall")
        CLASSROOM = "classroom", _("classroom")
        COMPUTER = "computer", _("computer room")
        FIELD = "field", _("place of field study")
        ONLINE = "online", _("online")

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CLASSROOM)
    capacity = models.PositiveSmallIntegerField(_("seats"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self) -> str:
        return self.name


class Lecturer(models.Model):
    """Somebody who teaches: of the school's staff, visiting, or a guest speaker."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("lecturer of the school")
        VISITING = "visiting", _("visiting lecturer")
        SPEAKER = "speaker", _("guest speaker")

    person = models.OneToOneField(Person, models.PROTECT, related_name="lecturer")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.STAFF)
    degree = models.CharField(_("academic title"), max_length=40, blank=True)
    is_active = models.BooleanField(_("teaching"), default=True)

    class Meta:
        ordering = ["person__sort_key"]
        verbose_name = _("lecturer")
        verbose_name_plural = _("lecturers")

    def __str__(self) -> str:
        return f"{self.degree} {self.person}".strip()


class ClassMeetingQuerySet(models.QuerySet):
    def held(self):
        """All but the cancelled ones."""
        return self.exclude(status=ClassMeeting.Status.CANCELLED)

    def upcoming(self):
        return self.held().filter(ends_at__gte=now()).order_by("starts_at")

    def taught_by(self, user):
        return self.filter(lecturer__person__user=user)

    def announced(self):
        """Those people were told of: published, and called off after that."""
        return self.filter(published_at__isnull=False)

    def cancel(self) -> int:
        """Cancel all of them, raising the sequence that calendars compare; returns how many."""
        return self.update(status=ClassMeeting.Status.CANCELLED, sequence=F("sequence") + 1, changed_at=now())


class ClassMeeting(models.Model):
    """A half-day (buổi) of a class. A room, a lecturer and a class can each be in one place at a time."""

    class Slot(models.TextChoices):
        MORNING = "morning", _("morning")
        AFTERNOON = "afternoon", _("afternoon")
        EVENING = "evening", _("evening")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="meetings")
    module = models.ForeignKey("curriculum.ModulePage", models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.CharField(_("topic"), max_length=300)
    date = models.DateField(_("date"))
    slot = models.CharField(_("half-day"), max_length=10, choices=Slot)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    periods = models.PositiveSmallIntegerField(_("teaching periods"), default=4)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="meetings")
    lecturer = models.ForeignKey(Lecturer, models.PROTECT, null=True, blank=True, related_name="meetings")
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PLANNED)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text=_("Raised at each published change."))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=now, editable=False)

    objects = ClassMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("class meeting")
        verbose_name_plural = _("class meetings")
        indexes = [models.Index(fields=["date", "slot"])]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "date", "slot"],
                condition=~Q(status="cancelled"),
                name="training_meeting_class_once",
                violation_error_message=_("The class already meets in this half-day."),
            ),
            models.UniqueConstraint(
                fields=["room", "date", "slot"],
                condition=~Q(status="cancelled") & Q(room__isnull=False),
                name="training_meeting_room_once",
                violation_error_message=_("The room is taken in this half-day."),
            ),
            models.UniqueConstraint(
                fields=["lecturer", "date", "slot"],
                condition=~Q(status="cancelled") & Q(lecturer__isnull=False),
                name="training_meeting_lecturer_once",
                violation_error_message=_("The lecturer teaches another class in this half-day."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="training_meeting_ends_after_start"),
        ]

    def save(self, *args, **kwargs):
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = now()
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.training_class.code}, {self.date:%d/%m/%Y} {self.get_slot_display()}"

    def change_as_published(self) -> None:
        """Raise the sequence and the moment that calendars compare; nothing while nobody was told of the meeting."""
        if self.published_at is not None:
            self.sequence += 1
            self.changed_at = now()


class TeachingInvitation(models.Model):
    """A lecturer asked to give a meeting, and the answer (L1). ``batch``: those sent together, answered by one link."""

    class State(models.TextChoices):
        PENDING = "pending", _("not answered")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        DECLINED = "declined", pgettext_lazy("invitation", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")

    meeting = models.ForeignKey(ClassMeeting, models.CASCADE, related_name="invitations")
    lecturer = models.ForeignKey(Lecturer, models.PROTECT, related_name="invitations")
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited at"), default=now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["meeting__starts_at", "pk"]
        verbose_name = _("invitation to teach")
        verbose_name_plural = _("invitations to teach")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "lecturer"], condition=~Q(state="withdrawn"), name="training_invitation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lecturer}: {self.meeting}"
