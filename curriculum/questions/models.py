"""The bank of questions. A question is what stays; each change of its words is a new version, never an edit."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from taggit.managers import TaggableManager

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.questions.cleaning import html_to_plain, words_of
from curriculum.questions.content import Kind, QuestionContent
from curriculum.questions.once import Once
from curriculum.vietnamese.text import collation_key, fold

PATH_MARK = " / "  # what stands between the names of a category's path
_read: Once[QuestionContent] = Once(most=2000)


class QuestionCategoryQuerySet(models.QuerySet):
    def within(self, category: "QuestionCategory"):
        """The category and everything below it."""
        return self.within_any([category.path])

    def within_any(self, paths: Iterable[str]):
        """The categories at these paths and everything below them."""
        found = [Q(path=path) | Q(path__startswith=f"{path}{PATH_MARK}") for path in paths]
        return self.filter(reduce(or_, found)) if found else self.none()


class QuestionCategory(models.Model):
    """A drawer of the bank, in a tree. ``path`` is the names from the top, joined by " / "; it finds and orders.

    ``page`` is the programme or module the category belongs to, with all below it: whoever teaches that writes here.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("within"), null=True, blank=True, related_name="children"
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        verbose_name=_("programme or module"),
        null=True,
        blank=True,
        related_name="+",
    )
    path = models.CharField(_("whole name"), max_length=1000, unique=True, editable=False)
    sort_key = models.CharField(max_length=4000, editable=False)

    objects = QuestionCategoryQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("category of questions")
        verbose_name_plural = _("categories of questions")

    def __str__(self) -> str:
        return self.path

    @property
    def path_now(self) -> str:
        """The path as names and places are now."""
        return f"{self.parent.path}{PATH_MARK}{self.name}" if self.parent_id else self.name

    def save(self, *args, **kwargs) -> None:
        self.path = self.path_now
        self.sort_key = collation_key(self.path)
        super().save(*args, **kwargs)


class QuestionPicture(models.Model):
    """A picture used in questions, kept once however many questions show it."""

    key = models.CharField(_("SHA-256"), max_length=64, unique=True)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to="question_pictures/")

    class Meta:
        verbose_name = _("picture of a question")
        verbose_name_plural = _("pictures of questions")

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(models.QuerySet):
    def matching(self, words: str):
        """Questions whose newest version holds every one of the words, tone marks or not."""
        found = self
        for word in fold(words).split():
            found = found.filter(current__folded__contains=word)
        return found

    def in_use(self):
        """What quizzes may draw: approved at least once and not retired. They show ``approved``, not ``current``."""
        return self.filter(is_retired=False, approved__isnull=False)

    def within(self, category: QuestionCategory):
        """The questions of the category and of everything below it."""
        return self.filter(category__in=QuestionCategory.objects.within(category))


class Question(models.Model):
    """One question of the bank through all its versions.

    ``current`` is the newest version, ``approved`` the newest that was approved: the one that quizzes use.

    ``identity`` is the name under which the file it came from knows it (``id:…``), or a mark of its words where the
    file gives none; a second import finds the question by it, within the category.
    """

    category = models.ForeignKey(QuestionCategory, models.PROTECT, verbose_name=_("category"), related_name="questions")
    identity = models.CharField(_("identity"), max_length=200)
    current = models.ForeignKey(
        "curriculum.QuestionVersion", models.PROTECT, verbose_name=_("version now"), null=True, related_name="+"
    )
    approved = models.ForeignKey(
        "curriculum.QuestionVersion",
        models.PROTECT,
        verbose_name=_("version in use"),
        null=True,
        blank=True,
        related_name="+",
    )
    is_retired = models.BooleanField(_("retired"), default=False, help_text=_("Drawn no more; old attempts keep it."))
    tags = TaggableManager(verbose_name=_("tags"), blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["category", "identity"], name="curriculum_question_identity_once")
        ]

    def __str__(self) -> str:
        return self.current.name if self.current_id else self.identity


class QuestionVersion(models.Model):
    """What a question said from one moment on. Attempts keep the version they used; it is never changed."""

    class Review(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("for review")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")

    KINDS = [
        (Kind.SINGLE.value, _("one right choice")),
        (Kind.MULTIPLE.value, _("several right choices")),
        (Kind.TRUE_FALSE.value, _("true or false")),
        (Kind.MATCHING.value, _("matching")),
        (Kind.ORDERING.value, _("putting in order")),
        (Kind.NUMERICAL.value, _("number")),
        (Kind.SHORT_ANSWER.value, _("short answer")),
        (Kind.CLOZE.value, _("text with gaps")),
        (Kind.ESSAY.value, _("essay")),
        (Kind.SITUATION.value, _("situation")),
    ]

    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("question"), related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    name = models.CharField(_("name"), max_length=255)
    content = models.JSONField(_("content"))
    folded = models.TextField(editable=False, help_text="name and words without tone marks, for searching")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made by"), null=True, related_name="+"
    )
    review = models.CharField(_("review"), max_length=10, choices=Review, default=Review.DRAFT)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("reviewed by"), null=True, blank=True, related_name="+"
    )
    review_note = models.TextField(_("note of the review"), blank=True)

    class Meta:
        ordering = ["question", "-number"]
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="curriculum_questionversion_number_once"),
            models.CheckConstraint(
                condition=~Q(review="approved") | Q(reviewed_by__isnull=False),
                name="curriculum_questionversion_approver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def said(self) -> QuestionContent:
        """The content as the room works with it."""
        return _read.of(self.pk, self.content, lambda: QuestionContent.from_json(self.content))

    @property
    def words(self) -> str:
        """What is asked, without its form."""
        return html_to_plain(self.content["text"])

    def say(self, content: QuestionContent) -> dict[str, Any]:
        """Take the content over into the fields; returns what is stored."""
        self.kind, self.name, self.content = content.kind.value, content.name[:255], content.as_json()
        self.folded = fold(words_of(content))
        return self.content


class QuestionStatistics(models.Model):
    """How one version did among those who were asked it; it names nobody."""

    version = models.OneToOneField(
        QuestionVersion, models.CASCADE, verbose_name=_("version of a question"), related_name="statistics"
    )
    count = models.PositiveIntegerField(_("people asked"))
    facility = models.FloatField(_("share of the points reached"), null=True)
    discrimination = models.FloatField(_("discrimination"), null=True)
    difference = models.FloatField(_("best group less weakest group"), null=True)
    bands = models.JSONField(_("how the marks are spread"), default=list)
    answers = models.JSONField(_("answers given"), default=list)
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        ordering = ["version"]
        verbose_name = _("statistics of a question")
        verbose_name_plural = _("statistics of questions")

    def __str__(self) -> str:
        return f"{self.version}: {self.count}"


class StatisticsRun(models.Model):
    """One counting of all questions that were asked, with how far it has come."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("counting", "waiting")
        RUNNING = "running", pgettext_lazy("counting", "running")
        DONE = "done", pgettext_lazy("counting", "done")
        CANCELLED = "cancelled", pgettext_lazy("counting", "stopped")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    versions = models.JSONField(_("versions to count"), default=list, editable=False)
    total = models.PositiveIntegerField(_("versions to count"), default=0)
    done = models.PositiveIntegerField(_("versions counted"), default=0)
    is_cancel_asked = models.BooleanField(default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("started at"))
    heard_at = models.DateTimeField(_("last heard of"))

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("counting of statistics")
        verbose_name_plural = _("countings of statistics")
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="waiting"),
                name="curriculum_statisticsrun_one_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%d/%m/%Y}: {self.total}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.CANCELLED}

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100
