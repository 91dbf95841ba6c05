"""What a person writes beside a lesson, for nobody else. What two devices wrote both stays until one chooses."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.lessons.models import LessonPage
from curriculum.personal_data.marks import PersonalField

KEPT_FOR = "remembering one's own study; read by nobody else"


class LessonNote(models.Model):
    """The note of one person beside one lesson. ``version`` grows with each change, ``writer`` is who made the last:
    a page that was open on some device, by the name it gave itself.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="+")
    lesson = models.ForeignKey(LessonPage, models.CASCADE, verbose_name=_("lesson"), related_name="notes")
    text = models.TextField(_("note"), blank=True)
    folded = models.TextField(_("note without tone marks"), blank=True, editable=False)
    written_at = models.DateTimeField(_("written at"))
    version = models.PositiveIntegerField(_("version"), default=1)
    writer = models.CharField(_("written by the page"), max_length=64, blank=True)

    personal_data = {
        "text": PersonalField(KEPT_FOR, "training_record", sensitive=True),
        "folded": PersonalField(KEPT_FOR, "training_record", sensitive=True),
    }

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("note beside a lesson")
        verbose_name_plural = _("notes beside lessons")
        constraints = [models.UniqueConstraint(fields=["user", "lesson"], name="curriculum_lessonnote_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.lesson}"


class OtherNote(models.Model):
    """What another device wrote meanwhile: shown beside the note until the person takes it in or lets it go."""

    note = models.ForeignKey(LessonNote, models.CASCADE, related_name="others")
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(_("written at"))
    writer = models.CharField(_("written by the page"), max_length=64, blank=True)

    personal_data = {"text": PersonalField(KEPT_FOR, "training_record", sensitive=True)}

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("other text of a note")
        verbose_name_plural = _("other texts of notes")

    def __str__(self) -> str:
        return f"{self.note}: {self.written_at}"
