"""Evaluation forms (phiếu đánh giá khóa học): five groups of criteria, answered without a name.

Nothing links an answer to whoever gave it. A place only says that its holder has answered; it exists from the opening
on, so neither its key nor its order tells when. Answers and comments have keys drawn by lot and no moment.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now
from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment
from training.validity.models import Validity
from training.validity.names import InTwoLanguages


class EvaluationVersion(InTwoLanguages, Validity):
    """One version of the form. Classes keep the version they were opened with."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    definition = models.JSONField(_("questions"))

    class Meta(Validity.Meta):
        ordering = ["-number"]
        verbose_name = _("version of the evaluation form")
        verbose_name_plural = _("versions of the evaluation form")

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class CourseEvaluation(models.Model):
    """The evaluation of one class: a version of the form, open to its learners for a while."""

    training_class = models.OneToOneField(TrainingClass, models.PROTECT, related_name="evaluation")
    version = models.ForeignKey(EvaluationVersion, models.PROTECT, related_name="evaluations")
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    lecturers = models.JSONField(_("lecturers evaluated"), default=list)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = _("evaluation of a class")
        verbose_name_plural = _("evaluations of classes")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="training_evaluation_closes_after_opening",
                violation_error_message=_("The evaluation closes after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code}: {self.version}"

    @property
    def is_open(self) -> bool:
        return self.opens_at <= now() <= self.closes_at

    @property
    def is_over(self) -> bool:
        return now() > self.closes_at


class EvaluationPlace(models.Model):
    """That one learner may answer, and whether he has. Made for all at the opening; carries no moment."""

    evaluation = models.ForeignKey(CourseEvaluation, models.CASCADE, related_name="places")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    has_answered = models.BooleanField(_("has answered"), default=False)

    class Meta:
        verbose_name = _("place in an evaluation")
        verbose_name_plural = _("places in evaluations")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "enrolment"], name="training_evaluationplace_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}"


class EvaluationSheet(models.Model):
    """The scores of one form, of nobody in particular."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(CourseEvaluation, models.CASCADE, related_name="sheets")
    scores = models.JSONField(_("scores"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evaluation sheet")
        verbose_name_plural = _("evaluation sheets")

    def __str__(self) -> str:
        return str(self.pk)


class EvaluationComment(models.Model):
    """Free words to one question. Not with the scores: together they might tell who wrote them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(CourseEvaluation, models.CASCADE, related_name="comments")
    question = models.CharField(_("question"), max_length=40)
    text = models.TextField(_("text"))

    personal_data = {"text": PersonalField("evaluation of the training", "class_record")}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment in an evaluation")
        verbose_name_plural = _("comments in evaluations")

    def __str__(self) -> str:
        return self.text[:80]
