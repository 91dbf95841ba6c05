"""A question file given to the bank: kept between being looked at and being taken in, then only its record."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now
from curriculum.questions.content import QuestionContent
from curriculum.questions.formats.known import LABELS
from curriculum.questions.models import Question, QuestionVersion


def private_storage():
    return storages["private"]


def import_path(run: "QuestionImport", name: str) -> str:
    return f"question_imports/{uuid.uuid4().hex}/file{PurePath(name).suffix[:10].lower()}"


class QuestionImportQuerySet(models.QuerySet):
    def unfinished(self):
        """Those a worker has something to do for."""
        state = QuestionImport.State
        return self.filter(state__in=[state.WAITING, state.READING, state.CONFIRMED])


class QuestionImport(models.Model):
    """One file on its way into the bank. What it would do is in its rows until it is done or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "running", _("being read")
        CHECKED = "checked", _("read, nothing written")
        CONFIRMED = "confirmed", _("being taken in")
        DONE = "done", _("imported")
        REFUSED = "refused", _("refused, nothing written")
        CANCELLED = "cancelled", _("cancelled, nothing written")
        FAILED = "failed", _("broken off, nothing written")

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    file = models.FileField(_("file"), storage=private_storage, upload_to=import_path, blank=True)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    format = models.CharField(_("format"), max_length=20, choices=[(str(one), words) for one, words in LABELS.items()])
    category = models.CharField(_("below the category"), max_length=1000, blank=True)
    keeps_good = models.BooleanField(_("in spite of errors"), default=False)
    language = models.CharField(max_length=10, default="vi")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), null=True, related_name="+"
    )
    done = models.PositiveIntegerField(_("questions looked at"), default=0)
    total = models.PositiveIntegerField(_("questions in the file"), default=0)
    counts = models.JSONField(_("tallies"), default=dict, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    pictures = models.JSONField(default=dict, blank=True)
    refusal = models.TextField(_("refusal"), blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("given at"), default=now)
    heard_at = models.DateTimeField(_("last heard of"), default=now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = QuestionImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING, self.State.CONFIRMED)

    @property
    def percent(self) -> int:
        if not self.is_running:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def error_count(self) -> int:
        return self.counts.get("error", 0)

    @property
    def sound_count(self) -> int:
        """How many questions would be in the bank afterwards."""
        return sum(self.counts.get(name, 0) for name in ("made", "changed", "unchanged"))


class QuestionImportRow(models.Model):
    """One question of the file: how it will look and what changes. Gone when the import is over."""

    class Outcome(models.TextChoices):
        MADE = "made", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("the same")

    run = models.ForeignKey(QuestionImport, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("what changes"), max_length=10, choices=Outcome)
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionVersion.KINDS)
    category = models.CharField(_("category"), max_length=1000)
    content = models.JSONField()
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["run", "position"]
        verbose_name = _("question of a file")
        verbose_name_plural = _("questions of a file")
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="curriculum_questionimportrow_position_once")
        ]

    def __str__(self) -> str:
        return str(self.content.get("name", ""))

    @property
    def said(self) -> QuestionContent:
        return QuestionContent.from_json(self.content)
