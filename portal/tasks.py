"""Work of this room in the background: thin entry points."""

from datetime import timedelta

from celery import shared_task

from django.core.management import call_command

from portal.calendar import reminders
from portal.notifications import absences
from portal.notifications.mail import gather, gather_digests, send
from portal.records.takeout import services as takeouts
from portal.surveys.mail import send_links

SILENT = timedelta(minutes=10)


@shared_task
def publish_scheduled_pages() -> None:
    """Each minute: publish the pages, and take down those, whose moment has come."""
    call_command("publish_scheduled", verbosity=0)


@shared_task
def forget_expired_sessions() -> None:
    """Each night: sign-ins that have run out leave the database."""
    call_command("clearsessions", verbosity=0)


@shared_task
def send_mail() -> int:
    """Each minute: what is to be told at once becomes mails, and mails that wait are handed over."""
    gather()
    return send()


@shared_task
def send_survey_links() -> int:
    """When a survey opens or reminds, and each minute for what a killed worker left: links by mail."""
    return send_links()


@shared_task
def gather_digests_of_the_day() -> int:
    """Each afternoon: one mail for each person out of what he wants to hear once a day."""
    gather()
    return gather_digests()


@shared_task
def remind_of_tomorrow() -> int:
    """On the afternoon before, several times: whoever a killed worker left out is told by the next call."""
    return reminders.remind_of_tomorrow()


@shared_task
def tell_of_the_week() -> int:
    """On Monday morning, several times: what the week brings."""
    return reminders.tell_of_the_week()


@shared_task
def warn_of_absences(class_id: int | None = None) -> int:
    """After a roll with absences, and each evening for all classes: whoever comes near the limit is told once."""
    return absences.warn_of_absences(class_id)


@shared_task
def remind_of_requests() -> int:
    """Each morning: requests for reissue whose last day has come."""
    from portal.certificate_notices import remind_of_requests as remind  # it hears signals, which import these tasks

    return remind()


@shared_task
def make_takeout(takeout_id: int) -> None:
    """Put together everything the portal holds about one person."""
    takeouts.make_takeout(takeout_id)


@shared_task
def take_up_takeouts() -> int:
    """Every few minutes: takeouts that a killed worker or a lost message left undone. Returns how many."""
    lying = takeouts.takeouts_left_lying(silent_for=SILENT)
    for takeout_id in lying:
        make_takeout.delay(takeout_id)
    return len(lying)


@shared_task
def forget_takeouts() -> int:
    """Each hour: packages of data that were taken, or that nobody took, leave the disk. Returns how many."""
    return takeouts.forget_takeouts()
