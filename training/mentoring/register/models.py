"""The register of mentors: entries and exits by decision, training, limits, who is kept apart; the yearly review F9.

Nothing of the history is ever overwritten: each row says who recorded it and when, and later rows count. What the
mentor's own row says (available, trained until, left on) is what the history comes to; the services keep both.
"""

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.people.models import Person, Role
from training.people.roles import roles_of


class MentorQuerySet(models.QuerySet):
    def registered(self):
        """Those who may be given somebody to guide."""
        return self.filter(is_active=True)

    def in_state(self, state: str):
        if state == Mentor.State.TAKEN_OFF:
            return self.filter(left_on__isnull=False)
        return self.filter(left_on__isnull=True, is_active=state == Mentor.State.REGISTERED)

    def with_training(self, state: str, day: date | None = None):
        """Those whose training stands so on the day; ``Mentor.training_on`` agrees."""
        day = day or today()
        states = Mentor.Training
        if state == states.NONE:
            return self.filter(trained_until__isnull=True)
        if state == states.EXPIRED:
            return self.filter(trained_until__lt=day)
        late = Q(update_due_on__lt=day)
        trained = self.filter(trained_until__gte=day)
        return trained.filter(late) if state == states.UPDATE_DUE else trained.exclude(late)


class Mentor(models.Model):
    """An entry in the register of mentors."""

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("mentor", "in the register")
        SUSPENDED = "suspended", pgettext_lazy("mentor", "suspended")
        TAKEN_OFF = "taken_off", pgettext_lazy("mentor", "taken off")

    class Training(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("mentor training", "in force")
        UPDATE_DUE = "update_due", pgettext_lazy("mentor training", "yearly update due")
        EXPIRED = "expired", pgettext_lazy("mentor training", "expired")
        NONE = "none", pgettext_lazy("mentor training", "not trained yet")

    person = models.OneToOneField(Person, models.PROTECT, related_name="mentor")
    registered_on = models.DateField(_("registered on"))
    left_on = models.DateField(_("taken off on"), null=True, blank=True)
    is_active = models.BooleanField(_("available"), default=True)
    working_since = models.DateField(
        _("in the political system since"),
        null=True,
        blank=True,
        help_text=_("From the record of service; empty: since the first office known here."),
    )
    exception = models.CharField(_("why entered although a condition is not met"), max_length=300, blank=True)
    trained_on = models.DateField(_("mentor training on"), null=True, blank=True)
    trained_until = models.DateField(_("mentor training valid until"), null=True, blank=True)
    update_due_on = models.DateField(_("yearly update due on"), null=True, blank=True)

    objects = MentorQuerySet.as_manager()

    personal_data = {
        "working_since": PersonalField("register of mentors", "training_record"),
        "exception": PersonalField("register of mentors", "training_record"),
    }

    class Meta:
        ordering = ["person__sort_key"]
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(is_active=False), name="training_mentor_left_is_unavailable"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def state(self) -> State:
        if self.left_on is not None:
            return self.State.TAKEN_OFF
        return self.State.REGISTERED if self.is_active else self.State.SUSPENDED

    def get_state_display(self) -> str:
        return str(self.state.label)

    def training_on(self, day: date) -> Training:
        """How the training stands on the day."""
        if self.trained_until is None:
            return self.Training.NONE
        if self.trained_until < day:
            return self.Training.EXPIRED
        late = self.update_due_on is not None and self.update_due_on < day
        return self.Training.UPDATE_DUE if late else self.Training.IN_FORCE

    @property
    def training(self) -> Training:
        return self.training_on(today())

    def get_training_display(self) -> str:
        return str(self.training.label)


class Recorded(models.Model):
    """A row of the history: by whom, and when."""

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class RegisterDecision(Recorded):
    """A decision by which somebody enters or leaves the register, or may be named no more for a time."""

    class Kind(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("register", "entered")
        SUSPENDED = "suspended", pgettext_lazy("register", "suspended")
        RESUMED = "resumed", pgettext_lazy("register", "available again")
        TAKEN_OFF = "taken_off", pgettext_lazy("register", "taken off")

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="decisions")
    kind = models.CharField(_("what was decided"), max_length=12, choices=Kind)
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    personal_data = {"reason": PersonalField("register of mentors", "training_record")}

    class Meta:
        ordering = ["effective_on", "pk"]
        verbose_name = _("decision on the register")
        verbose_name_plural = _("decisions on the register")
        constraints = [
            models.UniqueConstraint(fields=["mentor", "kind", "number"], name="training_registerdecision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.number}"


class MentorTraining(Recorded):
    """Mentor training attended: the programme itself, or the update of a year."""

    class Kind(models.TextChoices):
        FULL = "full", pgettext_lazy("mentor training", "whole programme")
        UPDATE = "update", pgettext_lazy("mentor training", "yearly update")

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="trainings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FULL)
    held_on = models.DateField(_("ended on"))
    name = models.CharField(_("programme or topic"), max_length=200)
    document = models.CharField(_("certificate or list, number"), max_length=100, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = _("mentor training")
        verbose_name_plural = _("mentor trainings")
        constraints = [
            models.UniqueConstraint(fields=["mentor", "kind", "held_on"], name="training_mentortraining_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.held_on:%d/%m/%Y}"


class MentorLimit(Recorded):
    """How many officials a mentor takes on at most for a time: his own figure, never above the regulated one.

    0 means nobody new for now. Of the rows that hold on a day the one recorded last counts.
    """

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="limits")
    most = models.PositiveSmallIntegerField(_("at most"), validators=[MaxValueValidator(20)])
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = _("limit of a mentor")
        verbose_name_plural = _("limits of mentors")

    def __str__(self) -> str:
        return f"{self.mentor}: {self.most}"


class KeptApart(Recorded):
    """A mentor and an official who are not to be paired. Why is never kept (rules.md §10); the Committee reads it."""

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="kept_apart")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    personal_data = {"person": PersonalField("register of mentors", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = _("pair kept apart")
        verbose_name_plural = _("pairs kept apart")
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "person"], condition=Q(lifted_at__isnull=True), name="training_keptapart_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}, {self.person}"


class MentorReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The mentor his own; the Committee, whose office watches the register, those that are signed."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(mentor__person__user=user)
        if roles_of(user).has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
            seen |= Q(status=MentorReview.Status.SIGNED)
        return self.filter(seen)

    def unsigned(self):
        return self.exclude(status=MentorReview.Status.SIGNED)

    def overdue(self, day: date | None = None):
        return self.unsigned().filter(due_on__lt=day or today())


class MentorReview(models.Model):
    """F9: a mentor looks back on a year. Belongs to him and the year, not to a posting."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("review", "to be written")
        DRAFT = "draft", _("draft")
        SIGNED = "signed", pgettext_lazy("review", "confirmed")

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.ForeignKey("training.FormVersion", models.PROTECT, related_name="+")
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.OPEN)
    revision_number = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    signed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = MentorReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "mentor__person__sort_key"]
        verbose_name = _("mentor's self-review")
        verbose_name_plural = _("mentors' self-reviews")
        constraints = [
            models.UniqueConstraint(fields=["mentor", "year"], name="training_mentorreview_once"),
            models.CheckConstraint(
                condition=Q(status="signed", signed_at__isnull=False) | (~Q(status="signed") & Q(signed_at=None)),
                name="training_mentorreview_signed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"F9 {self.year}, {self.mentor}"

    @property
    def is_signed(self) -> bool:
        return self.status == self.Status.SIGNED

    @property
    def is_overdue(self) -> bool:
        return not self.is_signed and self.due_on < today()


class MentorReviewRevision(models.Model):
    """What a review said at one moment. Added at each saving; one that was confirmed carries the confirmation."""

    review = models.ForeignKey(MentorReview, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    answers = models.JSONField(_("answers"), default=dict)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    personal_data = {"answers": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["review", "-number"]
        verbose_name = _("revision of a self-review")
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="training_mentorreviewrevision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.review} #{self.number}"
