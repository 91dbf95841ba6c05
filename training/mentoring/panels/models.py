"""A panel and the postings on its agenda. What lay before it is kept as it was on the day."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.rotation.models import Posting


class Panel(models.Model):
    """The Committee looks at a set of postings once a year, and concludes on each."""

    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    held_on = models.DateField(_("held on"))
    minutes_number = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    minutes_on = models.DateField(_("date of the minutes"), null=True, blank=True)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(_("convened at"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="training_panel_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (~Q(minutes_number="") & Q(minutes_on__isnull=False)),
                name="training_panel_closed_with_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class PanelItem(models.Model):
    """One posting on the agenda, with the panel's conclusion. ``seen`` is what lay before it, frozen when concluded."""

    class Conclusion(models.TextChoices):
        CONTINUE = "continue", pgettext_lazy("panel", "continue")
        ADJUST = "adjust", pgettext_lazy("panel", "adjust the duties")
        END_EARLY = "end_early", pgettext_lazy("panel", "end early")

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="items")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="panel_items")
    order = models.PositiveSmallIntegerField(_("number on the agenda"))
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Conclusion, blank=True)
    note = models.TextField(_("note"), blank=True)
    seen = models.JSONField(_("what lay before the panel"), default=dict, encoder=DjangoJSONEncoder)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)

    personal_data = {
        "note": PersonalField("cadre management", "mentoring_note", sensitive=True),
        "seen": PersonalField("cadre management", "mentoring_note", sensitive=True),
    }

    class Meta:
        ordering = ["panel", "order"]
        verbose_name = _("posting on the agenda")
        verbose_name_plural = _("postings on the agenda")
        constraints = [
            models.UniqueConstraint(fields=["panel", "posting"], name="training_panelitem_once"),
            models.CheckConstraint(
                condition=Q(conclusion="", concluded_at__isnull=True)
                | (~Q(conclusion="") & Q(concluded_at__isnull=False)),
                name="training_panelitem_concluded_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.posting}"
