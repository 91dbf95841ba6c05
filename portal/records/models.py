"""A takeout: the data of one person, put together once, kept for a few days, gone an hour after it was taken."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import now
from curriculum.personal_data.marks import PersonalField


def private_storage():
    return storages["private"]


def takeout_path(takeout: "Takeout", name: str) -> str:
    return f"takeouts/{uuid.uuid4().hex}.zip"


class TakeoutQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=[Takeout.State.WAITING, Takeout.State.RUNNING])

    def outlived(self):
        """Those whose file has outlived its time."""
        return self.filter(state=Takeout.State.READY, expires_at__lte=now())


class Takeout(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("takeout", "waiting")
        RUNNING = "running", pgettext_lazy("takeout", "being put together")
        READY = "ready", _("ready to download")
        EXPIRED = "expired", pgettext_lazy("takeout", "expired, removed")
        FAILED = "failed", pgettext_lazy("takeout", "broken off")

    person = models.ForeignKey("training.Person", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(_("sections done"), default=0)
    total = models.PositiveSmallIntegerField(_("sections"), default=0)
    file = models.FileField(_("file"), storage=private_storage, upload_to=takeout_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    asked_at = models.DateTimeField(_("asked for at"), default=now)
    heard_at = models.DateTimeField(_("last heard of"), default=now)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    objects = TakeoutQuerySet.as_manager()

    personal_data = {"file": PersonalField("right of access", "account", sensitive=True)}

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("takeout of personal data")
        verbose_name_plural = _("takeouts of personal data")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["waiting", "running"]),
                name="portal_takeout_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%d/%m/%Y}"

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return 100 if self.is_over else min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def may_be_taken(self) -> bool:
        return self.state == self.State.READY and self.expires_at is not None and self.expires_at > now()
