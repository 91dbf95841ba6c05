"""What rooms and lecturers can and cannot, and the days on which nobody teaches.

Each shape is plain, for whoever plans reads them all (A1, A4, L1).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now
from training.scheduling.models import ClassMeeting, Lecturer, Room
from training.units.models import Unit
from training.validity.models import Validity


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
