"""Being sent to study: the quotas, the nominations, the decision of the leadership, the enrolments that follow."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import OFFICE_READERS, TrainingClass
from training.people.models import Person, Role
from training.people.roles import roles_of
from training.units.models import Bloc, Unit, UnitLink
from training.validity.models import Validity


def merged_into(units: Iterable[int]) -> models.QuerySet:
    """The keys of the units that were merged into these.

    A unit divided among several is answered for where the succession names its default successor.
    """
    merged = UnitLink.objects.filter(
        Q(extent=UnitLink.Extent.WHOLE) | Q(is_default=True), successor__in=units, predecessor__valid_to__lt=today()
    )
    return merged.values_list("predecessor", flat=True)


def with_merged(units: frozenset[int]) -> frozenset[int]:
    """These units and those merged into them. One query at most."""
    return units | frozenset(merged_into(units)) if units else units


def units_answered_for(user) -> frozenset[int]:
    """The units whose nominations the user answers for: those he speaks for, and those merged into them."""
    return with_merged(roles_of(user).unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD))


def in_sentences(*words: str) -> str:
    """A rule and what was added to it, one behind the other, each as a sentence."""
    return " ".join(f"{part.rstrip('.')}." for part in words if part)


class EligibilityRule(Validity):
    """One condition for being sent to one programme, on the days it holds (tiêu chuẩn, điều kiện).

    Named by the programme's code, so that it covers every version of the programme. ``values`` holds what the kind of
    rule asks for: ``{"titles": [title codes]}``, ``{"under": years}`` or ``{"months": n, "equivalent": [programme
    codes]}`` (programmes.md, "What the data model must allow", 6 and 7).
    """

    class Kind(models.TextChoices):
        TITLE = "title", _("holds one of these titles")
        AGE = "age", _("is under an age when the class opens")
        NOT_REPEATED = "not_repeated", _("has not taken an equivalent programme")

    programme_code = models.CharField(_("programme code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    values = models.JSONField(_("values"), default=dict)
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Off: shown as a warning; the office decides.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=500)

    class Meta(Validity.Meta):
        ordering = ["programme_code", "pk"]
        verbose_name = _("eligibility rule")
        verbose_name_plural = _("eligibility rules")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme_code", "kind", "valid_from"], name="training_eligibilityrule_once_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_code}: {self.get_kind_display()}"


class Quota(models.Model):
    """How many people one unit may send to one class (chỉ tiêu). No row: no limit but the places of the class."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="quotas")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [models.UniqueConstraint(fields=["training_class", "unit"], name="training_quota_once")]

    def __str__(self) -> str:
        return f"{self.training_class.code}, {self.unit}: {self.places}"


