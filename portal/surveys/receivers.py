"""Links leave as soon as a survey opens or reminds; the task of each minute finds what a killed worker left."""

from django.dispatch import receiver

from portal.tasks import send_survey_links
from training.signals import survey_mails_waiting


@receiver(survey_mails_waiting)
def send_the_links(survey, **kwargs) -> None:
    send_survey_links.delay()
