"""Before the start in real operation: packages have a place of their own to be shown, or there are none."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from curriculum.packages.models import Package


@register(Tags.security, deploy=True)
def check_package_origin(app_configs, **kwargs) -> list[CheckMessage]:
    """Scripts of packages run nowhere but on another origin; browsers show no page without TLS inside one with it."""
    if not settings.PACKAGE_ORIGIN:
        return _without_origin()
    origin, portal = urlsplit(settings.PACKAGE_ORIGIN), urlsplit(settings.BASE_URL)
    if portal.scheme == "https" and origin.scheme != "https":
        return [
            Error(
                f"PACKAGE_ORIGIN is {settings.PACKAGE_ORIGIN}: browsers do not show it inside a portal with TLS.",
                hint="Give it a certificate and write https://.",
                id="curriculum.E002",
            )
        ]
    return []


def _without_origin() -> list[CheckMessage]:
    """Nothing to say while there is no package, or no database to ask: ``portal.E003`` tells of that."""
    try:
        count = Package.objects.count()
    except DatabaseError:
        return []
    if not count:
        return []
    return [
        Error(
            f"{count} packages cannot be played: PACKAGE_ORIGIN is not set.",
            hint="Point a second host at the portal and name it, e.g. PACKAGE_ORIGIN=https://*.goi.example.",
            id="curriculum.E001",
        )
    ]
