"""Marks, outcomes and the decision that recognises them. Marks are added, never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment


class Assessment(models.Model):
    """One weighted part of a class's assessment, copied from the programme when the class is announced."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="assessments")
    name = models.CharField(_("name"), max_length=200)
    form = models.CharField(_("form"), max_length=30)
    weight_percent = models.PositiveSmallIntegerField(_("weight (%)"))
    is_graded = models.BooleanField(_("marked from 0 to 10"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "order"], name="training_assessment_order_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MarkQuerySet(models.QuerySet):
    def standing(self):
        """The marks that count: those no later mark replaces."""
        return self.filter(superseded_by__isnull=True)


class Mark(models.Model):
    """One mark given to one learner in one assessment. A correction or a resit is a further mark with its reason."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first mark")
        CORRECTION = "correction", _("correction")
        RESIT = "resit", _("resit")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="marks")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="marks")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FIRST)
    value = models.DecimalField(_("mark"), max_digits=3, decimal_places=1, null=True, blank=True)
    is_passed = models.BooleanField(_("passed"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    objects = MarkQuerySet.as_manager()

    personal_data = {"value": PersonalField("result of the training", "class_record")}

    class Meta:
        ordering = ["entered_at", "pk"]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=10),
                name="training_mark_on_the_scale",
                violation_error_message=_("A mark lies between 0 and 10."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(is_passed__isnull=False), name="training_mark_says_something"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "assessment"], condition=Q(replaces__isnull=True), name="training_mark_one_first"
            ),
            models.CheckConstraint(
                condition=Q(kind="first") | Q(replaces__isnull=False, reason__gt=""),
                name="training_mark_change_has_reason",
                violation_error_message=_("A corrected mark needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.value if self.value is not None else self.is_passed)


class Outcome(models.Model):
    """What one enrolment came to, with the sentences that explain it. Computed again until it is recognised."""

    class Band(models.TextChoices):
        OUTSTANDING = "outstanding", _("outstanding")
        EXCELLENT = "excellent", _("very good")
        GOOD = "good", _("good")
        AVERAGE = "average", _("average")
        FAILED = "failed", _("not passed")
        PASSED = "passed", _("passed")

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="outcome")
    is_passed = models.BooleanField(_("passed"))
    average = models.DecimalField(_("average mark"), max_digits=4, decimal_places=2, null=True, blank=True)
    attendance_percent = models.DecimalField(_("attendance (%)"), max_digits=5, decimal_places=2)
    band = models.CharField(_("classification"), max_length=20, choices=Band)
    explanation = models.JSONField(_("explained"), default=list)
    computed_at = models.DateTimeField(_("computed at"))

    personal_data = {"average": PersonalField("result of the training", "class_record")}

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_band_display()}"


class RecognitionDecision(models.Model):
    """The decision that recognises a class's results (rules.md R5). It locks the marks."""

    training_class = models.OneToOneField(TrainingClass, models.PROTECT, related_name="recognition")
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    signer = models.CharField(_("signed by"), max_length=120)
    recognised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recognised_at = models.DateTimeField(_("recognised at"))

    class Meta:
        verbose_name = _("recognition decision")
        verbose_name_plural = _("recognition decisions")
        constraints = [models.UniqueConstraint(fields=["number"], name="training_recognition_number_once")]

    def __str__(self) -> str:
        return self.number
