"""One missed meeting, and the meeting of another class that stands for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import OFFICE_READERS
from training.nominations.models import Enrolment
from training.people.roles import roles_of
from training.scheduling.models import ClassMeeting


class MakeUpQuerySet(models.QuerySet):
    def standing(self):
        """All but those taken back."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Those who read all classes; supervisors those of the own classes; a trainee the own."""
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(enrolment__person__user=user) | Q(enrolment__training_class__supervisor=user))


class MakeUp(models.Model):
    """A learner sent to a meeting of another class for one that was missed (học bù). Taken back, never rewritten."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="make_ups")
    missed = models.ForeignKey(ClassMeeting, models.PROTECT, verbose_name=_("missed meeting"), related_name="+")
    meeting = models.ForeignKey(
        ClassMeeting, models.PROTECT, verbose_name=_("meeting of the other class"), related_name="make_ups"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("assigned at"))
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = MakeUpQuerySet.as_manager()

    personal_data = {"missed": PersonalField("condition for the certificate", "class_record")}

    class Meta:
        ordering = ["-assigned_at", "-pk"]
        verbose_name = _("make-up meeting")
        verbose_name_plural = _("make-up meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "missed"],
                condition=Q(withdrawn_at__isnull=True),
                name="training_makeup_missed_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "meeting"],
                condition=Q(withdrawn_at__isnull=True),
                name="training_makeup_meeting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.missed} → {self.meeting}"
