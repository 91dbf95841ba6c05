"""The keys with which an institution signs. What is public of each stays for ever: old signatures are read with it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.designs.models import Institution


class KeyUse(models.TextChoices):
    BADGE = "badge", _("badges and status lists")
    SLIP = "slip", _("signed facts in QR codes")


class IssuerKeyQuerySet(models.QuerySet):
    def current(self):
        """Those that sign today."""
        return self.filter(retired_at=None, disowned_at=None)

    def trusted(self):
        """Those whose signatures count: the current ones and those that were retired in good order."""
        return self.filter(disowned_at=None)


class IssuerKey(models.Model):
    """One pair of keys of an institution. The private half is a file or in the environment, never here.

    A retired key signs nothing new, and what it signed stays good. A disowned one, whose private half may be in
    other hands, proves nothing any more.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="keys")
    use = models.CharField(_("use"), max_length=10, choices=KeyUse)
    kid = models.CharField(_("mark"), max_length=16, unique=True)
    public_key = models.CharField(_("public key"), max_length=80)
    made_at = models.DateTimeField(_("made at"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    disowned_at = models.DateTimeField(_("disowned at"), null=True, blank=True)

    objects = IssuerKeyQuerySet.as_manager()

    class Meta:
        ordering = ["institution", "use", "made_at"]
        verbose_name = _("key of an institution")
        verbose_name_plural = _("keys of institutions")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "use"],
                condition=Q(retired_at=None, disowned_at=None),
                name="certificates_key_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution.code} {self.use} {self.kid}"
