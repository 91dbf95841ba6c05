"""The timetable of a year while it is worked on, what was done to it, and what came of it.

What people read stands in ``ClassMeeting``; nothing there changes before a draft is released.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now
from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import TrainingClass
from training.scheduling.drafts.rules_of_planning import RULES, Level, Rule
from training.scheduling.models import ClassMeeting, Lecturer, Room
from training.validity.models import Validity


class TimetableDraft(models.Model):
    """The timetable of one year, worked on by several people and then released. One is open at a time."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("draft", "being worked on")
        RELEASED = "released", pgettext_lazy("draft", "released")
        DISCARDED = "discarded", pgettext_lazy("draft", "discarded")

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), default=now)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    last_edit = models.PositiveIntegerField(default=0, editable=False, help_text=_("Number of the newest edit."))

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("draft timetable")
        verbose_name_plural = _("draft timetables")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="training_draft_number_once"),
            models.UniqueConstraint(fields=["year"], condition=Q(state="open"), name="training_draft_one_open"),
        ]

    def __str__(self) -> str:
        return _("Draft timetable %(number)s of %(year)s") % {"number": self.number, "year": self.year}

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class DraftEdit(models.Model):
    """One thing done to a draft, with each row as it was before and after. Added only: undoing is an edit, too."""

    class Kind(models.TextChoices):
        PLACE = "place", pgettext_lazy("edit", "placed")
        LOCK = "lock", pgettext_lazy("edit", "locked")
        UNLOCK = "unlock", pgettext_lazy("edit", "unlocked")
        ADD = "add", pgettext_lazy("edit", "added")
        REMOVE = "remove", pgettext_lazy("edit", "taken out")
        RESTORE = "restore", pgettext_lazy("edit", "put back")
        PLAN = "plan", pgettext_lazy("edit", "planned")
        REPLAN = "replan", pgettext_lazy("edit", "planned anew")
        UNDO = "undo", pgettext_lazy("edit", "undone")
        REDO = "redo", pgettext_lazy("edit", "done again")
        FOLLOW = "follow", pgettext_lazy("edit", "followed the published timetable")

    draft = models.ForeignKey(TimetableDraft, models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=now)
    changes = models.JSONField(_("changes"), default=list, help_text=_("Each row with its place before and after."))
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ["number"]
        verbose_name = _("edit of a draft timetable")
        verbose_name_plural = _("edits of draft timetables")
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="training_draftedit_number_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}: {self.kind}"


class DraftMeetingQuerySet(models.QuerySet):
    def kept(self):
        """All but those taken out."""
        return self.filter(is_removed=False)

    def placed(self):
        return self.kept().filter(date__isnull=False)

    def with_last_edit(self):
        """With who changed each row last. What else that edit changed is left out: a plan's is as long as the year."""
        return self.select_related("last_edit__by").defer("last_edit__changes")

    def on_board(self):
        """With what every screen shows of a row."""
        return self.with_last_edit().select_related("training_class", "room", "lecturer__person")


