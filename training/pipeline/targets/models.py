"""The values the scheme asks for, each from a day on and by a document."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.validity.models import Validity


class Indicator(models.TextChoices):
    """What is measured; how, stands in ``indicators.py``."""

    FILLED = "filled", _("leading posts that are filled")
    WOMEN = "women", _("women among the leaders of communes")
    WOMEN_HEADS = "women_heads", _("women among the heads")
    YOUNG = "young", _("young leaders of communes")
    SECRETARIES = "secretaries_not_local", _("Party secretaries who are not local")
    CHAIRMEN = "chairmen_not_local", _("chairmen of People's Committees who are not local")
    TRAINED = "trained", _("leaders trained for their post")
    POSTED = "posted", _("officials posted in two years")
    YOUNG_POSTED = "young_posted", _("young people among those posted")
    WOMEN_POSTED = "women_posted", _("women among those posted")
    CROSS_BLOC = "cross_bloc", _("postings from one bloc to another")


class Target(Validity):
    """At least so much of an indicator, from one day to another. Followed by the next one, never rewritten."""

    indicator = models.CharField(_("indicator"), max_length=30, choices=Indicator)
    value = models.PositiveIntegerField(_("at least"), validators=[MaxValueValidator(100_000)])
    legal_basis = models.CharField(_("document"), max_length=300)
    note = models.CharField(_("note"), max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(_("recorded at"))

    class Meta(Validity.Meta):
        ordering = ["indicator", "-valid_from"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["indicator", "valid_from"], name="training_target_indicator_from"),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(valid_to__isnull=True), name="training_target_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()}: {self.value}"
