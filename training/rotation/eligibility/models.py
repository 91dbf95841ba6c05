"""Rules of postings through time, and the records they are asked of. A rule of another wording is another version."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.access.models import AppendOnly
from training.people.models import Person
from training.rotation.models import RotationWave
from training.units.models import Unit
from training.validity.models import Validity, ValidityQuerySet
from training.validity.names import InTwoLanguages


class PostingRule(InTwoLanguages, Validity):
    """One version of one rule, on the days it holds. A change is another version (``keeping.py``)."""

    class Kind(models.TextChoices):
        HOLDS_TITLE = "holds_title", _("holds one of the titles")
        AGE_BELOW = "age_below", _("below an age")
        IN_SUCCESSION = "in_succession", _("in succession planning")
        NO_GRASSROOTS = "no_grassroots", _("without experience at the grassroots")
        YEARS_LEFT = "years_left", _("years of service left")
        TERM_SERVED = "term_served", _("present posting served")
        SECONDMENT_GUARD = "secondment_guard", _("no exemption from secondment")
        CONCLUSION = "conclusion", _("conclusion on political criteria")
        THEORY = "theory", _("political theory level")
        NON_LOCAL = "non_local", _("not a local person at the host unit")
        KIN = "kin", _("no relative in the leadership of the host unit")
        TERMS_IN_ROW = "terms_in_row", _("terms in a row at the head of the host unit")

    OF_A_POST = frozenset({Kind.NON_LOCAL, Kind.KIN, Kind.TERMS_IN_ROW})

    class Effect(models.TextChoices):
        DECIDES = "decides", pgettext_lazy("rule", "decides")
        WARNS = "warns", pgettext_lazy("rule", "warns only")

    class Group(models.TextChoices):
        EVERYBODY = "", pgettext_lazy("rule", "everybody")
        LEADERS = "leaders", _("heads and deputy heads of division")
        YOUNG = "young", _("young officials in planning")
        OTHER = "other", _("other cases")

    class Authority(models.TextChoices):
        NOBODY = "", pgettext_lazy("exception", "nobody")
        COMMITTEE = "committee", _("the Organisation Committee")
        STANDING = "standing", _("the Standing Board of the City Party Committee")

    code = models.SlugField(_("code"), max_length=60)
    kind = models.CharField(_("what is asked"), max_length=20, choices=Kind)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    sentence_vi = models.CharField(_("the rule in one sentence"), max_length=500)
    sentence_en = models.CharField(_("the rule in one sentence, in English"), max_length=500, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    movements = models.JSONField(_("kinds of movement"), default=list, blank=True)
    group = models.CharField(
        _("target group"),
        max_length=10,
        choices=Group,
        default=Group.EVERYBODY,
        blank=True,
        help_text=_("Who meets all the rules of one group need not meet those of another."),
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.DECIDES)
    exceptable_by = models.CharField(
        _("who may except it"), max_length=10, choices=Authority, default=Authority.NOBODY, blank=True
    )
    legal_basis = models.CharField(_("legal basis"), max_length=500)
    note = models.CharField(_("note"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Validity.Meta):
        ordering = ["order", "code", "valid_from"]
        verbose_name = _("rule of postings")
        verbose_name_plural = _("rules of postings")
        # That no two versions of a rule hold on one day is kept by triggers (migration), on both databases.
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_postingrule_code_from"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="training_postingrule_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sentence(self) -> str:
        return (self.sentence_en if get_language() == "en" else "") or self.sentence_vi

    @property
    def is_of_a_post(self) -> bool:
        """Whether it can be answered only for a post at a host unit."""
        return self.kind in self.OF_A_POST

    def concerns(self, movement: str) -> bool:
        return not self.movements or movement in self.movements


class SuccessionEntry(Validity):
    """That somebody is in succession planning, on these days, by this document. Nothing else of it (rules.md §9)."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="succession_entries")
    source_document = models.CharField(_("source document"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ValidityQuerySet.as_manager()

    personal_data = {"source_document": PersonalField("cadre management", "training_record", sensitive=True)}

    class Meta(Validity.Meta):
        ordering = ["-valid_from"]
        verbose_name = _("flag of succession planning")
        verbose_name_plural = _("flags of succession planning")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["person", "valid_from"], name="training_successionentry_person_from"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="training_successionentry_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.source_document}"


class WrittenOnce(models.Model):
    """A row that is added and never changed."""

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("This record is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("This record is append-only.")


class SecondmentConfirmation(WrittenOnce):
    """What the unit confirmed about an exemption from secondment: yes or no, never why (rules.md B6)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="secondment_confirmations")
    is_exempt = models.BooleanField(_("an exemption applies"))
    confirmed_on = models.DateField(_("confirmed on"))

    personal_data = {"is_exempt": PersonalField("protection from secondment", "training_record", sensitive=True)}

    class Meta:
        ordering = ["-confirmed_on", "-pk"]
        verbose_name = _("confirmation on exemption from secondment")
        verbose_name_plural = _("confirmations on exemption from secondment")

    def __str__(self) -> str:
        return f"{self.person}: {self.confirmed_on:%d/%m/%Y}"


class PoliticalConclusion(WrittenOnce):
    """The conclusion on political criteria: result and date only (rules.md §9)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="political_conclusions")
    is_met = models.BooleanField(_("criteria met"))
    concluded_on = models.DateField(_("concluded on"))

    personal_data = {"is_met": PersonalField("cadre management", "training_record", sensitive=True)}

    class Meta:
        ordering = ["-concluded_on", "-pk"]
        verbose_name = _("conclusion on political criteria")
        verbose_name_plural = _("conclusions on political criteria")

    def __str__(self) -> str:
        return f"{self.person}: {self.concluded_on:%d/%m/%Y}"


class Kinship(models.Model):
    """That two people of the register are relatives, each named once; read in both directions."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", pgettext_lazy("kinship", "spouse")
        PARENT = "parent", pgettext_lazy("kinship", "parent and child")
        SIBLING = "sibling", pgettext_lazy("kinship", "siblings")
        IN_LAW = "in_law", pgettext_lazy("kinship", "parent-in-law, brother- or sister-in-law")

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="kin")
    relative = models.ForeignKey(Person, models.PROTECT, verbose_name=_("relative"), related_name="kin_of")
    kind = models.CharField(_("kinship"), max_length=10, choices=Kind)
    source = models.CharField(_("source"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    personal_data = {"kind": PersonalField("rule on relatives in one leadership", "training_record")}

    class Meta:
        verbose_name = _("kinship")
        verbose_name_plural = _("kinships")
        constraints = [
            models.UniqueConstraint(fields=["person", "relative"], name="training_kinship_pair"),
            models.CheckConstraint(condition=~Q(person=models.F("relative")), name="training_kinship_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.relative}: {self.get_kind_display()}"


class ExceptionDecision(models.Model):
    """A decision that lifts one rule for one person, in one wave or at one host unit where they are named."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="exception_decisions")
    rule_code = models.SlugField(_("rule"), max_length=60)
    wave = models.ForeignKey(RotationWave, models.PROTECT, verbose_name=_("wave"), null=True, blank=True)
    host_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("host unit"), null=True, blank=True, related_name="+"
    )
    decision_number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    authority = models.CharField(_("who decided"), max_length=10, choices=PostingRule.Authority)
    reason = models.CharField(_("reason"), max_length=500)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawing_decision = models.CharField(_("decision withdrawing it"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    personal_data = {"reason": PersonalField("cadre management", "training_record", sensitive=True)}

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = _("decision of exception")
        verbose_name_plural = _("decisions of exception")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rule_code", "decision_number"], name="training_exceptiondecision_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawing_decision="")
                | Q(withdrawn_on__isnull=False, withdrawing_decision__gt=""),
                name="training_exceptiondecision_withdrawn_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_number}: {self.person}"

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_on is None


def current_succession(day: date | None = None):
    """The flags of planning in force on the day."""
    return SuccessionEntry.objects.valid_on(day or today())
