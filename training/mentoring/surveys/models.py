"""F7, multi-source feedback: whom the Committee asks, the links they get, and answers of nobody in particular.

Nothing joins an answer to a person: sheets and comments point to the survey alone, carry no moment and no role, and
have keys drawn by lot. At each answer all rows of the survey are written anew in an order drawn by lot
(``answering.py``), so that not even the order or the transaction of a row tells whose it is.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from training.mentoring.models import TermForm

HASH = 64


class SurveyQuerySet(models.QuerySet):
    def released(self):
        return self.filter(status=Survey.Status.RELEASED)


class Survey(models.Model):
    """The survey of one form F7: prepared, open to whoever was chosen, closed for good, then released or void."""

    class Status(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("survey", "being prepared")
        OPEN = "open", pgettext_lazy("survey", "open")
        CLOSED = "closed", pgettext_lazy("survey", "closed, words to edit")
        RELEASED = "released", pgettext_lazy("survey", "released")
        VOID = "void", pgettext_lazy("survey", "closed without result")

    form = models.OneToOneField(TermForm, models.PROTECT, related_name="survey")
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PREPARING)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    answered = models.PositiveSmallIntegerField(_("answers"), default=0)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["form__due_on", "pk"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="preparing") | Q(opens_on__isnull=False, closes_on__isnull=False),
                name="training_survey_opened_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.form)

    @property
    def is_answerable(self) -> bool:
        return self.status == self.Status.OPEN and today() <= self.closes_on

    @property
    def is_over(self) -> bool:
        """The last day has passed, and nobody has closed it yet."""
        return self.status == self.Status.OPEN and today() > self.closes_on


class SurveyRespondentQuerySet(models.QuerySet):
    def chosen(self):
        return self.filter(is_chosen=True)

    def unanswered(self):
        return self.chosen().filter(has_answered=False)


class SurveyRespondent(models.Model):
    """Somebody who may be asked: proposed by one side, chosen by the Committee. That he has answered is all it says."""

    class Role(models.TextChoices):
        SUPERIOR = "superior", pgettext_lazy("respondent", "superior")
        PEER = "peer", pgettext_lazy("respondent", "peer")
        STAFF = "staff", pgettext_lazy("respondent", "staff")
        FRONT = "front", pgettext_lazy("respondent", "Front and organisations")
        VILLAGE_HEAD = "village_head", pgettext_lazy("respondent", "village head")

    class Side(models.TextChoices):
        MENTEE = "mentee", pgettext_lazy("side", "the official")
        HOST = "host", pgettext_lazy("side", "mentor and host unit")
        COMMITTEE = "committee", pgettext_lazy("side", "the Committee")

    class Mail(models.TextChoices):
        NONE = "", "–"
        WAITING = "waiting", pgettext_lazy("mail", "waits to be sent")
        SENT = "sent", pgettext_lazy("mail", "sent")
        FAILED = "failed", pgettext_lazy("mail", "could not be sent")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="respondents")
    full_name = models.CharField(_("full name"), max_length=100)
    role = models.CharField(pgettext_lazy("respondent", "stands to the official as"), max_length=15, choices=Role)
    office = models.CharField(_("office, unit"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    side = models.CharField(_("proposed by"), max_length=10, choices=Side)
    is_chosen = models.BooleanField(_("is asked"), default=False)
    has_answered = models.BooleanField(_("has answered"), default=False)
    mail = models.CharField(_("mail"), max_length=10, choices=Mail, default=Mail.NONE, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(_("attempts to send"), default=0)
    is_reminder = models.BooleanField(_("the mail reminds"), default=False)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)

    objects = SurveyRespondentQuerySet.as_manager()

    personal_data = {
        "full_name": PersonalField("mentoring", "mentoring_note"),
        "office": PersonalField("mentoring", "mentoring_note"),
        "email": PersonalField("mentoring", "mentoring_note"),
        "phone": PersonalField("mentoring", "mentoring_note"),
        "has_answered": PersonalField("mentoring", "mentoring_note", sensitive=True),
    }

    class Meta:
        ordering = ["role", "full_name", "pk"]
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        constraints = [
            models.UniqueConstraint(fields=["survey", "side", "full_name", "role"], name="training_respondent_once"),
        ]

    def __str__(self) -> str:
        return self.full_name


class SurveyLink(models.Model):
    """A link that was mailed or printed. Only its hash is kept: who reads the database cannot answer for anybody.

    One person may hold several (the mail, the reminder, the slip); the first answer uses up all of them.
    """

    respondent = models.ForeignKey(SurveyRespondent, models.CASCADE, related_name="links")
    token_hash = models.CharField(_("hash of the token"), max_length=HASH, unique=True)
    made_on = models.DateField(_("made on"))

    class Meta:
        verbose_name = _("link to a survey")
        verbose_name_plural = _("links to surveys")

    def __str__(self) -> str:
        return self.token_hash[:8]


class SurveySheet(models.Model):
    """The scores of one answer, of nobody in particular; a statement without a view has none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sheets")
    scores = models.JSONField(_("scores"))

    personal_data = {"scores": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("sheet of a survey")
        verbose_name_plural = _("sheets of surveys")

    def __str__(self) -> str:
        return str(self.pk)


class SurveyComment(models.Model):
    """Free words to one question, apart from the scores. The Committee's officer edits them so that nobody is known by
    his words; what was written first is then gone.
    """

    class State(models.TextChoices):
        RAW = "raw", pgettext_lazy("comment", "to be read")
        EDITED = "edited", pgettext_lazy("comment", "may be shown")
        LEFT_OUT = "left_out", pgettext_lazy("comment", "left out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="comments")
    question = models.CharField(_("question"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RAW)

    personal_data = {"text": PersonalField("mentoring", "mentoring_note", sensitive=True)}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("words in a survey")
        verbose_name_plural = _("words in surveys")

    def __str__(self) -> str:
        return str(self.pk)
