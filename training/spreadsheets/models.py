"""The record of one spreadsheet given to the system: its file, its progress and what came of it."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now


def private_storage():
    return storages["private"]


def upload_path(run: "ImportRun", name: str) -> str:
    return f"imports/{uuid.uuid4().hex}{PurePath(name).suffix[:10].lower()}"


class ImportRunQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=[ImportRun.State.WAITING, ImportRun.State.RUNNING])


class ImportRun(models.Model):
    """One run of an import, dry or real. Errors and counts stay with it as evidence."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people and offices")
        CLASSES = "classes", _("classes")
        RESULTS = "results", _("results of classes")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        CHECKED = "checked", _("checked, nothing written")
        DONE = "done", _("imported")
        REFUSED = "refused", _("refused, nothing written")
        CANCELLED = "cancelled", _("cancelled, nothing written")
        FAILED = "failed", _("broken off, nothing written")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    is_dry_run = models.BooleanField(_("dry run"), default=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to=upload_path)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    language = models.CharField(max_length=10, default="vi")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), null=True, related_name="+"
    )
    rows_done = models.PositiveIntegerField(_("rows read"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in the file"), default=0)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    issues = models.JSONField(_("errors and warnings"), default=list, blank=True)
    refusal = models.TextField(_("refusal"), blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("given at"), default=now)
    heard_at = models.DateTimeField(_("last heard of"), default=now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.state not in {self.State.WAITING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        if self.is_over:
            return 100
        return min(99, 100 * self.rows_done // self.rows_total) if self.rows_total else 0
