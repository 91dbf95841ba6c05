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
from training.validity.models import Validity


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


# --- What rooms and lecturers can and cannot; each shape is plain, for whoever plans reads them all ----------------


class EquipmentKind(models.TextChoices):
    PROJECTOR = "projector", _("projector")
    COMPUTERS = "computers", _("computers")
    MICROPHONES = "microphones", _("microphones")
    SPEAKERS = "speakers", _("loudspeakers")
    CAMERA = "camera", _("equipment for online classes")
    BOARDS = "boards", _("boards for group work")


class RoomEquipment(models.Model):
    """What stands in a room, and how many of it."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="equipment")
    kind = models.CharField(_("kind"), max_length=20, choices=EquipmentKind)
    quantity = models.PositiveSmallIntegerField(_("number"), default=1)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("equipment of a room")
        verbose_name_plural = _("equipment of rooms")
        constraints = [models.UniqueConstraint(fields=["room", "kind"], name="training_roomequipment_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.quantity}"


class ModuleNeed(models.Model):
    """What a module asks of its room: one of a kind, or one for each learner."""

    module = models.ForeignKey("curriculum.ModulePage", models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=EquipmentKind)
    for_each_learner = models.BooleanField(_("one for each learner"), default=False)

    class Meta:
        verbose_name = _("need of a module")
        verbose_name_plural = _("needs of modules")
        constraints = [models.UniqueConstraint(fields=["module", "kind"], name="training_moduleneed_once")]

    def __str__(self) -> str:
        return f"{self.module}: {self.get_kind_display()}"


class DaySpanQuerySet(models.QuerySet):
    def covering(self, day, slot: str):
        """Those that lie on the half-day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, slot__in=["", slot])

    def between(self, first, last):
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class DaySpan(models.Model):
    """Some days, both included; only one half-day of each where ``slot`` names it."""

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    slot = models.CharField(_("half-day"), max_length=10, choices=ClassMeeting.Slot, blank=True)

    objects = DaySpanQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            )
        ]


class RoomBlock(DaySpan):
    """Days on which a room is not to be had: repaired, or lent to others."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="blocks")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(DaySpan.Meta):
        verbose_name = _("closing of a room")
        verbose_name_plural = _("closings of rooms")

    def __str__(self) -> str:
        return f"{self.room}: {self.reason}"


class TaughtModule(models.Model):
    """A module that a lecturer may teach. A lecturer without any row has not been asked yet."""

    lecturer = models.ForeignKey(Lecturer, models.CASCADE, related_name="taught_modules")
    module = models.ForeignKey("curriculum.ModulePage", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("module of a lecturer")
        verbose_name_plural = _("modules of lecturers")
        constraints = [models.UniqueConstraint(fields=["lecturer", "module"], name="training_taughtmodule_once")]

    def __str__(self) -> str:
        return f"{self.lecturer}: {self.module}"


class WeeklyAvailability(models.Model):
    """A half-day of each week in which a lecturer is free to teach. Without any row every half-day is."""

    lecturer = models.ForeignKey(Lecturer, models.CASCADE, related_name="weekly")
    weekday = models.PositiveSmallIntegerField(_("day of the week"), help_text=_("0 is Monday."))
    slot = models.CharField(_("half-day"), max_length=10, choices=ClassMeeting.Slot)

    class Meta:
        ordering = ["weekday", "slot"]
        verbose_name = _("weekly availability")
        verbose_name_plural = _("weekly availabilities")
        constraints = [
            models.UniqueConstraint(fields=["lecturer", "weekday", "slot"], name="training_weekly_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="training_weekly_seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.lecturer}: {self.weekday}, {self.slot}"


class AvailabilityException(DaySpan):
    """Days that differ from the week's pattern: away, or free when usually not."""

    lecturer = models.ForeignKey(Lecturer, models.CASCADE, related_name="exceptions")
    is_available = models.BooleanField(_("free"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta(DaySpan.Meta):
        verbose_name = _("exception of availability")
        verbose_name_plural = _("exceptions of availability")

    def __str__(self) -> str:
        return f"{self.lecturer}: {self.starts_on:%d/%m/%Y}"


class LoadLimit(Validity):
    """A lecturer's own most teaching periods, in the place of the rule ``teaching.max_periods``."""

    lecturer = models.ForeignKey(Lecturer, models.CASCADE, related_name="load_limits")
    week = models.PositiveSmallIntegerField(_("periods a week"))
    month = models.PositiveSmallIntegerField(_("periods a month"))
    year = models.PositiveSmallIntegerField(_("periods a year"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)

    class Meta(Validity.Meta):
        ordering = ["lecturer", "-valid_from"]
        verbose_name = _("most periods of a lecturer")
        verbose_name_plural = _("most periods of lecturers")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["lecturer", "valid_from"], name="training_loadlimit_once_from"),
        ]

    def __str__(self) -> str:
        return f"{self.lecturer}: {self.week}/{self.month}/{self.year}"


class CalendarDay(models.Model):
    """A day that differs from the calendar of public holidays: off, or worked in exchange (rules.md T9)."""

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORKING = "working", _("working day")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    legal_basis = models.CharField(_("legal basis"), max_length=300)

    class Meta:
        ordering = ["date"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.name}"


class DutyPeriod(DaySpan):
    """Days on which the people of a unit, or of the whole City, have another duty (A4)."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("session of the People's Council")
        CONGRESS = "congress", _("congress")
        ELECTION = "election", _("election")
        FLOOD = "flood", _("flood and storm duty")
        OTHER = "other", pgettext_lazy("duty", "other")

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=pgettext_lazy("organisation", "unit"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the whole City."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("what"), max_length=200)
    legal_basis = models.CharField(_("document"), max_length=300, blank=True)
    blocks = models.BooleanField(_("no class may meet"), default=False, help_text=_("Off: the office is warned."))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"), default=now)

    class Meta(DaySpan.Meta):
        verbose_name = _("duty")
        verbose_name_plural = _("duty calendar")
        indexes = [models.Index(fields=["starts_on", "ends_on"])]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        return self.unit.display_name if self.unit else str(_("The whole City"))


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
