"""Written work of a class (bài thu hoạch, tiểu luận, tình huống, đề án): from what is asked to the released mark.

What was handed in is never overwritten: each handing in is a version; what a marker found stays as it was found.
"""

import secrets
import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import OFFICE_READERS, TrainingClass
from training.nominations.models import Enrolment
from training.people.roles import roles_of
from training.results.models import Assessment
from training.scheduling.models import Lecturer

ALIAS_SIGNS = "ACDEFHJKMNPQRTVXY3479"  # none that are mixed up when read aloud


def private_storage():
    return storages["private"]


def work_path(file: "WorkFile", name: str) -> str:
    """Nothing of what the file is called on the device reaches the disk."""
    return f"assignments/{uuid.uuid4().hex}.{file.kind}"


def new_alias() -> str:
    return "".join(secrets.choice(ALIAS_SIGNS) for _n in range(5))


class AssignmentQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        """Offices all; supervisors and lecturers those of their classes, second markers those they mark; trainees the
        published ones of their own. ``rules.can_view_assignment`` agrees.
        """
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        own = Enrolment.objects.active().of_user(user)
        mine = (
            Q(training_class__supervisor=user)
            | Q(training_class__meetings__lecturer__person__user=user)
            | Q(second_marker__person__user=user)
            | Q(published_at__isnull=False, training_class__enrolments__in=own)
        )
        return self.filter(pk__in=self.filter(mine).values("pk"))


