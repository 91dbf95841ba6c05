"""F2, the work diary: a page for each week or fortnight, private; shared page by page with the mentor of the day."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.mentoring.models import Mentorship
from training.rotation.models import Posting


class DiaryEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The writer's own, and what was shared with the user as the mentor of that time, while he still is."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(posting__person__user=user)
        shared = Q(shared_with__mentor__person__user=user, shared_with__valid_to__isnull=True)
        return self.filter(mine | shared)


class DiaryEntry(models.Model):
    """One page. Nobody but the writer, and the mentor it is shared with, ever reads a word of it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text=_("Made by the device: a second arrival is one."))
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="diary")
    starts_on = models.DateField(_("first day"))
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=1)
    main_work = models.TextField(_("main work"), blank=True)
    results = models.TextField(_("results"), blank=True)
    lessons = models.TextField(_("what was learned"), blank=True)
    people_met = models.TextField(_("people met (by role)"), blank=True)
    questions = models.TextField(_("questions for the next contact"), blank=True)
    village_days = models.PositiveSmallIntegerField(_("days at villages and groups"), null=True, blank=True)
    receptions = models.PositiveSmallIntegerField(_("receptions of citizens"), null=True, blank=True)
    shared_with = models.ForeignKey(Mentorship, models.PROTECT, null=True, blank=True, related_name="shared_diary")
    read_on = models.DateField(_("read by the mentor on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    written_at = models.DateTimeField(_("written at"))

    objects = DiaryEntryQuerySet.as_manager()

    personal_data = {
        name: PersonalField("mentoring", "mentoring_note", sensitive=True)
        for name in (
            "main_work",
            "results",
            "lessons",
            "people_met",
            "questions",
            "village_days",
            "receptions",
        )
    }

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("page of the diary")
        verbose_name_plural = _("pages of the diary")
        constraints = [
            models.UniqueConstraint(fields=["posting", "starts_on"], name="training_diary_once_a_week"),
            models.CheckConstraint(
                condition=Q(read_on__isnull=True) | Q(shared_with__isnull=False), name="training_diary_read_if_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y}"

    @property
    def is_shared(self) -> bool:
        return self.shared_with_id is not None

    @property
    def is_fixed(self) -> bool:
        """Once the mentor has read it, it stands as it was read."""
        return self.read_on is not None
