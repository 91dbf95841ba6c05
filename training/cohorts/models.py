"""A class: one run of a programme, with its dates, place and responsible office."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.people.models import Role
from training.people.roles import roles_of
from training.plans.models import PlanItem
from training.units.models import Unit

# Those who run classes, those who decide on their lists, those who issue for them or check them.
OFFICE_READERS = (
    Role.TRAINING_OFFICE,
    Role.COMMITTEE_OFFICER,
    Role.COMMITTEE_LEADER,
    Role.REGISTRAR,
    Role.SIGNATORY,
    Role.AUDITOR,
)


class TrainingClassQuerySet(models.QuerySet):
    def enrolling(self):
        return self.filter(status=TrainingClass.Status.ENROLLING)

    def running(self):
        return self.filter(status=TrainingClass.Status.OPEN)

    def with_taken(self):
        """With ``taken``: how many hold a place."""
        enrolments = TrainingClass.enrolments.rel.related_model.objects  # the subject above is not imported
        places = (
            enrolments.active()
            .filter(training_class=OuterRef("pk"))
            .order_by()
            .values("training_class")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(taken=Coalesce(Subquery(places), 0))

    def at_risk(self, day: date, warn_days: int):
        """Classes that call for people, lack the minimum, and are to be confirmed within ``warn_days`` or are late."""
        near = self.enrolling().filter(confirm_by__lte=day + timedelta(days=warn_days))
        return near.with_taken().filter(taken__lt=F("minimum"))

    def visible_to(self, user):
        """Classes whose page the user may open: offices all; a unit those that enrol or hold its people; a lecturer
        those taught; a trainee those joined. ``training.cohorts.rules.can_view_class`` agrees.
        """
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        # Each way by a subquery of its own: joined, the rows of a class would multiply one another.
        enrolments, meetings, nominations = (
            one.rel.related_model.objects.order_by()
            for one in (TrainingClass.enrolments, TrainingClass.meetings, TrainingClass.nominations)
        )
        joined = enrolments.filter(person__user=user).values("training_class")
        taught = meetings.filter(lecturer__person__user=user).values("training_class")
        mine = Q(pk__in=joined) | Q(pk__in=taught) | Q(supervisor=user)
        units = roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
        if units:
            mine |= Q(status=TrainingClass.Status.ENROLLING) | Q(
                pk__in=nominations.filter(unit__in=units).values("training_class")
            )
        return self.filter(mine)


class TrainingClass(models.Model):
    """One run of a programme (lớp). It keeps the programme's facts as they stood when it was announced."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ENROLLING = "enrolling", _("enrolling")
        OPEN = "open", pgettext_lazy("class", "running")
        CLOSING = "closing", _("results under review")
        CLOSED = "closed", pgettext_lazy("class", "closed")
        CANCELLED = "cancelled", _("cancelled")

    class Stage(models.TextChoices):
        """How far the class has come in the year of the office: its state and its confirmation read together."""

        TENTATIVE = "tentative", pgettext_lazy("class", "tentative")
        CONFIRMED = "confirmed", pgettext_lazy("class", "confirmed")
        RUNNING = "running", pgettext_lazy("class", "running")
        FINISHED = "finished", pgettext_lazy("class", "finished")
        CANCELLED = "cancelled", _("cancelled")

    code = models.CharField(_("class code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    programme = models.ForeignKey(
        "curriculum.ProgrammePage",
        models.PROTECT,
        verbose_name=pgettext_lazy("training", "programme"),
        related_name="+",
    )
    programme_facts = models.JSONField(_("programme as announced"), default=dict, editable=False)
    intake = models.CharField(_("intake"), max_length=60, blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    nominate_until = models.DateField(_("nominations until"))
    place = models.CharField(_("place"), max_length=200)
    capacity = models.PositiveSmallIntegerField(_("places"))
    minimum = models.PositiveSmallIntegerField(_("minimum number"), default=1)
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)
    plan_item = models.ForeignKey(
        PlanItem, models.PROTECT, verbose_name=_("item of the plan"), null=True, blank=True, related_name="classes"
    )
    plan_number = models.PositiveSmallIntegerField(_("number within the item"), null=True, blank=True, editable=False)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.PLANNED)
    organiser = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("organising institution"), related_name="+", null=True, blank=True
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("class supervisor"),
        null=True,
        blank=True,
        related_name="+",
    )
    opening_decision = models.CharField(_("opening decision"), max_length=100, blank=True)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "code"]
        verbose_name = pgettext_lazy("training", "class")
        verbose_name_plural = pgettext_lazy("training", "classes")
        indexes = [models.Index(fields=["status", "opens_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="training_class_closes_after_opens",
                violation_error_message=_("The class cannot close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(nominate_until__lte=F("opens_on")),
                name="training_class_nominations_end_before_opening",
                violation_error_message=_("Nominations must end before the class opens."),
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="training_class_has_places"),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")),
                name="training_class_minimum_fits",
                violation_error_message=_("The minimum number cannot be above the number of places."),
            ),
            models.CheckConstraint(
                condition=Q(confirm_by__isnull=True) | Q(confirm_by__lte=F("opens_on")),
                name="training_class_confirmed_before_opening",
                violation_error_message=_("A class is confirmed before it opens."),
            ),
            models.UniqueConstraint(
                fields=["plan_item", "plan_number"],
                condition=Q(plan_item__isnull=False),
                name="training_class_once_for_its_item",
                violation_error_message=_("The plan has this class already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"

    @property
    def stage(self) -> Stage:
        """Tentative until filled to the minimum or confirmed by the office; then as the state says."""
        if self.status in (self.Status.PLANNED, self.Status.ENROLLING):
            return self.Stage.CONFIRMED if self.confirmed_at else self.Stage.TENTATIVE
        return _STAGES[self.Status(self.status)]

    def get_stage_display(self) -> str:
        return str(self.stage.label)

    @property
    def accepts_nominations(self) -> bool:
        return self.status == self.Status.ENROLLING


_STAGES = {
    TrainingClass.Status.OPEN: TrainingClass.Stage.RUNNING,
    TrainingClass.Status.CLOSING: TrainingClass.Stage.FINISHED,
    TrainingClass.Status.CLOSED: TrainingClass.Stage.FINISHED,
    TrainingClass.Status.CANCELLED: TrainingClass.Stage.CANCELLED,
}
