"""The versions of lessons that classes read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.cohorts.models import TrainingClass


class PinnedLesson(models.Model):
    """One lesson in one class: the revision its trainees read. A lesson without one is read as it is published."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="pinned_lessons")
    lesson = models.ForeignKey("curriculum.LessonPage", models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(_("read since"))

    class Meta:
        ordering = ["training_class", "lesson__path"]
        verbose_name = _("version of a lesson in a class")
        verbose_name_plural = _("versions of lessons in classes")
        constraints = [models.UniqueConstraint(fields=["training_class", "lesson"], name="training_pinned_once")]

    def __str__(self) -> str:
        return f"{self.training_class.code}: {self.lesson}"
