"""Marks, outcomes and the decision that recognises them. Marks are added, never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.personal_data.marks import PersonalField
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment


class Assessment(models.Model):
    """One weighted part of a class's assessment, copied from the programme when the class is announced."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="assessments")
    name = models.CharField(_("name"), max_length=200)
    form = models.CharField(_("form"), max_length=30)
    weight_percent = models.PositiveSmallIntegerField(_("weight (%)"))
    is_graded = models.BooleanField(_("marked from 0 to 10"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "order"], name="training_assessment_order_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MarkQuerySet(models.QuerySet):
    def standing(self):
        """The marks that count: those no later mark replaces."""
        return self.filter(superseded_by__isnull=True)


class Mark(models.Model):
    """One mark given to one learner in one assessment. A correction or a resit is a further mark with its reason."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first mark")
        CORRECTION = "correction", _("correction")
        RESIT = "resit", _("resit")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="marks")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="marks")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FIRST)
    value = models.DecimalField(_("mark"), max_digits=3, decimal_places=1, null=True, blank=True)
    is_passed = models.BooleanField(_("passed"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    comment = models.CharField(_("comment for the learner"), max_length=500, blank=True)
    decision = models.ForeignKey(
        "AmendingDecision", models.PROTECT, null=True, blank=True, related_name="marks", verbose_name=_("by decision")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Nobody: taken in on the command line of the server."),
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects = MarkQuerySet.as_manager()

    personal_data = {
        "value": PersonalField("result of the training", "class_record"),
        "comment": PersonalField("result of the training", "class_record"),
    }

    class Meta:
        ordering = ["entered_at", "pk"]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=10),
                name="training_mark_on_the_scale",
                violation_error_message=_("A mark lies between 0 and 10."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(is_passed__isnull=False), name="training_mark_says_something"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "assessment"], condition=Q(replaces__isnull=True), name="training_mark_one_first"
            ),
            models.CheckConstraint(
                condition=Q(kind="first") | Q(replaces__isnull=False, reason__gt=""),
                name="training_mark_change_has_reason",
                violation_error_message=_("A corrected mark needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.value if self.value is not None else self.is_passed)


class RemarkRequest(models.Model):
    """A learner asks that one mark be looked at again (phúc khảo). Once for each mark; the answer stays beside it."""

    class Status(models.TextChoices):
        OPEN = "submitted", _("awaiting an answer")
        KEPT = "kept", _("the mark stays")
        CHANGED = "resolved", _("the mark was changed")

    mark = models.OneToOneField(Mark, models.PROTECT, related_name="remark_request")
    reason = models.CharField(_("reason"), max_length=500)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    personal_data = {
        "reason": PersonalField("result of the training", "class_record"),
        "answer": PersonalField("result of the training", "class_record"),
    }

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("re-mark request")
        verbose_name_plural = _("re-mark requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="submitted") | Q(answer__gt="", answered_at__isnull=False),
                name="training_remarkrequest_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark.enrolment}, {self.mark.assessment}"


class Outcome(models.Model):
    """What one enrolment came to, with the sentences that explain it. Computed again until it is recognised."""

    class Band(models.TextChoices):
        OUTSTANDING = "outstanding", _("outstanding")
        EXCELLENT = "excellent", _("very good")
        GOOD = "good", _("good")
        AVERAGE = "average", _("average")
        FAILED = "failed", _("not passed")
        PASSED = "passed", _("passed")

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="outcome")
    is_passed = models.BooleanField(_("passed"))
    average = models.DecimalField(_("average mark"), max_digits=4, decimal_places=2, null=True, blank=True)
    attendance_percent = models.DecimalField(_("attendance (%)"), max_digits=5, decimal_places=2)
    band = models.CharField(_("classification"), max_length=20, choices=Band)
    explanation = models.JSONField(_("explained"), default=list)
    computed_at = models.DateTimeField(_("computed at"))

    personal_data = {"average": PersonalField("result of the training", "class_record")}

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_band_display()}"


class RecognitionDecision(models.Model):
    """The decision that recognises a class's results (rules.md R5). It locks the marks."""

    training_class = models.OneToOneField(TrainingClass, models.PROTECT, related_name="recognition")
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    signer = models.CharField(_("signed by"), max_length=120)
    recognised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recognised_at = models.DateTimeField(_("recognised at"))

    class Meta:
        verbose_name = _("recognition decision")
        verbose_name_plural = _("recognition decisions")
        constraints = [models.UniqueConstraint(fields=["number"], name="training_recognition_number_once")]

    def __str__(self) -> str:
        return self.number


class AmendingDecision(models.Model):
    """A further decision that changes marks after the results were recognised. The recognition itself stays."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="amending_decisions")
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    signer = models.CharField(_("signed by"), max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["decided_on", "pk"]
        verbose_name = _("amending decision")
        verbose_name_plural = _("amending decisions")
        constraints = [models.UniqueConstraint(fields=["number"], name="training_amendingdecision_number_once")]

    def __str__(self) -> str:
        return self.number


class ResultsBoard(models.Model):
    """The results board of a class (hội đồng xét kết quả) and its minutes: who met, when, what they concluded.

    Members and conclusions are rows with words of their own, so that the minutes read the same in twenty years. Once
    closed, the minutes and the marks under them stay as they are until somebody opens them again with a reason.
    """

    training_class = models.OneToOneField(TrainingClass, models.PROTECT, related_name="board")
    number = models.CharField(_("number of the minutes"), max_length=60)
    held_on = models.DateField(_("met on"))
    place = models.CharField(_("place"), max_length=200)
    remarks = models.TextField(_("what was said"), blank=True)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(_("drawn up at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("results board")
        verbose_name_plural = _("results boards")

    def __str__(self) -> str:
        return self.number

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class BoardMember(models.Model):
    """One member of a results board, in the words of the minutes."""

    class Duty(models.TextChoices):
        CHAIR = "chair", pgettext_lazy("board", "chair")
        MEMBER = "member", pgettext_lazy("board", "member")
        SECRETARY = "secretary", pgettext_lazy("board", "secretary")

    board = models.ForeignKey(ResultsBoard, models.CASCADE, related_name="members")
    order = models.PositiveSmallIntegerField(_("order"))
    full_name = models.CharField(_("full name"), max_length=120)
    office = models.CharField(_("office held"), max_length=200, blank=True)
    duty = models.CharField(_("duty on the board"), max_length=12, choices=Duty, default=Duty.MEMBER)

    personal_data = {"full_name": PersonalField("minutes of the results board", "class_record")}

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("member of a results board")
        verbose_name_plural = _("members of results boards")
        constraints = [
            models.UniqueConstraint(fields=["board", "order"], name="training_boardmember_order_once"),
            models.UniqueConstraint(
                fields=["board", "duty"], condition=Q(duty__in=["chair", "secretary"]), name="training_board_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class BoardConclusion(models.Model):
    """What the board proposes for one learner, beside what the rules had come to when it met."""

    class Proposal(models.TextChoices):
        RECOGNISE = "recognise", _("recognise")
        REFUSE = "refuse", _("not recognise")

    board = models.ForeignKey(ResultsBoard, models.CASCADE, related_name="conclusions")
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="board_conclusion")
    proposal = models.CharField(_("proposal"), max_length=12, choices=Proposal)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    average = models.DecimalField(_("average mark"), max_digits=4, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("classification"), max_length=20, choices=Outcome.Band)

    personal_data = {"proposal": PersonalField("result of the training", "class_record")}

    class Meta:
        ordering = ["enrolment__person__sort_key", "pk"]
        verbose_name = _("conclusion of a results board")
        verbose_name_plural = _("conclusions of results boards")

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_proposal_display()}"
