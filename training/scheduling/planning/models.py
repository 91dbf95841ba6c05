"""The record of one run of the planner: what it was asked, how far it is, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now
from training.scheduling.drafts.models import DraftEdit, TimetableDraft


class PlanRunQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=PlanRun.UNFINISHED)


class PlanRun(models.Model):
    """One run over a draft. It changes the draft once, at its end, by one edit; killed before, it is begun again.

    ``scope``: ``classes`` (keys) that may be moved, ``keep_placed``, or the ``change`` that makes planning anew
    necessary. ``report``: what was found, as data; its words are made by ``wording`` for who reads it.
    """

    class Kind(models.TextChoices):
        FULL = "full", pgettext_lazy("run of the planner", "plan")
        REPLAN = "replan", pgettext_lazy("run of the planner", "plan anew after a change")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("run of the planner", "waiting")
        RUNNING = "running", pgettext_lazy("run of the planner", "planning")
        STOPPING = "stopping", pgettext_lazy("run of the planner", "stopping with the best found")
        PROPOSED = "proposed", pgettext_lazy("run of the planner", "found, waiting for your word")
        DONE = "done", pgettext_lazy("run of the planner", "put into the draft")
        IMPOSSIBLE = "impossible", pgettext_lazy("run of the planner", "no timetable possible")
        FAILED = "failed", pgettext_lazy("run of the planner", "broken off")
        CANCELLED = "cancelled", pgettext_lazy("run of the planner", "given up")

    UNFINISHED = (State.QUEUED, State.RUNNING, State.STOPPING)

    draft = models.ForeignKey(TimetableDraft, models.CASCADE, related_name="runs")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FULL)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    scope = models.JSONField(_("scope"), default=dict, blank=True)
    seconds = models.PositiveSmallIntegerField(_("most seconds"), default=60)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    progress = models.JSONField(_("progress"), default=dict, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    refusal = models.TextField(_("why it broke off"), blank=True)
    edit = models.ForeignKey(DraftEdit, models.SET_NULL, null=True, blank=True, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    language = models.CharField(max_length=10, default="vi")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("asked at"), default=now)
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    heard_at = models.DateTimeField(_("last heard of"), default=now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("run of the planner")
        verbose_name_plural = _("runs of the planner")
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(state__in=["queued", "running", "stopping"]),
                name="training_planrun_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft}: {self.get_kind_display()}"

    @property
    def is_over(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def percent(self) -> int:
        """How much of the time is spent; the planner may be ready before."""
        if self.is_over:
            return 100
        return min(99, round(100 * self.progress.get("seconds", 0) / max(self.seconds, 1)))
