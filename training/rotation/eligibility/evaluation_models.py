"""What the rules answered about people. An answer is never changed: asking again gives another evaluation, which
supersedes the one before.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.access.models import AppendOnly
from training.people.models import Person, PositionTitle
from training.people.roles import roles_of
from training.rotation.eligibility.models import ExceptionDecision, PostingRule, WrittenOnce
from training.rotation.models import COMMITTEE, Posting, RotationWave
from training.units.models import Unit


class EligibilityRun(WrittenOnce):
    """One asking of the rules about some people: when, by whom, and how many answers were new."""

    wave = models.ForeignKey(RotationWave, models.PROTECT, null=True, blank=True, related_name="evaluation_runs")
    movement = models.CharField(_("kind of movement"), max_length=20, choices=Posting.Kind)
    day = models.DateField(_("reference date"))
    people = models.PositiveIntegerField(_("people"))
    changed = models.PositiveIntegerField(_("new or changed"))
    seconds = models.FloatField(_("seconds"))

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("evaluation run")
        verbose_name_plural = _("evaluation runs")

    def __str__(self) -> str:
        return f"{self.recorded_at:%d/%m/%Y %H:%M}: {self.people}"


class EligibilityQuerySet(AppendOnly):
    def standing(self):
        """Those that no later evaluation has superseded."""
        return self.filter(superseded_by__isnull=True)

    def latest_for(self, wave: RotationWave, movement: str = Posting.Kind.ROTATION):
        """The answer of the day about each person asked about for the wave, without a post."""
        return self.standing().filter(wave=wave, movement=movement, host_unit__isnull=True)

    def visible_to(self, user):
        """The Committee's alone: the facts behind an answer are of its files."""
        return self if roles_of(user).has(*COMMITTEE) else self.none()


class EligibilityEvaluation(WrittenOnce):
    """What the rules said about one person on one reference date, for one kind of movement, or for one post."""

    class Verdict(models.TextChoices):
        ELIGIBLE = "eligible", pgettext_lazy("evaluation", "eligible")
        BY_EXCEPTION = "by_exception", pgettext_lazy("evaluation", "eligible by exception")
        UNKNOWN = "unknown", pgettext_lazy("evaluation", "cannot be said yet")
        NOT_ELIGIBLE = "not_eligible", pgettext_lazy("evaluation", "not eligible")

    person = models.ForeignKey(Person, models.PROTECT, related_name="evaluations")
    wave = models.ForeignKey(RotationWave, models.PROTECT, null=True, blank=True, related_name="evaluations")
    movement = models.CharField(_("kind of movement"), max_length=20, choices=Posting.Kind)
    day = models.DateField(_("reference date"))
    host_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("host unit"), null=True, blank=True, related_name="+"
    )
    title = models.ForeignKey(
        PositionTitle,
        models.PROTECT,
        verbose_name=pgettext_lazy("posting", "title"),
        null=True,
        blank=True,
        related_name="+",
    )
    subject = models.CharField(max_length=80, editable=False)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    group = models.CharField(_("target group"), max_length=10, choices=PostingRule.Group, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    run = models.ForeignKey(EligibilityRun, models.PROTECT, related_name="evaluations")

    objects = EligibilityQuerySet.as_manager()

    personal_data = {"verdict": PersonalField("cadre management", "training_record", sensitive=True)}

    class Meta:
        ordering = ["person__sort_key", "-recorded_at", "-pk"]
        verbose_name = _("evaluation of eligibility")
        verbose_name_plural = _("evaluations of eligibility")
        indexes = [models.Index(fields=["wave", "movement"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"],
                condition=Q(supersedes__isnull=True),
                name="training_evaluation_one_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_verdict_display()}"

    @property
    def may_be_sent(self) -> bool:
        return self.verdict in (self.Verdict.ELIGIBLE, self.Verdict.BY_EXCEPTION)

    @staticmethod
    def subject_of(wave: int | None, day: date, movement: str, unit: int | None, title: int | None) -> str:
        """What is asked about the person; one chain of evaluations for each."""
        asked = f"w{wave}" if wave else f"{day:%Y%m%d}"
        return f"{asked}:{movement}:{unit or ''}:{title or ''}"


class EligibilityAnswer(models.Model):
    """What one version of one rule said about the person, with the facts it used. Written once."""

    class Result(models.TextChoices):
        MET = "met", pgettext_lazy("answer", "met")
        EXCEPTED = "excepted", pgettext_lazy("answer", "excepted by decision")
        NOT_CONCERNED = "not_concerned", pgettext_lazy("answer", "does not concern")
        UNKNOWN = "unknown", pgettext_lazy("answer", "cannot be said")
        NOT_MET = "not_met", pgettext_lazy("answer", "not met")

    evaluation = models.ForeignKey(EligibilityEvaluation, models.PROTECT, related_name="answers")
    rule = models.ForeignKey(PostingRule, models.PROTECT, null=True, blank=True, related_name="answers")
    code = models.SlugField(_("rule"), max_length=60)
    result = models.CharField(_("answer"), max_length=15, choices=Result)
    sentence_vi = models.CharField(max_length=600)
    sentence_en = models.CharField(max_length=600)
    facts = models.JSONField(_("facts used"), default=list)
    exception = models.ForeignKey(ExceptionDecision, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppendOnly.as_manager()

    personal_data = {"facts": PersonalField("cadre management", "training_record", sensitive=True)}

    class Meta:
        ordering = ["rule__order", "code"]
        verbose_name = _("answer of a rule")
        verbose_name_plural = _("answers of rules")
        constraints = [models.UniqueConstraint(fields=["evaluation", "code"], name="training_answer_rule_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_result_display()}"

    @property
    def sentence(self) -> str:
        return self.sentence_en if get_language() == "en" else self.sentence_vi

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("The answers of rules are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The answers of rules are append-only.")
