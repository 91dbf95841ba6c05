"""Work of this room in the background: thin entry points."""

from celery import shared_task

from django.core.management import call_command


@shared_task
def publish_scheduled_pages() -> None:
    """Each minute: publish the pages, and take down those, whose moment has come."""
    call_command("publish_scheduled", verbosity=0)


@shared_task
def forget_expired_sessions() -> None:
    """Each night: sign-ins that have run out leave the database."""
    call_command("clearsessions", verbosity=0)
