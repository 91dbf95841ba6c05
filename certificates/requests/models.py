"""What holders ask after the issue: lost, damaged, or wrong. Answered within five working days (Circular 03/2023)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.register.models import REGISTER_READERS, Certificate, CertificateEvent
from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.people.roles import roles_of

Ground = CertificateEvent.Ground


class ReissueRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=ReissueRequest.Status.OPEN)

    def overdue(self):
        return self.open().filter(due_on__lt=today())

    def visible_to(self, user):
        """The offices see the desk; everybody sees what he asked for himself. ``rules.can_view_request`` agrees."""
        if roles_of(user).has(*REGISTER_READERS):
            return self
        return self.filter(certificate__person__user=user) if user.is_authenticated else self.none()


class ReissueRequest(models.Model):
    """One request for another document in the place of a certificate, with its clock.

    The clock starts on the day on which the request is complete: a damaged or wrong paper has to be handed in first.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "open")
        GRANTED = "granted", pgettext_lazy("request", "granted")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    GROUNDS = [
        (Ground.LOSS, _("lost")),
        (Ground.DAMAGE, _("damaged")),
        (Ground.ISSUER_ERROR, _("something in it is wrong")),
    ]

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="requests")
    ground = models.CharField(_("what happened"), max_length=20, choices=GROUNDS)
    description = models.CharField(_("in the holder's words"), max_length=1000)
    received_on = models.DateField(_("received on"))
    complete_on = models.DateField(_("complete since"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True, help_text=_("Empty while a paper is awaited."))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.OPEN)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    successor = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="+")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = ReissueRequestQuerySet.as_manager()

    personal_data = {"description": PersonalField("proof of the training", "certificate")}

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("request for reissue")
        verbose_name_plural = _("requests for reissue")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(status="open"), name="certificates_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(status="open", settled_at__isnull=True) | (~Q(status="open") & Q(settled_at__isnull=False)),
                name="certificates_request_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.get_ground_display()}"

    @property
    def is_overdue(self) -> bool:
        return self.status == self.Status.OPEN and self.due_on is not None and self.due_on < today()
