"""A class sits a quiz: the window, the password, what was granted to whom, the mark that came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now
from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import OFFICE_READERS, TrainingClass
from training.nominations.models import Enrolment
from training.people.roles import roles_of
from training.results.models import Assessment, Mark

OCCASION = "sitting:"  # what the attempts of a sitting carry, before its key


class QuizSittingQuerySet(models.QuerySet):
    def held(self):
        """Those that were not called off."""
        return self.filter(cancelled_at__isnull=True)

    def of_learner(self, user):
        """Those of the classes in which the person has a place."""
        places = Enrolment.objects.active().of_user(user)
        return self.filter(training_class__in=places.values("training_class"))

    def visible_to(self, user):
        """Offices see all; others the classes they teach or supervise. ``training.view_sitting`` agrees."""
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        classes = TrainingClass.objects.filter(Q(meetings__lecturer__person__user=user) | Q(supervisor=user))
        return self.filter(training_class__in=classes.values("pk"))


class QuizSitting(models.Model):
    """One class and one quiz in one window (ca kiểm tra). Where an assessment is named, the attempt gives its mark."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="sittings")
    quiz = models.ForeignKey("curriculum.QuizPage", models.PROTECT, verbose_name=_("quiz"), related_name="+")
    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        verbose_name=_("gives the mark of"),
        null=True,
        blank=True,
        related_name="sittings",
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    minutes = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=1)
    password = models.CharField(_("password (hashed)"), max_length=64, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True)

    objects = QuizSittingQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "quiz", "opens_at"],
                condition=Q(cancelled_at__isnull=True),
                name="training_sitting_once",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="training_sitting_closes_later",
                violation_error_message=_("The sitting closes after it opens."),
            ),
            models.CheckConstraint(condition=Q(attempts_allowed__gte=1), name="training_sitting_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code}, {self.quiz}"

    @property
    def occasion(self) -> str:
        return f"{OCCASION}{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.cancelled_at is None and self.opens_at <= now() < self.closes_at

    def hash_of(self, password: str) -> str:
        """Keyed with the installation's secret and quick: hundreds of people type it within the same seconds."""
        typed = " ".join(password.split()).casefold()
        return salted_hmac(f"training.sitting.{self.made_at.timestamp():.6f}", typed, algorithm="sha256").hexdigest()

    def accepts(self, password: str) -> bool:
        return not self.password or constant_time_compare(self.password, self.hash_of(password))


def sitting_key(occasion: str) -> int | None:
    """The key of the sitting an attempt was given for; None where the person studied alone."""
    key = occasion.removeprefix(OCCASION)
    return int(key) if occasion.startswith(OCCASION) and key.isdecimal() else None


class Accommodation(models.Model):
    """What one learner was granted in one sitting: more minutes, or another window. The latest of them holds."""

    sitting = models.ForeignKey(QuizSitting, models.PROTECT, related_name="accommodations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="accommodations")
    extra_minutes = models.PositiveSmallIntegerField(_("more minutes"), default=0)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted at"))

    personal_data = {"reason": PersonalField("fair conditions in an examination", "class_record", sensitive=True)}

    class Meta:
        ordering = ["-granted_at", "-pk"]
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        constraints = [
            models.CheckConstraint(condition=Q(reason__gt=""), name="training_accommodation_has_reason"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="training_accommodation_closes_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.sitting}"


class SittingResult(models.Model):
    """Which attempt of a learner counts in a sitting, and the mark it gave; or why none could be written."""

    sitting = models.ForeignKey(QuizSitting, models.PROTECT, related_name="results")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="sitting_results")
    attempt = models.ForeignKey("curriculum.QuizAttempt", models.PROTECT, related_name="+")
    mark = models.ForeignKey(Mark, models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(_("why no mark was written"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("result of a sitting")
        verbose_name_plural = _("results of sittings")
        constraints = [models.UniqueConstraint(fields=["sitting", "enrolment"], name="training_sittingresult_once")]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.sitting}"
