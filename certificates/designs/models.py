"""How certificates look, who signs them, which institution issues them. Designs have versions and are never edited."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.errors import WrongState
from curriculum.personal_data.marks import PersonalField
from training.validity.models import Validity


def private_storage():
    return storages["private"]


class Institution(models.Model):
    """A training institution that may print and issue certificates (Circular 03/2023/TT-BNV Art. 5(1))."""

    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("Stands in register numbers: LHP."))
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    governing_body = models.CharField(_("governing body"), max_length=200)
    place = models.CharField(_("place"), max_length=60, default="Hà Nội")
    unit = models.ForeignKey("training.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    content_areas = models.JSONField(
        _("content areas assigned"),
        default=list,
        blank=True,
        help_text=_("Programmes in these areas may end with a certificate of this institution."),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("training institution")
        verbose_name_plural = _("training institutions")

    def __str__(self) -> str:
        return self.name

    def may_issue(self, programme) -> bool:
        """Whether the competent authority assigned the programme to this institution (Circular 03/2023 Art. 5(1))."""
        return programme.content_area in self.content_areas


class Signatory(Validity):
    """Somebody who signs for an institution, in a capacity, from one day to another."""

    class Capacity(models.TextChoices):
        DIRECT = "direct", _("in person")
        KT = "kt", "KT."
        TL = "tl", "TL."
        TM = "tm", "TM."
        TUQ = "tuq", "TUQ."

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="signatories")
    person = models.ForeignKey("training.Person", models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=100)
    capacity = models.CharField(_("signing capacity"), max_length=10, choices=Capacity, default=Capacity.DIRECT)
    on_behalf_of = models.CharField(_("signs for"), max_length=100, blank=True)

    personal_data = {"title": PersonalField("signing of certificates", "certificate")}

    class Meta(Validity.Meta):
        ordering = ["institution", "-valid_from"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["institution", "person", "valid_from"], name="certificates_signatory_once_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.person}"


class Design(models.Model):
    """One version of a certificate's look. A change is a new version; issued certificates keep theirs."""

    class Frame(models.TextChoices):
        LOTUS = "lotus", _("lotus frame")
        PLAIN = "plain", _("plain frame")

    class Paper(models.TextChoices):
        A4 = "a4", _("A4, landscape")
        A5 = "a5", _("A5, landscape")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="designs")
    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=30)
    heading = models.CharField(_("heading"), max_length=120)
    certifies = models.CharField(_("who certifies"), max_length=200)
    completion_text = models.CharField(_("sentence before the programme's name"), max_length=200)
    number_label = models.CharField(_("words before the register number"), max_length=60)
    frame = models.CharField(_("frame"), max_length=20, choices=Frame, default=Frame.LOTUS)
    paper = models.CharField(_("paper"), max_length=2, choices=Paper, default=Paper.A4)
    emblem = models.FileField(_("emblem"), storage=private_storage, blank=True, max_length=100)
    show_band = models.BooleanField(_("show the classification"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    is_current = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="certificates_design_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_current=True), name="certificates_design_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrongState(_("A version of a design is never edited. Make a new version of it."))
        super().save(*args, **kwargs)
