"""Flags and what became of them. A flag is never deleted; each step of its life is a row of its own."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.access.models import AppendOnly
from training.mentoring.flags.catalogue import (
    LEADER,
    RESTRICTED,
    WATCHES,
    WEIGHT,
    FlagLevel,
    FlagRule,
    Responder,
    read_by,
)
from training.mentoring.models import Mentorship
from training.people.models import Role
from training.people.roles import roles_of
from training.rotation.capacities import Capacity
from training.rotation.models import Posting, RotationWave, first_day_of_tail, hosted_by
from training.units.models import Unit


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def pressing(self):
        """Open, and what raised them still holds."""
        return self.open().filter(ceased_on__isnull=True)

    def overdue(self, day=None):
        """Nobody closed them by their day although what raised them still holds."""
        return self.pressing().filter(due_on__lt=day or today())

    def visible_to(self, user):
        """Those the document lets the user read, by how he stands to the posting today; R10 and R13 hide from the
        two sides whatever else they are. ``rules.can_view_flag`` agrees.
        """
        roles = roles_of(user)
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        found = Q(rule__in=_read_everywhere(roles))
        found |= Q(rule__in=read_by(Capacity.MENTEE), posting__person__user=user)
        guided = Mentorship.objects.current().filter(mentor__person__user=user)
        found |= Q(rule__in=read_by(Capacity.MENTOR), posting__in=guided.values("posting"))
        still_seen = ~Q(posting__status=Posting.Status.ENDED) | Q(posting__ended_on__gte=first_day_of_tail())
        for standing, granted, side in (
            (Capacity.HOST_HEAD, [Role.UNIT_HEAD], "host"),
            (Capacity.HOST_COORDINATOR, [Role.UNIT_COORDINATOR], "host"),
            (Capacity.LINK_OFFICER, [Role.LINK_OFFICER], "sending"),
            (Capacity.SENDING_UNIT, [Role.UNIT_HEAD, Role.UNIT_COORDINATOR], "sending"),
        ):
            units = roles.unit_ids(*granted)
            if units and side == "host":
                found |= Q(rule__in=read_by(standing)) & hosted_by(units, "posting__") & still_seen
            elif units:
                found |= Q(rule__in=read_by(standing), posting__sending_unit__in=units)
        ever_guided = Mentorship.objects.filter(mentor__person__user=user)
        one_of_the_sides = Q(posting__person__user=user) | Q(posting__in=ever_guided.values("posting"))
        hidden = Flag.objects.filter(Q(rule__in=RESTRICTED) & one_of_the_sides)
        return self.filter(found).exclude(pk__in=hidden.values("pk"))


def _read_everywhere(roles) -> set[str]:
    rules: set[str] = set()
    if roles.has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
        rules.update(read_by(Capacity.COMMITTEE_OFFICER))
    if roles.has(Role.COMMITTEE_LEADER):
        rules.update(read_by(LEADER))
    if roles.has(Role.AUDITOR):
        rules.update(read_by(Capacity.AUDITOR))
    return rules


class Flag(models.Model):
    """A rule of mentoring.md §6 that a posting (or, for R14, a host unit in a wave) came under."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("flag", "open")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("flag", "acknowledged")
        IN_ACTION = "in_action", pgettext_lazy("flag", "in action")
        ESCALATED = "escalated", pgettext_lazy("flag", "escalated")
        RESOLVED = "resolved", pgettext_lazy("flag", "resolved")
        UNFOUNDED = "unfounded", pgettext_lazy("flag", "unfounded")

    CLOSED = (Status.RESOLVED, Status.UNFOUNDED)

    rule = models.CharField(_("rule"), max_length=3, choices=FlagRule)
    level = models.CharField(pgettext_lazy("flag", "level"), max_length=12, choices=FlagLevel)
    weight = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.OPEN)
    posting = models.ForeignKey(
        Posting, models.PROTECT, verbose_name=_("posting"), null=True, blank=True, related_name="flags"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("host unit"), null=True, blank=True, related_name="+")
    wave = models.ForeignKey(
        RotationWave, models.PROTECT, verbose_name=_("wave"), null=True, blank=True, related_name="+"
    )
    about = models.CharField(max_length=40, blank=True, help_text=_("The form or competency meant, where one is."))
    occasion = models.CharField(max_length=60, help_text=_("What raised it; the same occasion is raised once."))
    facts = models.JSONField(_("facts of the day it was raised"), default=dict, encoder=DjangoJSONEncoder)
    words = models.TextField(_("in the words of whoever raised it"), blank=True)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    raised_on = models.DateField(_("raised on"))
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    responder = models.CharField(_("who acts"), max_length=20, choices=Responder)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("assigned to"), null=True, blank=True, related_name="+"
    )
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    escalated_to = models.CharField(_("escalated to"), max_length=20, choices=Responder, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    ceased_on = models.DateField(_("what raised it no longer holds since"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    result = models.TextField(_("result or reason"), blank=True)

    objects = FlagQuerySet.as_manager()

    personal_data = {
        "facts": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "words": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "document": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "result": PersonalField("mentoring", "mentoring_note", sensitive=True),
    }

    class Meta:
        ordering = ["-weight", "due_on", "-raised_on", "pk"]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        indexes = [models.Index(fields=["status", "due_on"]), models.Index(fields=["posting", "rule"])]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "posting", "about"],
                condition=Q(closed_at__isnull=True, posting__isnull=False),
                name="training_flag_open_once",
            ),
            models.UniqueConstraint(
                fields=["rule", "unit", "wave"],
                condition=Q(closed_at__isnull=True, posting__isnull=True),
                name="training_flag_open_once_at_host",
            ),
            models.CheckConstraint(
                condition=Q(posting__isnull=False, unit__isnull=True, wave__isnull=True)
                | Q(rule="R14", posting__isnull=True, unit__isnull=False, wave__isnull=False),
                name="training_flag_concerns_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["resolved", "unfounded"], closed_at__isnull=False, result__gt="")
                | (~Q(status__in=["resolved", "unfounded"]) & Q(closed_at__isnull=True)),
                name="training_flag_closed_with_result",
            ),
        ]

    def __str__(self) -> str:
        """The same for every flag, so that logs and titles tell neither the rule nor the person."""
        return gettext("Flag %(number)s") % {"number": self.pk}

    def save(self, *args, **kwargs):
        self.weight = WEIGHT[FlagLevel(self.level)]
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A flag is never deleted; it is closed with a reason.")

    @property
    def watch(self):
        return WATCHES[self.rule]

    @property
    def host(self) -> Unit:
        """The host unit it concerns, as it is today."""
        return self.posting.host_today if self.posting is not None else self.unit

    @property
    def is_restricted(self) -> bool:
        return self.watch.is_restricted

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_overdue(self) -> bool:
        return not self.is_closed and self.ceased_on is None and self.due_on is not None and self.due_on < today()


