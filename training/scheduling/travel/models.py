"""The minutes between two places, from one day to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from training.validity.models import Validity


class TravelTime(Validity):
    """The way between two places, the same in both directions: the names stand in their order."""

    place = models.CharField(_("place"), max_length=200)
    other_place = models.CharField(_("other place"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    basis = models.CharField(_("basis"), max_length=300, blank=True)

    class Meta(Validity.Meta):
        ordering = ["place", "other_place", "-valid_from"]
        verbose_name = _("time to travel")
        verbose_name_plural = _("times to travel")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["place", "other_place", "valid_from"], name="training_traveltime_once_from"
            ),
            models.CheckConstraint(condition=Q(place__lt=F("other_place")), name="training_traveltime_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.place} – {self.other_place}: {self.minutes}"
