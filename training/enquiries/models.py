"""Questions and answers of a class (hỏi đáp): trainees ask, those who teach the class and the office answer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import OFFICE_READERS, TrainingClass
from training.nominations.models import Enrolment
from training.people.roles import roles_of


class EnquiryQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(answered_at__isnull=True)

    def visible_to(self, user):
        """Offices all; those who teach or supervise the class, and those who hold a place in it.
        ``rules.can_view_enquiry`` agrees.
        """
        roles = roles_of(user)
        if roles.is_superuser or roles.has(*OFFICE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        places = Enrolment.objects.active().of_user(user)
        mine = (
            models.Q(training_class__supervisor=user)
            | models.Q(training_class__meetings__lecturer__person__user=user)
            | models.Q(training_class__in=places.values("training_class"))
        )
        return self.filter(pk__in=self.filter(mine).values("pk"))


class Enquiry(models.Model):
    """One question to the lecturers of a class. All of the class read it; the name may be kept from classmates."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="enquiries")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="enquiries")
    text = models.TextField(_("question"))
    search_text = models.TextField(editable=False)
    is_anonymous = models.BooleanField(_("without my name for classmates"), default=False)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    pinned_at = models.DateTimeField(_("pinned at"), null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    personal_data = {"text": PersonalField("questions in the class", "class_record")}

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question in the class")
        verbose_name_plural = _("questions in the class")
        indexes = [models.Index(fields=["training_class", "answered_at"], name="training_enquiry_by_class")]

    def __str__(self) -> str:
        return self.text[:80]


class EnquiryAnswer(models.Model):
    """One answer to a question. It is not changed; a further one may put it right."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="answers")
    text = models.TextField(_("answer"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered at"))

    personal_data = {"text": PersonalField("questions in the class", "class_record")}

    class Meta:
        ordering = ["answered_at", "pk"]
        verbose_name = _("answer in the class")
        verbose_name_plural = _("answers in the class")

    def __str__(self) -> str:
        return self.text[:80]
