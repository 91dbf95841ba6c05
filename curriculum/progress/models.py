"""What each person has opened and completed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.lessons.models import LessonPage
from curriculum.personal_data.marks import PersonalField


class LessonProgress(models.Model):
    """How far one person has come in one lesson. The furthest place read never goes back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("account"), related_name="+")
    lesson = models.ForeignKey(LessonPage, models.CASCADE, verbose_name=_("lesson"), related_name="progress")
    opened_at = models.DateTimeField(_("first opened at"))
    last_read_at = models.DateTimeField(_("last read at"))
    percent_read = models.PositiveSmallIntegerField(_("read (%)"), default=0)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    played = models.JSONField(
        _("played"),
        default=dict,
        blank=True,
        help_text=_("Of each video and recording, the hundredths that were really played, as bits of a number."),
    )

    personal_data = {
        "percent_read": PersonalField("following one's own study", "training_record", sensitive=True),
        "last_read_at": PersonalField("following one's own study", "training_record", sensitive=True),
        "played": PersonalField("following one's own study", "training_record", sensitive=True),
    }

    class Meta:
        verbose_name = _("lesson progress")
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson"], name="curriculum_lessonprogress_once"),
            models.CheckConstraint(
                condition=Q(percent_read__gte=0, percent_read__lte=100), name="curriculum_lessonprogress_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.lesson}: {self.percent_read} %"
