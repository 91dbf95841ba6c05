"""What people did in quizzes. Answers and marks are added, never overwritten.

An attempt freezes the versions of its questions, their order, the order of their choices and their points. The answer
that counts is the latest by true time; all others stay readable (docs/decisions/0029).
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from curriculum.questions.models import QuestionVersion
from curriculum.quizzes.models import QuizPage


class QuizAttemptQuerySet(models.QuerySet):
    def open(self):
        return self.filter(submitted_at__isnull=True)

    def handed_in(self):
        return self.filter(submitted_at__isnull=False)

    def of_occasion(self, occasion: str):
        return self.filter(occasion=occasion)


class QuizAttempt(models.Model):
    """One person's way through one quiz (lượt làm bài).

    ``occasion`` is empty for studying by oneself; a room above writes there what the attempt was given for. The terms
    of the attempt are its own, so that no later change of the quiz touches it.
    """

    class EndedBy(models.TextChoices):
        PERSON = "person", _("handed in")
        TIME = "time", _("ended by the clock")

    quiz = models.ForeignKey(QuizPage, models.PROTECT, verbose_name=_("quiz"), related_name="attempts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="quiz_attempts")
    occasion = models.CharField(_("given for"), max_length=40, blank=True)
    number = models.PositiveSmallIntegerField(_("number"))
    started_at = models.DateTimeField(_("started at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    grace_seconds = models.PositiveSmallIntegerField(_("grace (seconds)"))
    closes_at = models.DateTimeField(_("the quiz closes at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    ended_by = models.CharField(_("ended"), max_length=10, choices=EndedBy, blank=True)
    pass_percent = models.PositiveSmallIntegerField(_("passed from (%)"))
    points_possible = models.DecimalField(_("points possible"), max_digits=7, decimal_places=2)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True, blank=True)
    is_marked = models.BooleanField(_("marked"), default=False)

    objects = QuizAttemptQuerySet.as_manager()

    personal_data = {"points": PersonalField("result of the training", "class_record")}

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["submitted_at", "ends_at"]), models.Index(fields=["occasion", "is_marked"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz", "occasion"],
                condition=Q(submitted_at__isnull=True),
                name="curriculum_attempt_one_open",
            ),
            models.UniqueConstraint(
                fields=["user", "quiz", "occasion", "number"], name="curriculum_attempt_number_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, ended_by="") | (Q(submitted_at__isnull=False) & ~Q(ended_by="")),
                name="curriculum_attempt_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(is_marked=False) | Q(points__isnull=False, submitted_at__isnull=False),
                name="curriculum_attempt_marked_with_points",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("started_at")),
                name="curriculum_attempt_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.quiz} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def percent(self) -> Decimal | None:
        """What was reached, in hundredths of the points possible; None until everything is marked."""
        if not self.is_marked or self.points is None:
            return None
        return self.points * 100 / self.points_possible if self.points_possible else Decimal(0)

    @property
    def is_passed(self) -> bool:
        return self.percent is not None and self.percent >= self.pass_percent


class AttemptQuestion(models.Model):
    """One question of an attempt as it was drawn: its version, its points, the order of its choices."""

    attempt = models.ForeignKey(QuizAttempt, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    section = models.CharField(_("section"), max_length=200, blank=True)
    version = models.ForeignKey(QuestionVersion, models.PROTECT, verbose_name=_("version"), related_name="+")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    counts = models.BooleanField(
        _("counts"), default=True, help_text=_("Off: written for oneself; nobody marks it and it has no points.")
    )
    order = models.JSONField(_("order of the choices"), default=dict)

    class Meta:
        ordering = ["attempt", "position"]
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of attempts")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="curriculum_attemptquestion_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.position}"


class AttemptAnswerQuerySet(models.QuerySet):
    def counted(self):
        """Those among which the latest is the answer."""
        return self.filter(standing__in=[AttemptAnswer.Standing.IN_TIME, AttemptAnswer.Standing.TAKEN])

    def late(self):
        return self.filter(standing=AttemptAnswer.Standing.LATE)

    def latest_first(self):
        """By true time; the operation's name decides between two of one moment, on every machine alike."""
        return self.order_by("-made_at", "-operation")


class AttemptAnswer(models.Model):
    """One change of one answer, or of its flag, as a device made it. Rows are added and stay; of a long text that
    others of the same minute followed only the words go, once all is over.
    """

    class Standing(models.TextChoices):
        IN_TIME = "in_time", _("in time")
        LATE = "late", _("arrived late, to be decided")
        TAKEN = "taken", _("arrived late, counted by decision")
        REFUSED = "refused", _("arrived late, not counted by decision")
        AFTER_END = "after_end", _("made after the end")
        THINNED = "thinned", _("followed within the minute; its words are gone")

    question = models.ForeignKey(AttemptQuestion, models.CASCADE, related_name="answers")
    operation = models.UUIDField(_("operation"))
    response = models.JSONField(_("answer"), null=True, blank=True)
    is_flagged = models.BooleanField(_("flagged"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    received_at = models.DateTimeField(_("received at"))
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.IN_TIME)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = AttemptAnswerQuerySet.as_manager()

    personal_data = {
        "response": PersonalField("result of the training", "class_record"),
        "reason": PersonalField("result of the training", "class_record"),
    }

    class Meta:
        ordering = ["question", "made_at", "operation"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [models.Index(fields=["question", "-made_at", "-operation"], name="curriculum_answer_latest")]
        constraints = [
            models.UniqueConstraint(fields=["question", "operation"], name="curriculum_answer_operation_once"),
            models.CheckConstraint(
                condition=Q(response__isnull=False) | Q(is_flagged__isnull=False),
                name="curriculum_answer_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=["taken", "refused"]) | Q(decided_by__isnull=False, reason__gt=""),
                name="curriculum_answer_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.made_at:%H:%M:%S}"


class QuestionMarkQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(superseded_by__isnull=True)


class QuestionMark(models.Model):
    """What one answer was given: by the machine at once, by a person for essays; a regrade is a further mark."""

    class Ground(models.TextChoices):
        FIRST = "first", _("first marking")
        LATE = "late", _("an answer that arrived later")
        REGRADE = "regrade", _("regraded")

    question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="marks")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground, default=Ground.FIRST)
    answer = models.ForeignKey(AttemptAnswer, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.ForeignKey(
        QuestionVersion, models.PROTECT, verbose_name=_("marked by the key of"), null=True, blank=True, related_name="+"
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    levels = models.JSONField(_("levels of the rubric"), default=dict, blank=True)
    comment = models.TextField(_("comment for the learner"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nobody: marked by the key."),
    )
    marked_at = models.DateTimeField(_("marked at"))

    objects = QuestionMarkQuerySet.as_manager()

    personal_data = {
        "points": PersonalField("result of the training", "class_record"),
        "comment": PersonalField("result of the training", "class_record"),
    }

    class Meta:
        ordering = ["marked_at", "pk"]
        verbose_name = pgettext_lazy("quiz", "mark of a question")
        verbose_name_plural = pgettext_lazy("quiz", "marks of questions")
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="curriculum_questionmark_points"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(replaces__isnull=True), name="curriculum_questionmark_one_first"
            ),
            models.CheckConstraint(
                condition=Q(ground="first") | Q(replaces__isnull=False, reason__gt=""),
                name="curriculum_questionmark_change_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.points}"
