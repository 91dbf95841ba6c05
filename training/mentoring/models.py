"""Mentors, mentorships, contacts (F1) and the forms of a term, due by the calendar (mentoring.md).

Forms have dated versions, so that a changed form never alters a filed one. What is written is kept as revisions that
are added, never overwritten; what is signed carries the hash of the revision it signs.
"""

import uuid
from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.mentoring.competencies.models import Competency
from training.mentoring.register.models import Mentor
from training.rotation.models import Posting
from training.validity.models import Validity, ValidityQuerySet
from training.validity.names import InTwoLanguages


def private_storage():
    return storages["private"]


class MentorshipQuerySet(ValidityQuerySet):
    def current(self):
        return self.filter(valid_to__isnull=True)

    def of_mentor(self, user):
        return self.filter(mentor__person__user=user)


class Mentorship(Validity):
    """One mentor guiding one official through one posting, for a time."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="mentorships")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="mentorships")

    objects = MentorshipQuerySet.as_manager()

    class Meta(Validity.Meta):
        ordering = ["-valid_from"]
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(valid_to__isnull=True),
                name="training_mentorship_one_main_mentor",
                violation_error_message=_("This posting already has a mentor. Change the mentor instead."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.posting.person}"


class MentoringContactQuerySet(models.QuerySet):
    def held(self):
        """Those that took place and were handed in; a draft counts for nothing yet."""
        return self.exclude(status=MentoringContact.Status.DRAFT)

    def visible_to(self, user):
        """Words are read by the two sides alone: the official, and the mentor of their time while he has to finish."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(mentorship__posting__person__user=user)
        unfinished = Q(mentorship__valid_to__isnull=True) | ~Q(status=MentoringContact.Status.CONFIRMED)
        guided = Q(mentorship__mentor__person__user=user) & unfinished
        drafts_of_others = Q(status=MentoringContact.Status.DRAFT) & ~Q(recorded_by=user)
        return self.filter(mine | guided).exclude(drafts_of_others)


class MentoringContact(models.Model):
    """F1: one meeting, site visit, call or observation. Drafted by one side, confirmed by the other, then locked."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        SITE_VISIT = "site_visit", _("site visit")
        OBSERVATION = "observation", _("observation")
        CALL = "call", _("telephone call")
        ONLINE = "online", _("online")

    class Concern(models.IntegerChoices):
        NONE = 0, pgettext_lazy("concern", "none")
        WATCH = 1, pgettext_lazy("concern", "to watch")
        INTERVENE = 2, pgettext_lazy("concern", "needs intervention")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("awaiting confirmation")
        CONFIRMED = "confirmed", _("confirmed")

    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text=_("Made by the device: a second arrival is one."))
    mentorship = models.ForeignKey(Mentorship, models.PROTECT, related_name="contacts")
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.DRAFT)
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEETING)
    place = models.CharField(_("place"), max_length=200, blank=True)
    participants = models.CharField(_("who took part (by role)"), max_length=300, blank=True)
    previous_actions_reviewed = models.JSONField(
        _("what became of earlier action points"),
        default=list,
        blank=True,
        help_text=_("List of {action, text, status}, in words as they stood."),
    )
    topics = models.TextField(_("what was discussed"), blank=True)
    competencies = models.ManyToManyField(Competency, verbose_name=_("competencies"), blank=True, related_name="+")
    observations = models.TextField(_("what was observed, evidence"), blank=True)
    reflection = models.TextField(_("what the official takes from it"), blank=True)
    mentor_feedback = models.TextField(_("the mentor's feedback"), blank=True)
    support_needed = models.TextField(_("difficulties, support asked for"), blank=True)
    concern_level = models.PositiveSmallIntegerField(_("level of concern"), choices=Concern, default=Concern.NONE)
    next_on = models.DateField(_("next contact"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    sha256 = models.CharField(_("fingerprint of what was confirmed"), max_length=64, blank=True)

    objects = MentoringContactQuerySet.as_manager()

    personal_data = {
        "previous_actions_reviewed": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "topics": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "observations": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "reflection": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "mentor_feedback": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "support_needed": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "concern_level": PersonalField("mentoring", "mentoring_note", sensitive=True),
    }

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("mentoring contact")
        verbose_name_plural = _("mentoring contacts")
        indexes = [models.Index(fields=["mentorship", "-happened_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False, sha256__gt="")
                | (~Q(status="confirmed") & Q(confirmed_at__isnull=True, confirmed_by__isnull=True)),
                name="training_contact_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.mentorship}"


class ActionPoint(models.Model):
    """What was agreed to be done, by whom and until when."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("action point", "open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    contact = models.ForeignKey(MentoringContact, models.CASCADE, related_name="action_points")
    text = models.CharField(_("action"), max_length=300)
    owner = models.CharField(
        _("by whom"), max_length=20, choices=[("mentee", _("the official")), ("mentor", _("the mentor"))]
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.OPEN)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("action point")
        verbose_name_plural = _("action points")

    def __str__(self) -> str:
        return self.text


class FormVersion(InTwoLanguages, Validity):
    """One form (F0, F3 …) as it stood from one day to another: fields, signers and their order."""

    code = models.CharField(_("form"), max_length=4)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    definition = models.JSONField(_("fields and signers"))

    class Meta(Validity.Meta):
        ordering = ["code", "number"]
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "number"], name="training_formversion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.number}"


class TermFormQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(status__in=[TermForm.Status.LOCKED, TermForm.Status.CANCELLED])

    def unfiled(self):
        """Not handed in yet, and still due."""
        return self.filter(status__in=[TermForm.Status.NOT_DUE, TermForm.Status.DRAFT])

    def overdue(self, day: date | None = None):
        """Not handed in although the day has passed; being late is computed, never stored."""
        return self.unfiled().filter(due_on__lt=day or today())


class TermForm(models.Model):
    """One form due in a posting: made with the calendar when the posting starts, filled later, signed, locked."""

    class Status(models.TextChoices):
        NOT_DUE = "not_due", _("not yet due")
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        COUNTERSIGNED = "countersigned", _("countersigned")
        LOCKED = "locked", _("locked")
        CANCELLED = "cancelled", _("no longer due")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="forms")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    code = models.CharField(_("form"), max_length=4)
    month = models.SmallIntegerField(_("month of the term"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    status = models.CharField(_("state"), max_length=15, choices=Status, default=Status.NOT_DUE)
    revision_number = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    unlocked_on = models.DateField(_("unlocked on"), null=True, blank=True)

    objects = TermFormQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "code"]
        verbose_name = _("form of the term")
        verbose_name_plural = _("forms of the term")
        indexes = [models.Index(fields=["status", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "code", "month"],
                condition=~Q(status="cancelled"),
                name="training_termform_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.month}), {self.posting}"

    @property
    def is_unfiled(self) -> bool:
        return self.status in (self.Status.NOT_DUE, self.Status.DRAFT)

    @property
    def is_overdue(self) -> bool:
        return self.is_unfiled and self.due_on < today()

    @property
    def is_open(self) -> bool:
        """Whether the days in which it can be filled have begun."""
        return self.opens_on <= today()


class FormRevision(models.Model):
    """What a form said at one moment. Added at each saving; the highest number is the present text."""

    form = models.ForeignKey(TermForm, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text=_("Made by the device: a second arrival is one."))
    answers = models.JSONField(_("answers"), default=dict)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)

    personal_data = {"answers": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["form", "-number"]
        verbose_name = _("form revision")
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="training_formrevision_number_once")]

    def __str__(self) -> str:
        return f"{self.form} #{self.number}"


class FormSignature(models.Model):
    """A confirmation in the system (rules.md E2: not a digital signature): who, in which capacity, when, of what."""

    class Capacity(models.TextChoices):
        MENTEE = "mentee", _("official under guidance")
        MENTOR = "mentor", _("mentor")
        HOST_HEAD = "host_head", _("head of the host unit")
        LINK_OFFICER = "link_officer", _("link officer of the sending unit")
        COMMITTEE_OFFICER = "committee_officer", _("Organisation Committee officer")

    form = models.ForeignKey(TermForm, models.PROTECT, related_name="signatures")
    capacity = models.CharField(_("capacity"), max_length=20, choices=Capacity)
    revision = models.ForeignKey(FormRevision, models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("confirmed at"))
    sha256 = models.CharField(_("fingerprint of what was confirmed"), max_length=64)

    class Meta:
        ordering = ["signed_at"]
        verbose_name = _("confirmation")
        constraints = [
            models.UniqueConstraint(fields=["revision", "capacity"], name="training_formsignature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}: {self.signed_by}"


def document_path(document: "FormDocument", name: str) -> str:
    """Nothing of what the file is called on the device reaches the disk."""
    return f"mentoring/{uuid.uuid4().hex}.{document.kind}"


class FormDocument(models.Model):
    """The signed document of one part of a form (mentoring.md §4: part C of F5, (b) and (c) of F6): number, day, file.

    Added, never replaced; the latest of a part counts.
    """

    form = models.ForeignKey(TermForm, models.PROTECT, related_name="documents")
    capacity = models.CharField(_("part of"), max_length=20, choices=FormSignature.Capacity)
    number = models.CharField(_("number of the document"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    kind = models.CharField(_("kind of file"), max_length=5)
    file = models.FileField(_("file"), storage=private_storage, upload_to=document_path)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    personal_data = {"file": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("signed document of a form")
        verbose_name_plural = _("signed documents of forms")
        constraints = [
            models.UniqueConstraint(fields=["form", "capacity", "sha256"], name="training_formdocument_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.signed_on:%d/%m/%Y}"


class ParallelVersion(models.Model):
    """A text that arrived after its record had moved on under another hand. Kept beside it until somebody chose.

    Nothing typed is ever lost: the record keeps what it had, this row keeps the other, and the person settles them.
    """

    contact = models.ForeignKey(
        MentoringContact, models.CASCADE, null=True, blank=True, related_name="parallel_versions"
    )
    form = models.ForeignKey(TermForm, models.CASCADE, null=True, blank=True, related_name="parallel_versions")
    page = models.ForeignKey(
        "training.DiaryEntry", models.CASCADE, null=True, blank=True, related_name="parallel_versions"
    )
    base_version = models.PositiveIntegerField(_("version it was written on"))
    answers = models.JSONField(_("answers"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    personal_data = {"answers": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["written_at"]
        verbose_name = _("parallel version")
        verbose_name_plural = _("parallel versions")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, form__isnull=True, page__isnull=True)
                | Q(contact__isnull=True, form__isnull=False, page__isnull=True)
                | Q(contact__isnull=True, form__isnull=True, page__isnull=False),
                name="training_parallelversion_of_one_record",
            ),
            models.UniqueConstraint(fields=["contact", "sha256"], name="training_parallelversion_contact_once"),
            models.UniqueConstraint(fields=["form", "sha256"], name="training_parallelversion_form_once"),
            models.UniqueConstraint(fields=["page", "sha256"], name="training_parallelversion_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact or self.form or self.page}: {self.written_by}"
