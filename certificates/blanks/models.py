"""The stock of printed blanks: each blank with its serial, each movement with its paper (rules.md §3, Numbering)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.designs.models import Institution
from certificates.errors import WrongState
from certificates.register.models import Certificate, CertificateKind


class Blank(models.Model):
    """One printed blank. Its serial is never used again, whatever became of it."""

    class State(models.TextChoices):
        IN_STOCK = "in_stock", pgettext_lazy("blank", "in stock")
        USED = "used", pgettext_lazy("blank", "used")
        SPOILED = "spoiled", pgettext_lazy("blank", "spoiled")
        LOST = "lost", pgettext_lazy("blank", "lost")
        DESTROYED = "destroyed", pgettext_lazy("blank", "destroyed")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="blanks")
    kind = models.CharField(_("kind"), max_length=30, choices=CertificateKind)
    series = models.CharField(_("series"), max_length=10, help_text=_("The letters before the number, as printed."))
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IN_STOCK)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="blanks")

    class Meta:
        ordering = ["series", "number"]
        verbose_name = _("blank")
        verbose_name_plural = _("blanks")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="certificates_blank_serial_once"),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="used"), name="certificates_blank_one_for_a_certificate"
            ),
            models.CheckConstraint(
                condition=~Q(state="used") | Q(certificate__isnull=False), name="certificates_blank_used_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return serial(self.series, self.number)


class BlankMovement(models.Model):
    """What happened to a run of blanks, with the minutes or note behind it. Added, never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("blank", "received")
        USED = "used", pgettext_lazy("blank", "used")
        SPOILED = "spoiled", pgettext_lazy("blank", "spoiled")
        LOST = "lost", pgettext_lazy("blank", "lost")
        DESTROYED = "destroyed", pgettext_lazy("blank", "destroyed")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    blank_kind = models.CharField(_("kind of document"), max_length=30, choices=CertificateKind)
    kind = models.CharField(_("movement"), max_length=10, choices=Kind)
    series = models.CharField(_("series"), max_length=10)
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    happened_on = models.DateField(_("happened on"))
    document = models.CharField(_("minutes or delivery note"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("movement of blanks")
        verbose_name_plural = _("movements of blanks")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="certificates_blank_run_forward")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {serial(self.series, self.first)}–{self.last}"

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrongState(_("A movement of blanks is never edited."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WrongState(_("A movement of blanks is never deleted."))


def serial(series: str, number: int) -> str:
    """The serial as printed on the blank: ``LHP-A 000123``."""
    return f"{series} {number:06d}"
