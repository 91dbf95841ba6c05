"""The private feed of a person's calendar: an address that calendar programs read without signing in (T8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """The one address of a person's feed. The address itself is not kept: it is made of ``nonce`` and the secret key.

    ``digest`` finds the row; ``etag`` and ``modified_at`` say what the feed held when it last differed.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)
    etag = models.CharField(max_length=64, blank=True)
    modified_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.user)
