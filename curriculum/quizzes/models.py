"""Quizzes as pages: their sections, draws and rules."""

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from curriculum.questions.models import Question, QuestionCategory


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
