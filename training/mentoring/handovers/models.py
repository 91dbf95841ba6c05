"""A change of mentor or an early end on its way, and the forms that a leaving mentor may still finish."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from training.mentoring.models import Mentorship, TermForm
from training.rotation.models import Posting


class HandoverQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user):
        """Whoever sees the posting sees that its mentor changes; the words stand in the form, with its own readers."""
        return self.filter(posting__in=Posting.objects.visible_to(user).values("pk"))


class Handover(models.Model):
    """One change of mentor, or one early end: begun by F8, closed when the new mentor is named or the end decided.

    The reason is one of a list of neutral words, as it is in the form; nothing private is kept (rules.md §9–10).
    """

    class Kind(models.TextChoices):
        MENTOR = "mentor", _("change of mentor")
        EARLY_END = "early_end", _("early end")

    class Reason(models.TextChoices):
        MENTOR_MOVES = "mentor_moves", _("the mentor takes another post")
        MENTOR_LEAVES = "mentor_leaves", _("the mentor leaves the register")
        TOO_MANY = "too_many", _("the mentor guides too many")
        AGREED = "agreed", _("both sides ask for it")
        DUTY_CHANGES = "duty_changes", _("the duties of the official change")
        UNIT_CHANGES = "unit_changes", _("the host unit is reorganised")
        OTHER_TASK = "other_task", _("another task given by the authority")
        OWN_REQUEST = "own_request", _("the official asks for it and the authority agrees")

    class Outcome(models.TextChoices):
        HANDED_OVER = "handed_over", pgettext_lazy("handover", "new mentor named")
        ENDED = "ended", pgettext_lazy("handover", "posting ended")
        WITHDRAWN = "withdrawn", pgettext_lazy("handover", "withdrawn")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="handovers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    on = models.DateField(_("day of the change"))
    leaving = models.ForeignKey(
        Mentorship, models.PROTECT, verbose_name=_("mentorship that ends"), null=True, blank=True, related_name="+"
    )
    form = models.OneToOneField(TermForm, models.PROTECT, related_name="handover")
    mentor_due_on = models.DateField(_("new mentor by"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("begun at"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    coming = models.ForeignKey(
        Mentorship, models.PROTECT, verbose_name=_("new mentorship"), null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(closed_at__isnull=True),
                name="training_handover_one_open",
                violation_error_message=_("A change of this posting is on its way already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="training_handover_closed_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.posting}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_approved(self) -> bool:
        """Everybody signed the form, the Committee last (mentoring.md, "Who signs what")."""
        return self.form.status == TermForm.Status.LOCKED

    @property
    def is_overdue(self) -> bool:
        """No new mentor by his day, or no interim assessment by its own."""
        late_mentor = self.is_open and self.mentor_due_on is not None and self.mentor_due_on < today()
        return late_mentor or self.form.is_overdue


class KeptFormQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(released_at__isnull=True, until__gte=today())


class KeptForm(models.Model):
    """A form that a mentor had begun, or owed his word, when his mentorship ended: his until a day, or until he hands
    it over. Meanwhile nobody else writes in it as the mentor.
    """

    mentorship = models.ForeignKey(Mentorship, models.PROTECT, related_name="kept_forms")
    form = models.ForeignKey(TermForm, models.PROTECT, related_name="kept")
    until = models.DateField(_("until"))
    released_at = models.DateTimeField(_("handed over at"), null=True, blank=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        ordering = ["until", "pk"]
        verbose_name = _("form kept to finish")
        verbose_name_plural = _("forms kept to finish")
        constraints = [
            models.UniqueConstraint(
                fields=["form"], condition=Q(released_at__isnull=True), name="training_keptform_one_keeper"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.mentorship.mentor}"