class BlocQuota(models.Model):
    """How many people of one bloc (khối) a class takes, whichever units send them. No row: no limit."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="bloc_quotas")
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        verbose_name = _("quota of a bloc")
        verbose_name_plural = _("quotas of blocs")
        constraints = [models.UniqueConstraint(fields=["training_class", "bloc"], name="training_blocquota_once")]

    def __str__(self) -> str:
        return f"{self.training_class.code}, {self.bloc}: {self.places}"


class EnrolmentDecisionQuerySet(models.QuerySet):
    def awaiting_approval(self):
        return self.filter(status=EnrolmentDecision.Status.PROPOSED)

    def drop(self, *, reason: str, by, at) -> int:
        """Take back what still awaits approval, because its class is called off; returns how many."""
        return self.awaiting_approval().update(
            status=EnrolmentDecision.Status.TAKEN_BACK, reason=reason, decided_by=by, decided_at=at
        )

    def visible_to(self, user):
        """Those who read all classes. ``training.view_enrolment_decision`` agrees."""
        roles = roles_of(user)
        return self if roles.is_superuser or roles.has(*OFFICE_READERS) else self.none()


class EnrolmentDecision(models.Model):
    """A list of nominations before the leadership, and the decision that followed (quyết định cử đi học).

    ``annex`` and ``facts`` are what was approved, in the words of that day; they are never rewritten.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("awaiting approval")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        TAKEN_BACK = "taken_back", _("taken back")

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="enrolment_decisions")
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.PROPOSED)
    note = models.CharField(_("note to the leadership"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason for sending back"), max_length=500, blank=True)
    number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    signer = models.CharField(_("signed by"), max_length=120, blank=True)
    facts = models.JSONField(_("class as decided"), default=dict, editable=False)
    annex = models.JSONField(_("annex as decided"), default=list, editable=False)

    objects = EnrolmentDecisionQuerySet.as_manager()

    personal_data = {"annex": PersonalField("the decision that sends people to study, with its list", "nomination")}

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("enrolment decision")
        verbose_name_plural = _("enrolment decisions")
        indexes = [models.Index(fields=["status", "submitted_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"],
                condition=Q(status="proposed"),
                name="training_enrolmentdecision_one_proposed",
                violation_error_message=_("A list of this class already awaits approval."),
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | (~Q(number="") & Q(decided_on__isnull=False)),
                name="training_enrolmentdecision_approved_with_number",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | ~Q(decided_by=F("submitted_by")),
                name="training_enrolmentdecision_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.get_status_display()}: {self.training_class.code}"


class NominationQuerySet(models.QuerySet):
    def awaiting_decision(self):
        return self.filter(status=Nomination.Status.SUBMITTED)

    def waiting(self):
        return self.filter(status=Nomination.Status.WAITING)

    def proposed(self):
        """Those the office has reviewed and the leadership has not yet decided."""
        return self.exclude(proposal="").filter(status__in=[Nomination.Status.SUBMITTED, Nomination.Status.WAITING])

    def standing(self):
        """Those that still count against the quota: neither refused nor taken back."""
        return self.exclude(status__in=[Nomination.Status.REJECTED, Nomination.Status.WITHDRAWN])

    def refuse(self, *, reason: str, by, at) -> int:
        """Refuse all of them for the same reason; returns how many."""
        return self.update(status=Nomination.Status.REJECTED, reason=reason, decided_by=by, decided_at=at)

    def visible_to(self, user):
        """Offices see all; a unit its own; a person his own. ``rules.can_view_nomination`` agrees."""
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(unit__in=units_answered_for(user)) | Q(person__user=user))


class Nomination(models.Model):
    """One unit proposing one person for one class (cử đi học), and what became of it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        WAITING = "waiting", _("on the waiting list")
        REJECTED = "rejected", _("not approved")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ON_THE_WAY = (Status.SUBMITTED, Status.WAITING)

    class Proposal(models.TextChoices):
        """What the office proposes to the leadership."""

        ACCEPT = "accept", _("accept")
        WAIT = "wait", _("waiting list")
        REJECT = "reject", _("refuse")

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="nominations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="nominations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    bloc = models.ForeignKey(Bloc, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.DRAFT)
    priority = models.PositiveSmallIntegerField(_("order of priority"), default=1)
    position_text = models.CharField(_("office held when nominated"), max_length=300, blank=True)
    explanation = models.JSONField(_("eligibility explained"), default=list, blank=True)
    ground = models.CharField(_("rule of the refusal"), max_length=400, blank=True)
    reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    proposal = models.CharField(_("proposal of the office"), max_length=10, choices=Proposal, blank=True)
    proposed_ground = models.CharField(_("rule proposed"), max_length=400, blank=True)
    proposed_reason = models.CharField(_("reason proposed"), max_length=500, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(_("place by the priority rule"), null=True, blank=True)
    place_because = models.JSONField(_("why this place"), default=list, blank=True)
    decision = models.ForeignKey(EnrolmentDecision, models.PROTECT, null=True, blank=True, related_name="nominations")
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("in the place of"), null=True, blank=True, related_name="replaced_by"
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["training_class", "unit", "priority", "pk"]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        indexes = [models.Index(fields=["status", "submitted_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person"],
                condition=~Q(status__in=["rejected", "withdrawn"]),
                name="training_nomination_one_standing",
                violation_error_message=_("This person is already nominated for the class."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.training_class.code}"

    @property
    def stated_reason(self) -> str:
        """The rule of a refusal and the words added to it, in one sentence or two."""
        return in_sentences(self.ground, self.reason)

    @property
    def stated_proposal(self) -> str:
        """The same for what the office proposes."""
        return in_sentences(self.proposed_ground, self.proposed_reason)


class EnrolmentQuerySet(models.QuerySet):
    def active(self):
        """Those who hold a place in the class."""
        return self.filter(status__in=Enrolment.ACTIVE)

    def studying(self):
        return self.filter(status=Enrolment.Status.ENROLLED)

    def of_user(self, user):
        return self.filter(person__user=user)

    def leave(self, *, at) -> int:
        """Give all these places back; returns how many."""
        return self.update(status=Enrolment.Status.WITHDRAWN, ended_at=at)


class Enrolment(models.Model):
    """A person in a class (ghi danh). The same person takes the programme again by a new enrolment in a new class."""

    class Status(models.TextChoices):
        ENROLLED = "enrolled", _("studying")
        COMPLETED = "completed", _("completed")
        FAILED = "failed", _("not passed")
        WITHDRAWN = "withdrawn", _("left")
        DEFERRED = "deferred", _("deferred")
        EXPELLED = "expelled", _("suspended")

    ACTIVE = (Status.ENROLLED, Status.COMPLETED, Status.FAILED)

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    nomination = models.OneToOneField(Nomination, models.PROTECT, null=True, blank=True, related_name="enrolment")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    position_text = models.CharField(_("office held when enrolled"), max_length=300, blank=True)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.ENROLLED)
    enrolled_at = models.DateTimeField(_("enrolled at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["training_class", "person__sort_key"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "person"], name="training_enrolment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.training_class.code}"
