"""The training plan of a year: what an institution will hold, how often, for whom, and by which decision."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.plans.periods import Period, periods, write_periods
from training.units.models import Unit


class TrainingPlan(models.Model):
    """The annual plan of an institution (kế hoạch đào tạo, bồi dưỡng năm).

    Freely changed as a draft. Once approved by a decision it changes by amendments alone, each with its own decision.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "draft")
        SUBMITTED = "submitted", pgettext_lazy("plan", "submitted for approval")
        APPROVED = "approved", pgettext_lazy("plan", "approved by decision")

    year = models.PositiveSmallIntegerField(_("year"))
    institution = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("institution"), related_name="+")
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.DRAFT)
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    signer = models.CharField(_("signed by"), max_length=120, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approval recorded at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year", "institution__sort_key"]
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "institution"],
                name="training_plan_once_a_year",
                violation_error_message=_("The institution has a plan for this year already."),
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | (~Q(decision_number="") & Q(decided_on__isnull=False)),
                name="training_plan_approved_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return _("Training plan %(year)d, %(institution)s") % {
            "year": self.year,
            "institution": self.institution.display_name,
        }

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

    @property
    def decision(self) -> str:
        """Number and date of the decision in one line; empty before it."""
        if not self.is_approved:
            return ""
        return _("Decision %(number)s of %(day)s") % {
            "number": self.decision_number,
            "day": self.decided_on.strftime("%d/%m/%Y"),
        }


class PlanItem(models.Model):
    """One programme in a plan: how many classes, how large, when, where, for whom, paid from what."""

    plan = models.ForeignKey(TrainingPlan, models.CASCADE, verbose_name=_("training plan"), related_name="items")
    order = models.PositiveSmallIntegerField(_("number in the plan"))
    programme = models.ForeignKey(
        "curriculum.ProgrammePage",
        models.PROTECT,
        verbose_name=pgettext_lazy("training", "programme"),
        related_name="+",
    )
    class_count = models.PositiveSmallIntegerField(_("number of classes"), default=1)
    capacity = models.PositiveSmallIntegerField(_("places in a class"))
    minimum = models.PositiveSmallIntegerField(_("minimum number"), default=1)
    openings = models.JSONField(_("planned openings"), default=list, blank=True)
    place = models.CharField(_("place"), max_length=200)
    target_group = models.CharField(_("target group"), max_length=500, blank=True)
    budget_source = models.CharField(_("source of funds"), max_length=300, blank=True)

    class Meta:
        ordering = ["plan", "order", "pk"]
        verbose_name = _("item of a training plan")
        verbose_name_plural = _("items of training plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="training_planitem_number_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="training_planitem_has_places"),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")),
                name="training_planitem_minimum_fits",
                violation_error_message=_("The minimum number cannot be above the number of places."),
            ),
        ]

    def __str__(self) -> str:
        return _("Item %(order)d of the plan %(year)d: %(programme)s") % {
            "order": self.order,
            "year": self.plan.year,
            "programme": self.programme.title,
        }

    @property
    def places(self) -> int:
        """Places in all classes together."""
        return self.class_count * self.capacity

    @property
    def periods(self) -> list[Period]:
        return periods(self.openings, self.plan.year)

    @property
    def openings_text(self) -> str:
        """The planned openings in words, as ``read_periods`` takes them."""
        return write_periods(self.openings, self.plan.year)


class PlanAmendment(models.Model):
    """A change of an approved plan by a decision of its own; ``changes`` keeps what was and what is."""

    plan = models.ForeignKey(TrainingPlan, models.PROTECT, verbose_name=_("training plan"), related_name="amendments")
    decision_number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    signer = models.CharField(_("signed by"), max_length=120)
    reason = models.CharField(_("reason"), max_length=500)
    changes = models.JSONField(_("changes"), default=list)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["plan", "decided_on", "pk"]
        verbose_name = _("amendment of a training plan")
        verbose_name_plural = _("amendments of training plans")

    def __str__(self) -> str:
        return self.decision_number
