"""Notices to people: shown in the portal, sent by mail as each person chooses (P13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from portal.notifications.kinds import Kind, Mail


class Delivery(models.Model):
    """One mail to one person. Its row comes before the mail: ``key`` is unique, so that nothing is sent twice.

    A worker claims the row before it hands the mail over. One that was killed in between leaves it claimed for good:
    whether the mail left is not known, and it is never sent again; what it said stands in the portal all the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "waiting")
        SENDING = "sending", pgettext_lazy("mail", "being sent")
        SENT = "sent", pgettext_lazy("mail", "sent")
        FAILED = "failed", pgettext_lazy("mail", "failed")
        INTERRUPTED = "interrupted", pgettext_lazy("mail", "interrupted")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=200)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True, help_text=_("Emptied once the mail is sent."))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("to be sent from"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    personal_data = {
        "subject": PersonalField("notices", "account"),
        "text": PersonalField("notices", "account"),
    }

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="portal_delivery_to_send"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="portal_delivery_once")]

    def __str__(self) -> str:
        return self.subject


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at__isnull=True)

    def unsettled(self):
        """Those of which it is not decided yet whether a mail tells of them."""
        return self.filter(is_settled=False)


class Notice(models.Model):
    """One message to one person. ``key`` says what it is about, so that nothing is told twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    is_settled = models.BooleanField(_("settled"), default=False, help_text=_("A mail was made for it, or none will."))
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="portal_notice_unread"),
            models.Index(fields=["created_at"], condition=Q(is_settled=False), name="portal_notice_unsettled"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="portal_notice_told_once")]

    def __str__(self) -> str:
        return self.title


class NoticeChoice(models.Model):
    """How one person wants to be told by mail of one kind of notice; without a row the default of the kind holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    mail = models.CharField(_("by mail"), max_length=10, choices=Mail)

    class Meta:
        verbose_name = _("choice about notices")
        verbose_name_plural = _("choices about notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="portal_noticechoice_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_mail_display()}"
