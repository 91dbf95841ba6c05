"""Checks before the start: folders of the broker, and nothing of the demonstration in real operation."""

import os

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from portal.city.accounts import USERNAMES
from portal.health.queries import broker_folders
from training.models import User


@register()
def check_broker_folders(app_configs, **kwargs) -> list[CheckMessage]:
    """Without folders that can be written, tasks would be lost with no word."""
    return [
        Error(
            f"The broker's folder {folder} cannot be written.",
            hint="Give it to the user who runs the portal, or set CELERY_BROKER_URL to Redis or RabbitMQ.",
            id="portal.E001",
        )
        for folder in sorted(set(broker_folders()))
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    ]


@register(Tags.security, deploy=True)
def check_demo_accounts(app_configs, **kwargs) -> list[CheckMessage]:
    """Everybody can read the password of the demo accounts in the README."""
    if settings.DEMO:
        return [checks.Warning("DEMO is on.", hint="Leave DEMO unset in real operation.", id="portal.W001")]
    try:
        found = sorted(User.objects.filter(username__in=USERNAMES).values_list("username", flat=True))
    except DatabaseError as error:
        return [Error(f"The accounts cannot be read: {error}", hint="Run manage.py migrate first.", id="portal.E003")]
    if not found:
        return []
    return [
        Error(
            f"Demo accounts exist outside demo mode: {', '.join(found)}.",
            hint="Their password is public. Start with an empty database, or delete these accounts.",
            id="portal.E002",
        )
    ]