class FlagStep(models.Model):
    """One step in the life of a flag: who, when, what. Written once, never changed."""

    class Kind(models.TextChoices):
        RAISED = "raised", pgettext_lazy("flag", "raised")
        ROSE = "rose", pgettext_lazy("flag", "rose to a higher level")
        RECURRED = "recurred", pgettext_lazy("flag", "came again")
        CEASED = "ceased", pgettext_lazy("flag", "what raised it no longer holds")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("flag", "acknowledged")
        ASSIGNED = "assigned", pgettext_lazy("flag", "assigned")
        NOTED = "noted", pgettext_lazy("flag", "noted")
        ESCALATED = "escalated", pgettext_lazy("flag", "escalated")
        CLOSED = "closed", pgettext_lazy("flag", "closed")

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=12, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    data = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)

    objects = AppendOnly.as_manager()

    personal_data = {
        "note": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "data": PersonalField("mentoring", "mentoring_note", sensitive=True),
    }

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of a flag")
        verbose_name_plural = _("steps of a flag")

    def __str__(self) -> str:
        return f"{self.flag}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("The steps of a flag are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The steps of a flag are append-only.")


class PostingRecord(models.Model):
    """That something a flag asks for was done: its document's number and day, nothing of what it says (rules.md §9)."""

    class Kind(models.TextChoices):
        PLACEMENT_PROPOSAL = "placement_proposal", _("placement proposal")
        SECONDMENT_GUARD = "secondment_guard", _("guard of the secondment confirmed by the unit")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="records")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    document = models.CharField(_("document number"), max_length=100)
    dated_on = models.DateField(_("date of the document"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["dated_on", "pk"]
        verbose_name = _("record of a posting")
        verbose_name_plural = _("records of a posting")
        constraints = [models.UniqueConstraint(fields=["posting", "kind"], name="training_postingrecord_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.document}"
