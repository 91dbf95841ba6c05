"""Runs of the matching with both proposals, the place chosen for each official, and changes made by hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.access.models import AppendOnly
from training.rotation.models import RotationWave
from training.rotation.waves.models import WaveCandidate, WaveOffer


class MatchingRun(models.Model):
    """One comparison of all officials and posts of a wave. Never changed: asked again, it is another run.

    ``weights`` and ``targets`` are the regulated values it was made with, ``report`` what came of it, as data.
    """

    wave = models.ForeignKey(RotationWave, models.PROTECT, related_name="matchings")
    weights = models.JSONField(_("weights"))
    targets = models.JSONField(_("targets"))
    report = models.JSONField(_("report"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("matching")
        verbose_name_plural = _("matchings")

    def __str__(self) -> str:
        return f"{self.wave}, {self.at:%d/%m/%Y %H:%M}"


class Method(models.TextChoices):
    STABLE = "stable", pgettext_lazy("matching", "stable proposal")
    OPTIMAL = "optimal", pgettext_lazy("matching", "optimal proposal")


class Proposal(models.Model):
    """What one method proposes for one official: a post with what speaks for it, or none and why."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="proposals")
    method = models.CharField(_("method"), max_length=10, choices=Method)
    candidate = models.ForeignKey(WaveCandidate, models.PROTECT, related_name="proposals")
    offer = models.ForeignKey(WaveOffer, models.PROTECT, null=True, blank=True, related_name="proposals")
    score = models.PositiveIntegerField(_("points"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=dict)

    personal_data = {"reasons": PersonalField("matching of officials and posts", "nomination")}

    class Meta:
        ordering = ["candidate__person__sort_key", "method"]
        verbose_name = _("proposal of a matching")
        verbose_name_plural = _("proposals of a matching")
        constraints = [
            models.UniqueConstraint(fields=["run", "method", "candidate"], name="training_proposal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.offer or '–'}"


class ChosenPlace(models.Model):
    """The post chosen for an official: taken over from a proposal or set by hand. The decision follows it."""

    class Source(models.TextChoices):
        STABLE = "stable", pgettext_lazy("matching", "stable proposal")
        OPTIMAL = "optimal", pgettext_lazy("matching", "optimal proposal")
        BY_HAND = "by_hand", pgettext_lazy("matching", "by hand")

    candidate = models.OneToOneField(WaveCandidate, models.PROTECT, related_name="place")
    offer = models.ForeignKey(WaveOffer, models.PROTECT, null=True, blank=True, related_name="chosen")
    source = models.CharField(_("chosen"), max_length=10, choices=Source)
    run = models.ForeignKey(MatchingRun, models.PROTECT, null=True, blank=True, related_name="+")
    posting = models.OneToOneField(
        "training.Posting", models.PROTECT, null=True, blank=True, related_name="chosen_place"
    )

    class Meta:
        verbose_name = _("place chosen")
        verbose_name_plural = _("places chosen")
        constraints = [
            models.CheckConstraint(
                condition=Q(posting__isnull=True) | Q(offer__isnull=False), name="training_chosenplace_posted_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.offer or '–'}"

    @property
    def is_by_hand(self) -> bool:
        return self.source == self.Source.BY_HAND


class HandChange(models.Model):
    """A place changed by hand, with the justification and who answers for it. Added, never changed.

    ``sha256`` is taken over what was signed: wave, official, posts, justification, who and when.
    """

    candidate = models.ForeignKey(WaveCandidate, models.PROTECT, related_name="hand_changes")
    before = models.ForeignKey(WaveOffer, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(WaveOffer, models.PROTECT, null=True, blank=True, related_name="+")
    price = models.IntegerField(_("points given up"), default=0)
    justification = models.CharField(_("justification"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("signed at"))
    sha256 = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    personal_data = {"justification": PersonalField("matching of officials and posts", "nomination")}

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change by hand")
        verbose_name_plural = _("changes by hand")

    def __str__(self) -> str:
        return f"{self.candidate}: {self.after or '–'}"

    @property
    def price_words(self) -> str:
        """The points given up as the screen shows them; empty where nothing was."""
        return number_format(round(self.price / 100, 1), 1) if self.price > 0 else ""

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("Changes by hand are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Changes by hand are append-only.")
