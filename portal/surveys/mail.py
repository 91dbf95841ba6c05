"""The link by mail. The row says first that a mail waits; the token is made when it leaves and is written nowhere.

A mail that the server refuses waits for the next minute, five times; whoever runs the survey then sees that it could
not be sent, and prints a slip.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from curriculum.clock.time import today
from training.mentoring.surveys.links import make_link
from training.mentoring.surveys.models import Survey, SurveyRespondent
from training.mentoring.surveys.queries import least_answers

LANGUAGE = "vi"
AT_A_TIME = 200
MOST_ATTEMPTS = 5
Mail = SurveyRespondent.Mail

logger = logging.getLogger(__name__)


def send_links() -> int:
    """Hand over the mails that wait; returns how many left."""
    waiting = SurveyRespondent.objects.filter(
        mail=Mail.WAITING, survey__status=Survey.Status.OPEN, survey__closes_on__gte=today()
    ).select_related("survey__form__posting__person", "survey__form__posting__host_unit")
    due = list(waiting.order_by("pk")[:AT_A_TIME])
    if not due:
        return 0
    with get_connection() as connection:
        return sum(_send(one, connection) for one in due if _claim(one))


def link_address(token: str) -> str:
    return settings.BASE_URL + reverse("survey:answer", args=[token])


def _claim(one: SurveyRespondent) -> bool:
    """Take the mail for oneself; False where another worker was quicker, or the person has answered meanwhile."""
    mine = SurveyRespondent.objects.filter(pk=one.pk, mail=Mail.WAITING)
    if mine.filter(has_answered=True).update(mail=Mail.SENT):
        return False
    return bool(mine.update(mail=Mail.SENT, mail_attempts=F("mail_attempts") + 1))


def _send(one: SurveyRespondent, connection) -> int:
    """1 where the mail left."""
    with override(LANGUAGE):
        posting = one.survey.form.posting
        subject = _("Reminder: feedback on %(person)s") if one.is_reminder else _("Feedback on %(person)s")
        context = {
            "respondent": one,
            "posting": posting,
            "survey": one.survey,
            "least": least_answers(one.survey),
            "address": link_address(make_link(one, today())),
        }
        text = render_to_string("portal/surveys/mail.txt", context)
        message = EmailMessage(subject % {"person": posting.person}, text, to=[one.email], connection=connection)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("A mail of survey %s could not be sent: %s", one.survey_id, type(error).__name__)
        state = Mail.FAILED if one.mail_attempts + 1 >= MOST_ATTEMPTS else Mail.WAITING
        SurveyRespondent.objects.filter(pk=one.pk).update(mail=state)
        return 0
    return 1
