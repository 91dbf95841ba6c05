"""Packages of learning content made by others, the pages that offer them, and how far each person has come."""

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page
from wagtail.search import index

from curriculum.clock.time import now
from curriculum.personal_data.marks import PersonalField
from curriculum.vietnamese.text import fold


def private_storage():
    return storages["private"]


def upload_path(upload: "PackageUpload", name: str) -> str:
    return f"packages/{uuid.uuid4().hex}{PurePath(name).suffix[:10].lower()}"


class PackageQuerySet(models.QuerySet):
    def matching(self, words: str):
        """Packages whose title or file holds all the words, whatever their tone marks."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class Package(models.Model):
    """Content made by others, looked through and unpacked. It never changes: a new file is a new package."""

    class Kind(models.TextChoices):
        SCORM12 = "scorm12", "SCORM 1.2"
        SCORM2004 = "scorm2004", "SCORM 2004"
        H5P = "h5p", "H5P"
        CMI5 = "cmi5", "cmi5"

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=250)
    identifier = models.CharField(_("identifier in the package"), max_length=2000, blank=True)
    edition = models.CharField(_("edition"), max_length=120, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, unique=True)
    file_name = models.CharField(_("file name"), max_length=255)
    file_count = models.PositiveIntegerField(_("files"), default=0)
    bytes_unpacked = models.BigIntegerField(_("size"), default=0)
    details = models.JSONField(_("sequencing"), default=dict, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    search_text = models.CharField(max_length=600, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("added by"), null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"), default=now)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def save(self, *args, **kwargs) -> None:
        self.search_text = fold(f"{self.title} {self.file_name}")[:600]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.title} ({self.get_kind_display()})"

    @property
    def folder(self) -> str:
        """Where its files lie in the media storage: known by their content."""
        return f"packages/{self.sha256}"

    @property
    def is_scorm(self) -> bool:
        return self.kind in (self.Kind.SCORM12, self.Kind.SCORM2004)


class PackageItem(models.Model):
    """One entry of a package's contents: a SCO, an asset, an assignable unit, or a heading that opens nothing."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField(_("order"))
    depth = models.PositiveSmallIntegerField(_("depth"), default=0)
    identifier = models.CharField(_("identifier"), max_length=2000)
    title = models.CharField(_("title"), max_length=250)
    href = models.CharField(_("opens"), max_length=2000, blank=True)
    parameters = models.CharField(_("parameters"), max_length=2000, blank=True)
    reports = models.BooleanField(_("reports its state"), default=False)
    is_visible = models.BooleanField(_("shown in the contents"), default=True)
    details = models.JSONField(_("what its runtime needs"), default=dict, blank=True)

    class Meta:
        ordering = ["package", "order"]
        verbose_name = _("part of a package")
        verbose_name_plural = _("parts of packages")
        constraints = [models.UniqueConstraint(fields=["package", "order"], name="curriculum_packageitem_order_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def lies_outside(self) -> bool:
        """A unit of cmi5 may lie on another server; the portal asks none."""
        return self.href.startswith(("http:", "https:"))

    def is_met_by(self, state: "PackageItemState | None", rule: str) -> bool:
        """Whether this part is done by the page's rule. What reports nothing is done once it was opened."""
        if state is None:
            return False
        if state.waived_at or rule == PackagePage.Completion.OPENED or not self.reports:
            return True
        if rule == PackagePage.Completion.COMPLETED and "move_on" in self.details:
            return self.lets_move_on(state)
        return bool(state.passed_at if rule == PackagePage.Completion.PASSED else state.completed_at)

    def lets_move_on(self, state: "PackageItemState") -> bool:
        """The rule a unit of cmi5 brings with it."""
        completed, passed = state.completed_at is not None, state.passed_at is not None
        rules = {
            "Passed": passed,
            "Completed": completed,
            "CompletedAndPassed": completed and passed,
            "CompletedOrPassed": completed or passed,
        }
        return state.waived_at is not None or rules.get(self.details.get("move_on", ""), True)


class PackageUploadQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=[PackageUpload.State.WAITING, PackageUpload.State.RUNNING])


class PackageUpload(models.Model):
    """A file given as a package: how far the work on it has come, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("taken in")
        REFUSED = "refused", _("refused, nothing kept")
        CANCELLED = "cancelled", _("cancelled, nothing kept")
        FAILED = "failed", _("broken off")

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    file = models.FileField(_("file"), storage=private_storage, upload_to=upload_path)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    language = models.CharField(max_length=10, default="vi")
    bytes_done = models.BigIntegerField(_("unpacked"), default=0)
    bytes_total = models.BigIntegerField(_("to unpack"), default=0)
    refusal = models.TextField(_("refusal"), blank=True)
    package = models.ForeignKey(Package, models.SET_NULL, null=True, blank=True, related_name="uploads")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), null=True, related_name="+"
    )
    is_cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("given at"), default=now)
    heard_at = models.DateTimeField(_("last heard of"), default=now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = PackageUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("upload of a package")
        verbose_name_plural = _("uploads of packages")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.state not in {self.State.WAITING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        if self.is_over:
            return 100
        return min(99, 100 * self.bytes_done // self.bytes_total) if self.bytes_total else 0


class PackagePage(Page):
    """A package offered below a module. Open to those whom ``curriculum.open_lesson`` lets in, as a lesson is."""

    class Completion(models.TextChoices):
        OPENED = "opened", _("every part was opened")
        COMPLETED = "completed", _("every part is reported as completed")
        PASSED = "passed", _("every part is reported as passed")

    package = models.ForeignKey(Package, models.PROTECT, verbose_name=_("package"), related_name="+")
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    completion = models.CharField(
        _("completed when"),
        max_length=12,
        choices=Completion,
        default=Completion.COMPLETED,
        help_text=_("Some packages never report anything: choose “every part was opened” for these."),
    )
    assessment = models.ForeignKey(
        "curriculum.ProgrammeAssessment",
        models.SET_NULL,
        verbose_name=_("counts as assessment"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The best score reported becomes the mark of this assessment. Empty: it gives no mark."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("package"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("completion")]),
        FieldPanel("assessment"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types = ["curriculum.ModulePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page with a package")
        verbose_name_plural = _("pages with packages")

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The player asks who may open it; this address only leads there."""
        return redirect("trainee:package", self.pk)

    @property
    def card(self) -> dict[str, Any]:
        """What a lesson says of the package before it is opened."""
        return {
            "title": self.title,
            "address": reverse("trainee:package", args=[self.pk]),
            "kind": self.package.get_kind_display(),
            "bytes": self.package.bytes_unpacked,
            "minutes": self.minutes,
        }

    @property
    def module_path(self) -> str:
        """The tree path of the module above, known without a query."""
        return self.path[: -self.steplen]

    @property
    def programme_path(self) -> str:
        """The tree path of the programme two steps above, known without a query."""
        return self.path[: -2 * self.steplen]


class PackageRegistration(models.Model):
    """One person and one page with a package: what holds the states of its parts together.

    The key is what cmi5 and xAPI call the registration. Best score and completion never go back.
    """

    key = models.UUIDField(_("registration"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("account"), related_name="+")
    page = models.ForeignKey(PackagePage, models.CASCADE, related_name="registrations")
    package = models.ForeignKey(Package, models.PROTECT, related_name="registrations")
    opened_at = models.DateTimeField(_("first opened at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    best_score = models.DecimalField(_("best score"), max_digits=6, decimal_places=4, null=True, blank=True)
    sequencing = models.JSONField(_("place among the parts"), default=dict, blank=True)

    personal_data = {
        "sequencing": PersonalField("following one's own study", "training_record", sensitive=True),
        "best_score": PersonalField("following one's own study", "training_record", sensitive=True),
        "completed_at": PersonalField("following one's own study", "training_record", sensitive=True),
    }

    class Meta:
        verbose_name = _("registration for a package")
        verbose_name_plural = _("registrations for packages")
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "package"], name="curriculum_packageregistration_once"),
            models.CheckConstraint(
                condition=Q(best_score__isnull=True) | Q(best_score__gte=-1, best_score__lte=1),
                name="curriculum_packageregistration_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.page}"


class PackageItemState(models.Model):
    """Where one person stands in one part of a package, as the content last reported it.

    ``session`` and ``number`` put reports into their order; ``reported_at`` orders sessions of several devices.
    """

    class Completion(models.TextChoices):
        UNKNOWN = "unknown", _("not reported")
        NOT_ATTEMPTED = "not attempted", _("not begun")
        INCOMPLETE = "incomplete", _("begun")
        COMPLETED = "completed", _("completed")

    class Success(models.TextChoices):
        UNKNOWN = "unknown", _("not reported")
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    registration = models.ForeignKey(PackageRegistration, models.CASCADE, related_name="states")
    item = models.ForeignKey(PackageItem, models.CASCADE, related_name="states")
    session = models.UUIDField(_("session"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number of the report"), default=0)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    runtime = models.JSONField(_("data of the content"), default=dict, blank=True)
    completion = models.CharField(_("completion"), max_length=16, choices=Completion, default=Completion.UNKNOWN)
    success = models.CharField(_("success"), max_length=12, choices=Success, default=Success.UNKNOWN)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=4, null=True, blank=True)
    is_ended = models.BooleanField(_("ended by the content"), default=False)
    opened_at = models.DateTimeField(_("first opened at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    passed_at = models.DateTimeField(_("passed at"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)

    personal_data = {
        "runtime": PersonalField("following one's own study", "training_record", sensitive=True),
        "score": PersonalField("following one's own study", "training_record", sensitive=True),
    }

    class Meta:
        verbose_name = _("state of a part")
        verbose_name_plural = _("states of parts")
        constraints = [
            models.UniqueConstraint(fields=["registration", "item"], name="curriculum_packageitemstate_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=-1, score__lte=1),
                name="curriculum_packageitemstate_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}, {self.item}: {self.completion}"
