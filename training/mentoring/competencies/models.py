"""The competencies and their levels, in both languages, with the days on which they hold."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.validity.models import Validity
from training.validity.names import InTwoLanguages


class Competency(InTwoLanguages, Validity):
    """One of the ten competencies (mentoring.md §3)."""

    code = models.CharField(_("code"), max_length=5)
    order = models.PositiveSmallIntegerField(_("order"))
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    expected = models.JSONField(_("expected level by month"), default=dict)

    class Meta(Validity.Meta):
        ordering = ["order"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_competency_code_from"),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class CompetencyLevel(models.Model):
    """One of the five levels of a competency, described by behaviour."""

    competency = models.ForeignKey(Competency, models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(_("level"))
    label_vi = models.CharField(_("label in Vietnamese"), max_length=100)
    label_en = models.CharField(_("label in English"), max_length=100)
    descriptor_vi = models.TextField(_("behaviour in Vietnamese"))
    descriptor_en = models.TextField(_("behaviour in English"))

    class Meta:
        ordering = ["competency", "level"]
        verbose_name = _("competency level")
        constraints = [
            models.UniqueConstraint(fields=["competency", "level"], name="training_competencylevel_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="training_competencylevel_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.competency.code}.{self.level}"
