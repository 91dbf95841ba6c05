"""Quizzes as pages, and what people did in them. Answers and marks are added, never overwritten.

An attempt freezes the versions of its questions, their order, the order of their choices and their points. The answer
that counts is the latest by true time; all others stay readable (docs/decisions/0029).
"""

from decimal import Decimal

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from curriculum.personal_data.marks import PersonalField
from curriculum.questions.models import Question, QuestionCategory, QuestionVersion


class QuizPage(Page):
    """A quiz of a module: what it draws, how long it lasts, what counts and what is shown afterwards."""

    class Counting(models.TextChoices):
        HIGHEST = "highest", _("the best attempt")
        LAST = "last", _("the last attempt")
        FIRST = "first", _("the first attempt")

    class Reveal(models.TextChoices):
        AT_ONCE = "at_once", _("as soon as the attempt is handed in")
        AFTER_CLOSING = "after_closing", _("after the quiz has closed")
        NEVER = "never", _("never")

    class Layout(models.TextChoices):
        ALL = "all", _("all questions on one page")
        ONE = "one", _("one question at a time")

    intro = models.TextField(_("introduction"), blank=True)
    is_examination = models.BooleanField(
        _("examination only"), default=False, help_text=_("Taken only in a sitting that a class is given.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("time limit (minutes)"), null=True, blank=True, help_text=_("By the server's clock. Empty: no limit.")
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("grace for a lost network (seconds)"),
        default=120,
        help_text=_("How long after the end an answer made before it may still arrive."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=0, help_text=_("0: as many as one likes.")
    )
    counting = models.CharField(_("which attempt counts"), max_length=10, choices=Counting, default=Counting.HIGHEST)
    pass_percent = models.PositiveSmallIntegerField(_("passed from (percent of the points)"), default=50)
    shuffles_options = models.BooleanField(_("shuffle the choices"), default=True)
    layout = models.CharField(_("layout"), max_length=5, choices=Layout, default=Layout.ALL)
    shows_answers = models.CharField(_("own answers"), max_length=15, choices=Reveal, default=Reveal.AT_ONCE)
    shows_verdicts = models.CharField(_("right or wrong"), max_length=15, choices=Reveal, default=Reveal.AT_ONCE)
    shows_solutions = models.CharField(_("right answers"), max_length=15, choices=Reveal, default=Reveal.AT_ONCE)
    shows_feedback = models.CharField(_("feedback"), max_length=15, choices=Reveal, default=Reveal.AT_ONCE)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        InlinePanel("sections", label=_("section"), min_num=1),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("grace_seconds")]),
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("counting")]),
                FieldRowPanel([FieldPanel("pass_percent"), FieldPanel("is_examination")]),
                FieldRowPanel([FieldPanel("layout"), FieldPanel("shuffles_options")]),
            ],
            _("How it is taken"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("shows_answers"), FieldPanel("shows_verdicts")]),
                FieldRowPanel([FieldPanel("shows_solutions"), FieldPanel("shows_feedback")]),
            ],
            _("What is shown afterwards"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["curriculum.ModulePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="curriculum_quiz_pass_percent"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1), name="curriculum_quiz_minutes"
            ),
        ]

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The front page of the quiz; a visitor is asked to sign in, whoever may not see it finds nothing here."""
        if request.user.has_perm("curriculum.open_quiz", self):
            return super().serve(request, *args, **kwargs)
        if request.user.is_authenticated:
            raise Http404(self.url_path)
        return redirect_to_login(request.get_full_path())

    @property
    def programme_path(self) -> str:
        """Place of the programme in the page tree, without a query."""
        return self.path[: -2 * self.steplen]

    @property
    def module_path(self) -> str:
        return self.path[: -self.steplen]


class QuizSection(Orderable, ClusterableModel):
    """A part of a quiz: questions named one by one, and any number drawn from a category of the bank."""

    quiz = ParentalKey(QuizPage, related_name="sections", on_delete=models.CASCADE)
    title = models.CharField(_("title"), max_length=200, blank=True)
    category = models.ForeignKey(
        QuestionCategory, models.PROTECT, verbose_name=_("draws from"), null=True, blank=True, related_name="+"
    )
    with_subcategories = models.BooleanField(_("with the categories below"), default=True)
    draws = models.PositiveSmallIntegerField(_("how many are drawn"), default=0)
    points_each = models.DecimalField(
        _("points for each question"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: the points each question has in the bank."),
    )
    is_shuffled = models.BooleanField(_("shuffle the questions"), default=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("category"), FieldPanel("draws"), FieldPanel("with_subcategories")]),
        FieldRowPanel([FieldPanel("points_each"), FieldPanel("is_shuffled")]),
        InlinePanel("questions", label=_("fixed question")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("section of a quiz")
        constraints = [
            models.CheckConstraint(
                condition=Q(points_each__isnull=True) | Q(points_each__gt=0), name="curriculum_quizsection_points"
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self._meta.verbose_name)

    def clean(self) -> None:
        super().clean()
        if self.draws and not self.category_id:
            raise ValidationError({"category": _("Choose the category the questions are drawn from.")})


class QuizQuestion(Orderable):
    """A question that everybody gets."""

    section = ParentalKey(QuizSection, related_name="questions", on_delete=models.CASCADE)
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("question"), related_name="+")

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a quiz")


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
