"""The views-and-exports log: who looked at whose profile or took data out, when and for what (rules.md §10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now


class AppendOnly(models.QuerySet):
    """Rows that are written once."""

    def update(self, **kwargs):
        raise TypeError("The views-and-exports log is append-only.")

    def delete(self):
        raise TypeError("The views-and-exports log is append-only.")


class AccessEvent(models.Model):
    """One look at a profile, one export, one print. Written once, never changed."""

    class Kind(models.TextChoices):
        VIEW = "view", _("view")
        EXPORT = "export", _("export")
        PRINT = "print", _("print")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who"), related_name="access_events"
    )
    person = models.ForeignKey(
        "training.Person",
        models.PROTECT,
        verbose_name=_("whose data"),
        null=True,
        blank=True,
        related_name="access_events",
        help_text=_("Empty for an export of many people."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    what = models.CharField(_("what"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    count = models.PositiveIntegerField(_("number of people"), default=1)
    happened_at = models.DateTimeField(_("when"), default=now, db_index=True)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("view or export")
        verbose_name_plural = _("views and exports")

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("The views-and-exports log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The views-and-exports log is append-only.")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} {self.what}"