class DraftMeeting(models.Model):
    """A half-day of a class in a draft: the copy of a meeting, or one the programme asks for, perhaps not placed yet.

    ``base`` is the meeting as it was published when the row was copied or last followed it; empty where there is none.
    """

    draft = models.ForeignKey(TimetableDraft, models.CASCADE, related_name="meetings")
    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, null=True, blank=True, related_name="draft_rows")
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="+")
    module = models.ForeignKey("curriculum.ModulePage", models.SET_NULL, null=True, blank=True, related_name="+")
    part = models.PositiveSmallIntegerField(_("part of the module"), default=1)
    topic = models.CharField(_("topic"), max_length=300)
    periods = models.PositiveSmallIntegerField(_("teaching periods"), default=4)
    date = models.DateField(_("date"), null=True, blank=True)
    slot = models.CharField(_("half-day"), max_length=10, choices=ClassMeeting.Slot, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    lecturer = models.ForeignKey(Lecturer, models.PROTECT, null=True, blank=True, related_name="+")
    is_locked = models.BooleanField(_("locked"), default=False)
    is_removed = models.BooleanField(_("taken out"), default=False)
    revision = models.PositiveIntegerField(default=0, editable=False, help_text=_("Raised by each edit of the row."))
    last_edit = models.ForeignKey(DraftEdit, models.SET_NULL, null=True, blank=True, related_name="+")
    base = models.JSONField(_("as published"), default=dict, blank=True)

    objects = DraftMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["date", "slot", "pk"]
        verbose_name = _("class meeting of a draft")
        verbose_name_plural = _("class meetings of drafts")
        indexes = [models.Index(fields=["draft", "date", "slot"])]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "meeting"], condition=Q(meeting__isnull=False), name="training_draftmeeting_once"
            ),
            models.CheckConstraint(
                condition=Q(date__isnull=True, slot="") | (Q(date__isnull=False) & ~Q(slot="")),
                name="training_draftmeeting_date_and_slot",
            ),
        ]

    def __str__(self) -> str:
        if not self.is_placed:
            return f"{self.training_class.code}: {self.topic}"
        return f"{self.training_class.code}, {self.date:%d/%m/%Y} {self.get_slot_display()}"

    @property
    def is_placed(self) -> bool:
        return self.date is not None and not self.is_removed


class RuleSetting(Validity):
    """How a rule of planning counts on the days it holds: its level on the screens, its weight for the planner."""

    code = models.CharField(_("rule"), max_length=20)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    weight = models.PositiveSmallIntegerField(_("weight"), default=0)
    is_on = models.BooleanField(_("in use"), default=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta(Validity.Meta):
        ordering = ["code", "-valid_from"]
        verbose_name = _("setting of a rule of planning")
        verbose_name_plural = _("settings of rules of planning")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_rulesetting_code_from"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="training_rulesetting_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.name}: {self.get_level_display()}"

    @property
    def rule(self) -> Rule:
        return RULES[self.code]


class Justification(models.Model):
    """Why a meeting stands where a rule speaks against it, and who said so (A6). It counts for the place it was written
    for, and is printed with the timetable.
    """

    draft_meeting = models.ForeignKey(
        DraftMeeting, models.SET_NULL, null=True, blank=True, related_name="justifications"
    )
    meeting = models.ForeignKey(ClassMeeting, models.PROTECT, null=True, blank=True, related_name="justifications")
    rule = models.CharField(_("rule"), max_length=20)
    sentence = models.CharField(_("what speaks against it"), max_length=500)
    reason = models.CharField(_("reason"), max_length=500)
    date = models.DateField(_("date"))
    slot = models.CharField(_("half-day"), max_length=10, choices=ClassMeeting.Slot)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    lecturer = models.ForeignKey(Lecturer, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=now)

    personal_data = {"reason": PersonalField("why a class meets against a rule of planning", "class_record")}

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("justification")
        verbose_name_plural = _("justifications")

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"

    def counts_for(self, place: "ClassMeeting | DraftMeeting") -> bool:
        """Whether the meeting still stands where the reason was given for."""
        return (self.date, self.slot, self.room_id, self.lecturer_id) == (
            place.date,
            place.slot,
            place.room_id,
            place.lecturer_id,
        )


class Release(models.Model):
    """A draft made the published timetable: what was changed, and exactly who was told of it (A5)."""

    draft = models.OneToOneField(TimetableDraft, models.PROTECT, related_name="release")
    number = models.PositiveSmallIntegerField(_("number"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=now)
    note = models.CharField(_("note"), max_length=300, blank=True)
    changes = models.JSONField(_("changes"), default=list)
    told = models.JSONField(_("people told"), default=list)

    personal_data = {"told": PersonalField("who was told of a change of the timetable", "class_record")}

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("release of a timetable")
        verbose_name_plural = _("releases of timetables")

    def __str__(self) -> str:
        return _("Release %(number)s of the timetable of %(year)s") % {"number": self.number, "year": self.draft.year}

    @property
    def change_count(self) -> int:
        return len(self.changes)

    @property
    def told_count(self) -> int:
        return len(self.told)