class Assignment(models.Model):
    """One piece of written work asked of a whole class. Its released mark becomes the mark of ``assessment``."""

    class Form(models.TextChoices):
        REFLECTIVE_REPORT = "reflective_report", pgettext_lazy("assignment", "reflective report")
        ESSAY = "essay", pgettext_lazy("assignment", "essay")
        SITUATION = "situation", pgettext_lazy("assignment", "situation to resolve")
        PROJECT = "project", pgettext_lazy("assignment", "project proposal")
        FIELD_REPORT = "field_report", pgettext_lazy("assignment", "report of a field study")
        OTHER = "other", pgettext_lazy("assignment", "other written work")

    class Late(models.TextChoices):
        REFUSED = "refused", pgettext_lazy("late work", "not taken after the deadline")
        ACCEPTED = "accepted", pgettext_lazy("late work", "taken until a later moment, without deduction")
        DEDUCTED = "deducted", pgettext_lazy("late work", "taken until a later moment, with a deduction")

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="assignments")
    assessment = models.ForeignKey(
        Assessment,
        models.SET_NULL,
        verbose_name=_("counts as"),
        null=True,
        blank=True,
        related_name="assignments",
        help_text=_("The released mark is entered there. Without one, the work is practice and counts for nothing."),
    )
    title = models.CharField(_("title"), max_length=200)
    form = models.CharField(_("form"), max_length=30, choices=Form, default=Form.REFLECTIVE_REPORT)
    instructions = models.TextField(_("what is asked"), help_text=_("The task, what is expected, how long it may be."))
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("deadline"))
    late = models.CharField(_("late work"), max_length=10, choices=Late, default=Late.REFUSED)
    accepted_until = models.DateTimeField(_("late work is taken until"), null=True, blank=True)
    deduction = models.DecimalField(
        _("points taken off for each day begun"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    takes_text = models.BooleanField(_("text written here"), default=True)
    file_kinds = models.JSONField(_("files that may be attached"), default=list, blank=True)
    most_files = models.PositiveSmallIntegerField(_("most files"), default=3)
    most_megabytes = models.PositiveSmallIntegerField(_("largest file (MB)"), default=10)
    rubric = models.JSONField(_("rubric"), default=list, blank=True)
    second_marker = models.ForeignKey(
        Lecturer,
        models.PROTECT,
        verbose_name=_("second marker"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Marks without seeing the first mark; a difference is shown when both are in."),
    )
    is_anonymous = models.BooleanField(
        _("names hidden from the markers until release"),
        default=False,
    )
    allows_resubmission = models.BooleanField(_("may be handed in again until the deadline, or marked"), default=True)
    published_at = models.DateTimeField(_("given to the class"), null=True, blank=True, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [models.Index(fields=["training_class", "due_at"], name="training_assignment_by_class")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")),
                name="training_assignment_due_after_opening",
                violation_error_message=_("The deadline lies after the opening."),
            ),
            models.CheckConstraint(
                condition=Q(late="refused") | Q(accepted_until__isnull=False, accepted_until__gt=F("due_at")),
                name="training_assignment_late_until",
                violation_error_message=_("Say until when late work is taken; it lies after the deadline."),
            ),
            models.CheckConstraint(
                condition=~Q(late="deducted") | Q(deduction__isnull=False, deduction__gt=0),
                name="training_assignment_deduction",
                violation_error_message=_("Say how many points a day late costs."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_files(self) -> bool:
        return bool(self.file_kinds)

    @property
    def hides_names(self) -> bool:
        """Whether markers see the sign of a work instead of the name of its author."""
        return self.is_anonymous and self.released_at is None


class DeadlineExtension(models.Model):
    """More time for one learner, with the reason. A later one replaces it; the log keeps both."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="deadline_extensions")
    until = models.DateTimeField(_("new deadline"))
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted at"))

    personal_data = {"reason": PersonalField("extending a deadline", "class_record", sensitive=True)}

    class Meta:
        verbose_name = _("extension of a deadline")
        verbose_name_plural = _("extensions of deadlines")
        constraints = [models.UniqueConstraint(fields=["assignment", "enrolment"], name="training_extension_once")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.until:%d/%m/%Y %H:%M}"


class Work(models.Model):
    """One learner's work on one assignment: the draft as it stands, and what was handed in of it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="works")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="works")
    alias = models.CharField(_("sign"), max_length=5, default=new_alias, editable=False)
    text = models.TextField(_("draft"), blank=True)
    version = models.PositiveIntegerField(_("version of the draft"), default=0)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    written_with = models.UUIDField(_("key of the draft on the device"), null=True, blank=True, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    personal_data = {"text": PersonalField("result of the training", "class_record")}

    class Meta:
        ordering = ["enrolment__person__sort_key", "pk"]
        verbose_name = _("work on an assignment")
        verbose_name_plural = _("works on assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "enrolment"], name="training_work_once"),
            models.UniqueConstraint(fields=["assignment", "alias"], name="training_work_alias_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.assignment}"


class ParallelDraft(models.Model):
    """A draft written elsewhere from an older version: kept beside the draft until its author settles it."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="parallel_drafts")
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    base_version = models.PositiveIntegerField(_("written from version"))
    written_at = models.DateTimeField(_("written at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    personal_data = {"text": PersonalField("result of the training", "class_record")}

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("parallel draft")
        verbose_name_plural = _("parallel drafts")
        constraints = [models.UniqueConstraint(fields=["work", "sha256"], name="training_paralleldraft_once")]

    def __str__(self) -> str:
        return f"{self.work}, {self.written_at:%d/%m/%Y %H:%M}"


class WorkFileQuerySet(models.QuerySet):
    def in_draft(self):
        """Those that will be handed in next."""
        return self.filter(removed_at__isnull=True)


class WorkFile(models.Model):
    """One file of a work, as it came. Removed from the draft it stays with the versions it was handed in with."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="files")
    file = models.FileField(_("file"), storage=private_storage, upload_to=work_path)
    kind = models.CharField(_("kind"), max_length=5)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = WorkFileQuerySet.as_manager()

    personal_data = {
        "file": PersonalField("result of the training", "class_record"),
        "name": PersonalField("result of the training", "class_record"),
    }

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("file of a work")
        verbose_name_plural = _("files of works")

    def __str__(self) -> str:
        return self.name


class SubmissionQuerySet(models.QuerySet):
    def newest(self):
        """The version that counts of each work."""
        newer = Submission.objects.filter(work=models.OuterRef("work"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(newer))


class Submission(models.Model):
    """One version handed in, with the receipt its author was shown."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    files = models.ManyToManyField(WorkFile, verbose_name=_("files"), related_name="submissions", blank=True)
    handed_in_at = models.DateTimeField(_("handed in at"))
    days_late = models.PositiveSmallIntegerField(_("days late"), default=0)
    sha256 = models.CharField(_("SHA-256 of what was handed in"), max_length=64)

    objects = SubmissionQuerySet.as_manager()

    personal_data = {"text": PersonalField("result of the training", "class_record")}

    class Meta:
        ordering = ["number"]
        verbose_name = _("version handed in")
        verbose_name_plural = _("versions handed in")
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="training_submission_once")]

    def __str__(self) -> str:
        return f"{self.work} ({self.number})"

    @property
    def receipt(self) -> str:
        """What a learner quotes: short enough to be read aloud."""
        return f"{self.pk}-{self.sha256[:8]}".upper()


class Marking(models.Model):
    """What one marker found of one version. ``SETTLED`` is the mark after two markers differed, with its reason."""

    class Part(models.TextChoices):
        FIRST = "first", pgettext_lazy("marking", "first marker")
        SECOND = "second", pgettext_lazy("marking", "second marker")
        SETTLED = "settled", pgettext_lazy("marking", "settled")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="markings")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    levels = models.JSONField(_("levels"), default=dict, blank=True)
    comments = models.JSONField(_("comments by criterion"), default=dict, blank=True)
    comment = models.TextField(pgettext_lazy("marking", "comment"), blank=True)
    value = models.DecimalField(_("mark"), max_digits=3, decimal_places=1, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("saved at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    personal_data = {
        "value": PersonalField("result of the training", "class_record"),
        "comment": PersonalField("result of the training", "class_record"),
        "comments": PersonalField("result of the training", "class_record"),
    }

    class Meta:
        ordering = ["submission", "part"]
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        constraints = [
            models.UniqueConstraint(fields=["submission", "part"], name="training_marking_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(value__gte=0, value__lte=10),
                name="training_marking_on_the_scale",
            ),
            models.CheckConstraint(
                condition=~Q(part="settled") | Q(reason__gt=""), name="training_marking_settled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}, {self.get_part_display()}"


class SimilarityRun(models.Model):
    """One comparison of all works of an assignment with each other, done in the background."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("comparison", "waiting")
        RUNNING = "running", pgettext_lazy("comparison", "running")
        DONE = "done", pgettext_lazy("comparison", "done")
        CANCELLED = "cancelled", pgettext_lazy("comparison", "cancelled")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="similarity_runs")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    compared = models.PositiveIntegerField(_("compared"), default=0)
    total = models.PositiveIntegerField(_("to compare"), default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("comparison of works")
        verbose_name_plural = _("comparisons of works")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=["waiting", "running"]),
                name="training_similarity_one_runs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.get_state_display()}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.CANCELLED)


class SimilarPair(models.Model):
    """Two works that share passages, and how much of the shorter one. A hint to look, never a verdict."""

    run = models.ForeignKey(SimilarityRun, models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    second = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField(_("alike (%)"))

    class Meta:
        ordering = ["-percent", "pk"]
        verbose_name = _("pair of works that are alike")
        verbose_name_plural = _("pairs of works that are alike")
        constraints = [models.UniqueConstraint(fields=["run", "first", "second"], name="training_similarpair_once")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}: {self.percent} %"
