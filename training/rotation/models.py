"""Waves and postings: who is sent where, by which decision, for how long.

A *posting* is what the glossary calls an assignment of the kinds rotation, transfer, secondment and reinforcement; the
other word is kept for the work that learners hand in.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.access.models import AppendOnly
from training.people.models import Person, PositionTitle, Role
from training.people.roles import roles_of
from training.regulations.queries import value_on
from training.units.models import Unit

COMMITTEE = (Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER, Role.AUDITOR)


def first_day_of_tail() -> date:
    """A posting that ended on this day or later is still seen by its host unit (rules.md §10, consequence 5)."""
    return today() - timedelta(days=value_on("privacy.profile_visibility_tail_days"))


def hosted_by(units: Iterable[int], way: str = "") -> Q:
    """Postings whose host unit, or the unit in which it goes on, is one of these; ``way`` leads to the posting."""
    return Q((f"{way}host_unit__in", units)) | Q((f"{way}host_unit_now__in", units))


def host_on(day: date, way: str = "", field: str = "") -> Case:
    """``Posting.host_today`` of that day for the database, or a field of the unit; ``way`` leads to the posting."""
    begun = When(**{f"{way}host_unit_now__valid_from__lte": day}, then=F(f"{way}host_unit_now{field}"))
    return Case(begun, default=F(f"{way}host_unit{field}"))


class RotationWave(models.Model):
    """One of the half-yearly waves (đợt luân chuyển); four in two years."""

    class Status(models.TextChoices):
        PLANNING = "planning", _("in planning")
        APPROVED = "approved", _("approved")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    reference_date = models.DateField(_("reference date"), help_text=_("Ages and years left are counted on this day."))
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.PLANNING)
    plan_document = models.CharField(_("plan document"), max_length=200, blank=True)
    plan = models.ForeignKey(
        "training.RotationPlan", models.PROTECT, verbose_name=_("plan"), null=True, blank=True, related_name="waves"
    )
    offers_from = models.DateField(_("units offer posts from"), null=True, blank=True)
    offers_until = models.DateField(_("units offer posts until"), null=True, blank=True)
    forward_until = models.DateField(_("officials are put forward until"), null=True, blank=True)
    decide_by = models.DateField(_("decisions by"), null=True, blank=True)
    effective_on = models.DateField(_("planned to take effect on"), null=True, blank=True)

    class Meta:
        ordering = ["-reference_date"]
        verbose_name = _("rotation wave")
        verbose_name_plural = _("rotation waves")

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(models.QuerySet):
    def active(self):
        return self.filter(status=Posting.Status.ACTIVE)

    def not_withdrawn(self):
        """Without those whose decision was taken back: nobody was sent by it, so no figure counts it."""
        return self.exclude(end_reason=Posting.EndReason.WITHDRAWN)

    def visible_to(self, user):
        """The Committee sees all; the sending unit those it sent; the host unit those it has, and a tail of days
        longer; the person his own; the mentor those he guides. ``rules.capacities_of`` agrees.
        """
        roles = roles_of(user)
        if roles.has(*COMMITTEE):
            return self
        if not user.is_authenticated:
            return self.none()
        hosts = roles.unit_ids(Role.UNIT_HEAD, Role.UNIT_COORDINATOR)
        senders = roles.unit_ids(Role.LINK_OFFICER, Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
        mine = Q(person__user=user) | Q(mentorships__mentor__person__user=user, mentorships__valid_to__isnull=True)
        if not (hosts or senders):
            return self.filter(pk__in=Posting.objects.filter(mine).values("pk"))
        hosted = hosted_by(hosts) & (~Q(status=Posting.Status.ENDED) | Q(ended_on__gte=first_day_of_tail()))
        found = Posting.objects.filter(mine | hosted | Q(sending_unit__in=senders))
        return self.filter(pk__in=found.values("pk"))


class Posting(models.Model):
    """One official sent from one unit to another, from the decision onwards (rules.md §9: nothing before it)."""

    class Kind(models.TextChoices):
        ROTATION = "rotation", _("rotation")
        TRANSFER = "transfer", _("transfer")
        SECONDMENT = "secondment", _("secondment")
        REINFORCEMENT = "reinforcement", _("reinforcement")

    class Status(models.TextChoices):
        DECIDED = "decided", _("decided")
        ACTIVE = "active", _("active")
        ENDED = "ended", pgettext_lazy("posting", "ended")

    class EndReason(models.TextChoices):
        RETURNED = "returned", pgettext_lazy("posting", "returned")
        PROMOTED = "promoted", _("promoted")
        PLACED_AT_HOST = "placed_at_host", _("placed at the host unit")
        MOVED_ON = "moved_on", _("moved on")
        TERMINATED = "terminated", _("ended early")
        WITHDRAWN = "withdrawn", pgettext_lazy("posting", "decision withdrawn")

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    wave = models.ForeignKey(RotationWave, models.PROTECT, null=True, blank=True, related_name="postings")
    sending_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("sending unit"), related_name="postings_sent")
    host_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("host unit"), related_name="postings_hosted")
    host_unit_now = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=_("unit in which the host unit goes on"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Where the host unit was merged or divided during the posting; the decision keeps its own name."),
    )
    title = models.ForeignKey(
        PositionTitle, models.PROTECT, verbose_name=pgettext_lazy("posting", "title"), related_name="+"
    )
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_on = models.DateField(_("date of the decision"))
    signer_title = models.CharField(_("title of the signer"), max_length=120, blank=True)
    effective_on = models.DateField(_("effective on"))
    term_months = models.PositiveSmallIntegerField(_("term (months)"), null=True, blank=True)
    exception_decision = models.CharField(
        _("decision allowing an exceptional term"),
        max_length=60,
        blank=True,
        help_text=_("Needed for a rotation shorter, or a secondment longer, than the rules say."),
    )
    due_on = models.DateField(_("term ends on"), null=True, blank=True)
    interrupted_from = models.DateField(_("last interrupted from"), null=True, blank=True)
    interrupted_to = models.DateField(_("last interrupted to"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DECIDED)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=20, choices=EndReason, blank=True)
    end_decision = models.CharField(_("decision ending it"), max_length=60, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"))

    objects = PostingQuerySet.as_manager()

    personal_data = {"kind": PersonalField("cadre management", "training_record")}

    class Meta:
        ordering = ["-effective_on", "pk"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=["decided", "active"]),
                name="training_posting_one_at_a_time",
                violation_error_message=_("This person already has a posting that has not ended."),
            ),
            models.UniqueConstraint(fields=["person", "decision_number"], name="training_posting_decision_once"),
            models.CheckConstraint(
                condition=~Q(sending_unit=F("host_unit")),
                name="training_posting_two_units",
                violation_error_message=_("The sending and the host unit must differ."),
            ),
            models.CheckConstraint(
                condition=Q(kind="transfer", term_months__isnull=True, due_on__isnull=True)
                | (~Q(kind="transfer") & Q(term_months__isnull=False, due_on__isnull=False)),
                name="training_posting_term_fits_kind",
                violation_error_message=_("A transfer has no term; every other posting has one."),
            ),
            models.CheckConstraint(
                condition=Q(effective_on__gte=F("decision_on")),
                name="training_posting_effective_after_decision",
                violation_error_message=_("A posting cannot take effect before its decision."),
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_on__isnull=False, end_reason__gt="")
                | (~Q(status="ended") & Q(ended_on__isnull=True, end_reason="")),
                name="training_posting_end_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(interrupted_from__isnull=True, interrupted_to__isnull=True)
                | Q(interrupted_to__gte=F("interrupted_from")),
                name="training_posting_interruption_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.host_unit}"

    @property
    def is_seen_by_host(self) -> bool:
        return self.status != self.Status.ENDED or self.ended_on >= first_day_of_tail()

    @property
    def host_today(self) -> Unit:
        """The unit that holds the host unit's place today; the host unit itself where nothing changed."""
        now_in = self.host_unit_now
        return now_in if now_in is not None and now_in.valid_from <= today() else self.host_unit

    @property
    def host_display(self) -> str:
        """The host unit as the decision names it, with the unit in which it goes on where there is one."""
        if self.host_today == self.host_unit:
            return self.host_unit.display_name
        words = {"unit": self.host_unit.display_name, "now": self.host_today.name}
        return gettext("%(unit)s, now %(now)s") % words

    @property
    def host_units(self) -> frozenset[int]:
        """The keys under which somebody may be the host of this posting."""
        return frozenset(pk for pk in (self.host_unit_id, self.host_unit_now_id) if pk is not None)

    def is_interrupted_on(self, day: date) -> bool:
        return self.interrupted_from is not None and self.interrupted_from <= day <= self.interrupted_to

    @property
    def is_interrupted(self) -> bool:
        return self.is_interrupted_on(today())

    @property
    def last_day(self) -> date | None:
        """The day it ended, or else the day its term ends; None for a transfer that goes on."""
        return self.ended_on or self.due_on


