"""Benefits of somebody posted (chế độ, chính sách): what, from when to when, by which document, who pays."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.rotation.models import Posting
from training.validity.models import Validity, ValidityQuerySet


class BenefitQuerySet(ValidityQuerySet):
    def visible_to(self, user):
        """Those of the postings the user may see as the Committee, and one's own."""
        return self.filter(posting__in=Posting.objects.visible_to(user))

    def standing(self):
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


class Benefit(Validity):
    """One benefit granted to one posting. A one-off payment has one day; what was entered wrongly is taken back."""

    class Kind(models.TextChoices):
        RETAINED_ALLOWANCE = "retained_allowance", pgettext_lazy("benefit", "position allowance kept")
        SALARY = "salary", pgettext_lazy("benefit", "salary paid by the sending unit")
        HOUSING = "housing", pgettext_lazy("benefit", "housing")
        TRAVEL = "travel", pgettext_lazy("benefit", "travel")
        ONE_OFF = "one_off", pgettext_lazy("benefit", "one-off payment")
        SALARY_STEP = "salary_step", pgettext_lazy("benefit", "extra salary step")
        STUDY = "study", pgettext_lazy("benefit", "support for study")
        OTHER = "other", pgettext_lazy("benefit", "other")

    class Payer(models.TextChoices):
        SENDING = "sending", pgettext_lazy("who pays", "the sending unit")
        HOST = "host", pgettext_lazy("who pays", "the host unit")
        CITY = "city", pgettext_lazy("who pays", "the City")

    posting = models.ForeignKey(Posting, models.PROTECT, verbose_name=_("posting"), related_name="benefits")
    kind = models.CharField(_("benefit"), max_length=20, choices=Kind)
    amount = models.PositiveBigIntegerField(
        _("amount (đồng)"), null=True, blank=True, help_text=_("A month, or once for a one-off payment.")
    )
    payer = models.CharField(_("who pays"), max_length=10, choices=Payer)
    document = models.CharField(_("decision or document"), max_length=100)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    ended_by = models.CharField(_("document that ended it"), max_length=100, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_because = models.CharField(_("why taken back"), max_length=300, blank=True)

    objects = BenefitQuerySet.as_manager()

    personal_data = {"amount": PersonalField("benefits of a posting", "training_record", sensitive=True)}

    class Meta(Validity.Meta):
        ordering = ["posting", "valid_from", "pk"]
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["posting", "kind", "document"],
                condition=Q(taken_back_at__isnull=True),
                name="training_benefit_once_by_document",
                violation_error_message=_("This benefit is recorded by this document already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.document}"
