"""The plan of rotation, the documents of its five steps, what units offer and propose (rules.md §4–§5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.people.models import Person, PositionTitle, Role
from training.people.roles import roles_of
from training.rotation.models import COMMITTEE, Posting, RotationWave
from training.units.models import Bloc, Unit


class Field(models.TextChoices):
    """Fields of work, by which a host says what it needs and a sending unit what somebody is good at."""

    PARTY_BUILDING = "party_building", pgettext_lazy("field of work", "Party building")
    INSPECTION = "inspection", pgettext_lazy("field of work", "inspection and supervision")
    MASS_WORK = "mass_work", pgettext_lazy("field of work", "mass mobilisation")
    ADMINISTRATION = "administration", pgettext_lazy("field of work", "administration and citizens' service")
    ECONOMY = "economy", pgettext_lazy("field of work", "economy and finance")
    LAND = "land", pgettext_lazy("field of work", "land, construction, environment")
    CULTURE = "culture", pgettext_lazy("field of work", "culture and society")
    SECURITY = "security", pgettext_lazy("field of work", "justice and internal affairs")
    DIGITAL = "digital", pgettext_lazy("field of work", "digital transformation")


class RotationPlan(models.Model):
    """Kế hoạch luân chuyển: what 170/2025 Art. 45 wants of a plan; its waves carry the dates (rules.md L7)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    document = models.CharField(_("plan document"), max_length=100, blank=True)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)
    need = models.TextField(_("number and need"), blank=True)
    area = models.CharField(_("area"), max_length=300, blank=True)
    policies = models.TextField(_("policies for those sent"), blank=True)
    placement = models.TextField(_("expected placement afterwards"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("rotation plan")
        verbose_name_plural = _("rotation plans")

    def __str__(self) -> str:
        return self.name


class Step(models.TextChoices):
    """The five steps of 170/2025 Art. 46 (rules.md L8)."""

    POLICY = "policy", pgettext_lazy("step of a wave", "policy proposed")
    PROPOSAL = "proposal", pgettext_lazy("step of a wave", "people proposed")
    PREPARATION = "preparation", pgettext_lazy("step of a wave", "people prepared")
    CONSULTATION = "consultation", pgettext_lazy("step of a wave", "consultation")
    DECISION = "decision", pgettext_lazy("step of a wave", "decision and hand-over")


class WaveDocument(models.Model):
    """The number and date of one document of a step; never its text (rules.md §9)."""

    wave = models.ForeignKey(RotationWave, models.PROTECT, related_name="documents")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    number = models.CharField(_("number of the document"), max_length=100)
    dated_on = models.DateField(_("date of the document"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["dated_on", "pk"]
        verbose_name = _("document of a wave")
        verbose_name_plural = _("documents of a wave")
        constraints = [
            models.UniqueConstraint(fields=["wave", "step", "number"], name="training_wavedocument_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.number}"


class WaveQuota(models.Model):
    """How many officials of a bloc may go by a kind of movement. Where a wave has quotas, what is not named is none."""

    wave = models.ForeignKey(RotationWave, models.CASCADE, related_name="quotas")
    bloc = models.ForeignKey(Bloc, models.PROTECT, verbose_name=_("bloc"), related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Posting.Kind)
    places = models.PositiveSmallIntegerField(_("most officials"))

    class Meta:
        ordering = ["bloc__order", "kind"]
        verbose_name = _("quota of a wave")
        verbose_name_plural = _("quotas of a wave")
        constraints = [
            models.UniqueConstraint(fields=["wave", "bloc", "kind"], name="training_wavequota_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bloc}, {self.get_kind_display()}: {self.places}"


class WaveOfferQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user):
        """The Committee sees all, a unit what it offers itself."""
        roles = roles_of(user)
        if roles.has(*COMMITTEE):
            return self
        return self.filter(unit__in=roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD))


class WaveOffer(models.Model):
    """A post that a host unit offers in a wave, with the reason."""

    class Urgency(models.IntegerChoices):
        CAN_WAIT = 1, pgettext_lazy("urgency of a post", "can wait")
        NEEDED = 2, pgettext_lazy("urgency of a post", "needed")
        URGENT = 3, pgettext_lazy("urgency of a post", "urgent")

    wave = models.ForeignKey(RotationWave, models.PROTECT, related_name="offers")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("host unit"), related_name="+")
    title = models.ForeignKey(
        PositionTitle, models.PROTECT, verbose_name=pgettext_lazy("posting", "title"), related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Posting.Kind)
    places = models.PositiveSmallIntegerField(_("number of posts"), default=1)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.NEEDED)
    fields = models.JSONField(_("fields of work"), default=list, blank=True)
    least_theory = models.CharField(
        _("least political theory level"), max_length=20, choices=Person.TheoryLevel, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(_("offered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    objects = WaveOfferQuerySet.as_manager()

    class Meta:
        ordering = ["unit__sort_key", "title__order", "pk"]
        verbose_name = _("post offered")
        verbose_name_plural = _("posts offered")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "unit", "title", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="training_waveoffer_once",
                violation_error_message=_("The unit already offers this post in the wave."),
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="training_waveoffer_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit.display_name}"

    @property
    def field_names(self) -> list[str]:
        return [str(Field(code).label) for code in self.fields]


class WaveCandidateQuerySet(models.QuerySet):
    def standing(self):
        """Not withdrawn; those already decided on are among them."""
        return self.exclude(state=WaveCandidate.State.WITHDRAWN)

    def undecided(self):
        return self.filter(state=WaveCandidate.State.PUT_FORWARD)

    def visible_to(self, user):
        """The Committee sees all, a sending unit whom it put forward; the host learns of nobody before the decision."""
        roles = roles_of(user)
        if roles.has(*COMMITTEE):
            return self
        return self.filter(sending_unit__in=roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD))


class WaveCandidate(models.Model):
    """An official put forward by the sending unit. Exists only where everything before the decision may be kept."""

    class State(models.TextChoices):
        PUT_FORWARD = "put_forward", pgettext_lazy("official in a wave", "put forward")
        DECIDED = "decided", pgettext_lazy("official in a wave", "decided")
        WITHDRAWN = "withdrawn", pgettext_lazy("official in a wave", "withdrawn")

    wave = models.ForeignKey(RotationWave, models.PROTECT, related_name="candidates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies")
    sending_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("sending unit"), related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Posting.Kind)
    bloc = models.ForeignKey(Bloc, models.PROTECT, verbose_name=_("bloc"), related_name="+")
    fields = models.JSONField(_("strengths"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PUT_FORWARD)
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    put_at = models.DateTimeField(_("put forward at"))
    withdrawn_because = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    objects = WaveCandidateQuerySet.as_manager()

    personal_data = {
        "fields": PersonalField("matching of officials and posts", "nomination"),
        "reason": PersonalField("matching of officials and posts", "nomination"),
    }

    class Meta:
        ordering = ["person__sort_key", "pk"]
        verbose_name = _("official put forward")
        verbose_name_plural = _("officials put forward")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "person"],
                condition=~Q(state="withdrawn"),
                name="training_wavecandidate_once",
                violation_error_message=_("This official has already been put forward in the wave."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def field_names(self) -> list[str]:
        return [str(Field(code).label) for code in self.fields]


class WaveWish(models.Model):
    """A host unit the official would like to go to, the first wish first."""

    candidate = models.ForeignKey(WaveCandidate, models.CASCADE, related_name="wishes")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("host unit"), related_name="+")
    rank = models.PositiveSmallIntegerField(_("order of the wish"))

    class Meta:
        ordering = ["rank"]
        verbose_name = _("wish of an official")
        verbose_name_plural = _("wishes of an official")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "rank"], name="training_wavewish_rank_once"),
            models.UniqueConstraint(fields=["candidate", "unit"], name="training_wavewish_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.unit}"