class PostingChange(models.Model):
    """One change of a posting after its decision, with the decision behind it. Added, never changed: the chain of these
    rows says how the posting came to be what it is.

    Of an interruption only the days are kept, never its reason (rules.md §9–10, mentoring.md R12).
    """

    class Kind(models.TextChoices):
        EXTENDED = "extended", pgettext_lazy("posting", "term extended")
        INTERRUPTED = "interrupted", pgettext_lazy("posting", "interrupted")
        RESUMED = "resumed", pgettext_lazy("posting", "taken up again")
        HOST_CONTINUED = "host_continued", pgettext_lazy("posting", "host unit goes on in another unit")
        ENDED_EARLY = "ended_early", pgettext_lazy("posting", "ended early")
        ENDED = "ended", pgettext_lazy("posting", "ended")
        WITHDRAWN = "withdrawn", pgettext_lazy("posting", "decision withdrawn")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="changes")
    kind = models.CharField(_("change"), max_length=20, choices=Kind)
    decision_number = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decision_on = models.DateField(_("date of the decision"), null=True, blank=True)
    signer_title = models.CharField(_("title of the signer"), max_length=120, blank=True)
    from_on = models.DateField(_("from"), help_text=_("The day on which the change takes effect."))
    to_on = models.DateField(_("to"), null=True, blank=True)
    due_on_before = models.DateField(_("end of the term before"), null=True, blank=True)
    due_on_after = models.DateField(_("end of the term after"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="+")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = AppendOnly.as_manager()

    personal_data = {
        "from_on": PersonalField("cadre management", "training_record"),
        "to_on": PersonalField("cadre management", "training_record"),
    }

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = _("change of a posting")
        verbose_name_plural = _("changes of a posting")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.from_on:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("The changes of a posting are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The changes of a posting are append-only.")
