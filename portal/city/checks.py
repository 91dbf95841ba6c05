"""Before the start in real operation: nothing of the demonstration may be left."""

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from portal.city.accounts import USERNAMES
from training.models import User


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
