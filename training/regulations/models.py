"""Values that come from documents, each with the days on which it holds and the document that says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.validity.models import Validity


class RegulatedValue(Validity):
    """One value on the days it holds, such as ``training.pass_mark`` = 5.0 (rules.md §12).

    Never edited once it has been in force: a new value begins where the old one ends.
    """

    key = models.CharField(_("key"), max_length=80)
    value = models.JSONField(_("value"))
    legal_basis = models.CharField(_("legal basis"), max_length=500)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(Validity.Meta):
        ordering = ["key", "-valid_from"]
        verbose_name = _("regulated value")
        verbose_name_plural = _("regulated values")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["key", "valid_from"], name="training_regulatedvalue_key_from"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(valid_to__isnull=True), name="training_regulatedvalue_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
