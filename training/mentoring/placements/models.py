"""Placement proposals, the Committee's decisions on them, and what the person says three months after the end."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.people.models import Role
from training.people.roles import roles_of
from training.rotation.models import Posting


class Direction(models.TextChoices):
    """What F6 recommends and the Committee decides (mentoring.md F6)."""

    RETURN = "return", pgettext_lazy("placement", "returns to the sending unit")
    HIGHER = "higher", pgettext_lazy("placement", "higher post")
    STAYS = "stays", pgettext_lazy("placement", "stays at the host unit")
    MOVES = "moves", pgettext_lazy("placement", "moves on")


class PlacementProposal(models.Model):
    """A proposal with its document, and the decision that answered it. Before the decision only the document's number
    and day are kept (rules.md §9): the direction proposed is what form F6 recommends, no post is named.
    """

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="placement_proposals")
    direction = models.CharField(_("proposed"), max_length=10, choices=Direction)
    document = models.CharField(_("number of the proposal"), max_length=60)
    dated_on = models.DateField(_("date of the proposal"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("recorded at"))
    decided = models.CharField(_("decided"), max_length=10, choices=Direction, blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_on = models.DateField(_("date of the decision"), null=True, blank=True)
    signer_title = models.CharField(_("title of the signer"), max_length=120, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decision recorded at"), null=True, blank=True)

    personal_data = {
        "direction": PersonalField("cadre management", "training_record"),
        "decided": PersonalField("cadre management", "training_record"),
    }

    class Meta:
        ordering = ["-dated_on", "-pk"]
        verbose_name = _("placement proposal")
        verbose_name_plural = _("placement proposals")
        constraints = [
            models.UniqueConstraint(fields=["posting", "document"], name="training_placementproposal_once"),
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(decided_at__isnull=True),
                name="training_placementproposal_one_open",
                violation_error_message=_("A proposal for this posting waits for its decision."),
            ),
            models.CheckConstraint(
                condition=Q(decided="", decided_at__isnull=True)
                | (~Q(decided="") & ~Q(decision_number="") & Q(decided_at__isnull=False, decision_on__isnull=False)),
                name="training_placementproposal_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.get_direction_display()}"

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own, and the Committee's officers: nobody else reads what somebody says of his mentoring."""
        if roles_of(user).has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
            return self
        return self.filter(posting__person__user=user) if user.is_authenticated else self.none()


class FollowUp(models.Model):
    """Three months after the end: where the person works, and how useful the mentoring was. Answered once."""

    class Placed(models.TextChoices):
        SENDING = "sending", pgettext_lazy("placed", "back at the sending unit")
        HOST = "host", pgettext_lazy("placed", "at the host unit")
        HIGHER = "higher", pgettext_lazy("placed", "in a higher post")
        ELSEWHERE = "elsewhere", pgettext_lazy("placed", "elsewhere")
        WAITING = "waiting", pgettext_lazy("placed", "not placed yet")

    SCALE = [MinValueValidator(1), MaxValueValidator(5)]

    posting = models.OneToOneField(Posting, models.PROTECT, related_name="follow_up")
    placed = models.CharField(_("where I work now"), max_length=10, choices=Placed)
    placed_on = models.DateField(_("since"), null=True, blank=True)
    fits = models.PositiveSmallIntegerField(_("the post uses what I learnt at the grassroots"), validators=SCALE)
    contacts = models.PositiveSmallIntegerField(_("the contacts with my mentor helped me"), validators=SCALE)
    feedback = models.PositiveSmallIntegerField(_("the assessments told me what to work on"), validators=SCALE)
    support = models.PositiveSmallIntegerField(_("host and sending unit supported me"), validators=SCALE)
    words = models.TextField(_("what should be done better"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(_("answered at"))

    objects = FollowUpQuerySet.as_manager()

    personal_data = {
        "placed": PersonalField("mentoring", "mentoring_note"),
        "words": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "fits": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "contacts": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "feedback": PersonalField("mentoring", "mentoring_note", sensitive=True),
        "support": PersonalField("mentoring", "mentoring_note", sensitive=True),
    }

    class Meta:
        ordering = ["-answered_at"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self) -> str:
        return f"{self.posting}: {self.get_placed_display()}"
