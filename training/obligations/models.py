"""What people must complete because of the office they hold: dated rules, and what they mean for each person."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now, today
from training.cohorts.models import OFFICE_READERS
from training.nominations.models import Enrolment
from training.people.models import Person, Position, Role
from training.people.roles import roles_of
from training.units.models import Unit
from training.validity.models import Validity


class ObligationRule(Validity):
    """Who takes up one of these duties completes a programme within some months (rules.md C7).

    It binds those who are appointed on a day on which it holds. Programmes and titles are named by their codes, so that
    every version of them is meant.
    """

    class Subject(models.TextChoices):
        TITLE = "title", _("holders of a title")
        MENTOR = "mentor", _("mentors")

    code = models.SlugField(_("code"), max_length=60)
    subject = models.CharField(_("binds"), max_length=10, choices=Subject, default=Subject.TITLE)
    titles = models.JSONField(_("title codes"), default=list, blank=True)
    programme_code = models.CharField(_("programme code"), max_length=20)
    equivalents = models.JSONField(_("equivalent programme codes"), default=list, blank=True)
    months = models.PositiveSmallIntegerField(_("months after the appointment"))
    earlier_months = models.PositiveSmallIntegerField(
        _("months before the appointment that count"),
        default=0,
        help_text=_("Somebody who completed the programme so many months before the appointment has met the rule."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=500)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(Validity.Meta):
        ordering = ["code", "-valid_from"]
        verbose_name = _("rule of obligation")
        verbose_name_plural = _("rules of obligation")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_obligationrule_code_from"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_code}: {self.legal_basis}"

    @property
    def programme_codes(self) -> set[str]:
        return {self.programme_code, *self.equivalents}


class ObligationQuerySet(models.QuerySet):
    def open(self):
        """Those that somebody still has to meet."""
        return self.filter(state__in=Obligation.OPEN)

    def overdue_on(self, day: date):
        return self.open().filter(due_on__lt=day)

    def visible_to(self, user):
        """Offices see all; a unit those of its people; everybody his own. ``rules.can_view_obligation`` agrees."""
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        units = roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
        held = Position.objects.current().filter(person=OuterRef("person"), unit__in=units)
        mine = Q(person__user=user)
        return self.filter(mine | Exists(held)) if units else self.filter(mine)


class Obligation(models.Model):
    """One person bound by one rule since one appointment. Computed from the records, never typed in."""

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("obligation", "due")
        OVERDUE = "overdue", pgettext_lazy("obligation", "overdue")
        MET = "met", pgettext_lazy("obligation", "met")
        LAPSED = "lapsed", pgettext_lazy("obligation", "lapsed")

    OPEN = (State.DUE, State.OVERDUE)

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("person"), related_name="obligations")
    rule = models.ForeignKey(ObligationRule, models.PROTECT, verbose_name=_("rule"), related_name="+")
    office = models.ForeignKey(
        Position, models.CASCADE, verbose_name=_("office held"), null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=pgettext_lazy("organisation", "unit"), null=True, related_name="+"
    )
    since = models.DateField(_("appointed on"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    met_by = models.ForeignKey(
        Enrolment, models.PROTECT, verbose_name=_("met by study"), null=True, blank=True, related_name="+"
    )
    met_on = models.DateField(_("met on"), null=True, blank=True)
    lapsed_on = models.DateField(_("lapsed on"), null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "person__sort_key"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "rule", "since"], name="training_obligation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.rule.programme_code}"

    @property
    def days_left(self) -> int:
        """Days until the due day; below 0 once it has passed."""
        return (self.due_on - today()).days

    @property
    def was_late(self) -> bool:
        return self.met_on is not None and self.met_on > self.due_on


class ObligationReckoning(models.Model):
    """The recomputing of the people whom a changed rule concerns, with how far it has come."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reckoning", "waiting")
        RUNNING = "running", pgettext_lazy("reckoning", "running")
        DONE = "done", pgettext_lazy("reckoning", "done")
        CANCELLED = "cancelled", pgettext_lazy("reckoning", "stopped")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    people = models.JSONField(_("people"), default=list, editable=False)
    total = models.PositiveIntegerField(_("people to recompute"), default=0)
    done = models.PositiveIntegerField(_("people recomputed"), default=0)
    changed = models.PositiveIntegerField(_("obligations changed"), default=0)
    is_cancel_asked = models.BooleanField(default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("started at"), default=now)
    heard_at = models.DateTimeField(_("last heard of"), default=now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("recomputing of obligations")
        verbose_name_plural = _("recomputings of obligations")

    def __str__(self) -> str:
        return f"{self.created_at:%d/%m/%Y}: {self.total}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.CANCELLED}

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100
