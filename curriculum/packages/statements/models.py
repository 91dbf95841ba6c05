"""Statements, the sessions of cmi5 that make them, and the documents content keeps between its visits."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.packages.models import PackageItem, PackageRegistration
from curriculum.personal_data.marks import PersonalField


class LaunchSession(models.Model):
    """One launch of one unit of cmi5. Both secrets are kept as their digests; the first is used up by one fetch."""

    key = models.UUIDField(_("session"), default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(PackageRegistration, models.CASCADE, related_name="sessions")
    item = models.ForeignKey(PackageItem, models.CASCADE, related_name="+")
    fetch_digest = models.CharField(max_length=64, unique=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    launched_at = models.DateTimeField(_("launched at"))
    fetched_at = models.DateTimeField(_("token fetched at"), null=True, blank=True)
    initialized_at = models.DateTimeField(_("initialized at"), null=True, blank=True)
    terminated_at = models.DateTimeField(_("terminated at"), null=True, blank=True)
    abandoned_at = models.DateTimeField(_("abandoned at"), null=True, blank=True)

    class Meta:
        ordering = ["-launched_at", "-pk"]
        verbose_name = _("launch of a unit")
        verbose_name_plural = _("launches of units")

    def __str__(self) -> str:
        return f"{self.item}: {self.key}"

    @property
    def is_over(self) -> bool:
        return self.terminated_at is not None or self.abandoned_at is not None


class Statement(models.Model):
    """What content, or the portal itself, said happened. Added and never changed; the actor is always ours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("account"), related_name="+")
    registration = models.ForeignKey(PackageRegistration, models.CASCADE, related_name="statements")
    item = models.ForeignKey(PackageItem, models.CASCADE, null=True, related_name="+")
    session = models.ForeignKey(LaunchSession, models.CASCADE, null=True, related_name="statements")
    verb = models.CharField(_("verb"), max_length=500)
    activity = models.CharField(_("activity"), max_length=2000)
    happened_at = models.DateTimeField(_("happened at"))
    stored_at = models.DateTimeField(_("stored at"))
    body = models.JSONField(_("statement"))
    digest = models.CharField(max_length=64, editable=False)

    personal_data = {"body": PersonalField("following one's own study", "training_record", sensitive=True)}

    class Meta:
        ordering = ["stored_at", "id"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        indexes = [models.Index(fields=["registration", "verb"], name="curriculum_statement_verb")]

    def __str__(self) -> str:
        return f"{self.verb.rpartition('/')[2]}: {self.activity}"


class ContentDocument(models.Model):
    """A document of content: its state within a registration, or a profile of the person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("account"), related_name="+")
    registration = models.ForeignKey(PackageRegistration, models.CASCADE, null=True, related_name="documents")
    activity = models.CharField(_("activity"), max_length=2000, blank=True)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("kind of content"), max_length=255)
    content = models.BinaryField(_("content"))
    updated_at = models.DateTimeField(_("changed at"))

    personal_data = {"content": PersonalField("following one's own study", "training_record", sensitive=True)}

    class Meta:
        ordering = ["name"]
        verbose_name = _("document of content")
        verbose_name_plural = _("documents of content")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "activity", "name"],
                condition=Q(registration__isnull=False),
                name="curriculum_contentdocument_state_once",
            ),
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(registration__isnull=True),
                name="curriculum_contentdocument_profile_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
