"""The keys with which devices seal what mentoring leaves on them: given to a session, ended with it, taken back.

A device derives its key from what ``give_secret`` answers; the same device gets the same secret in a later session of
the same person, so that what was written and not yet sent can be opened again by nobody but him.
"""

import secrets
from base64 import b64encode
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from portal.offline.models import DeviceKey
from training.errors import WrongState

MOST_DEVICES = 20
_PURPOSE = "portal.offline.device"


@transaction.atomic
def give_secret(user, installation: UUID) -> str:
    """Thirty-two bytes in Base64 for this device of the person. Raises ``WrongState`` where the device was revoked."""
    device = DeviceKey.objects.select_for_update().filter(user=user, installation=installation).first()
    if device is None:
        _forget_the_oldest(user)
        device, _made = DeviceKey.objects.get_or_create(
            user=user,
            installation=installation,
            defaults={"salt": secrets.token_hex(32), "made_at": now(), "asked_at": now()},
        )
    if device.revoked_at is not None:
        raise WrongState(_("This device was removed from your account; what mentoring had left on it is deleted."))
    device.asked_at = now()
    device.save(update_fields=["asked_at"])
    secret = salted_hmac(_PURPOSE, device.salt, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return b64encode(secret).decode()


def is_revoked(user, installation: str) -> bool:
    """Whether the device that calls itself so was taken from this person; an unreadable name is no device."""
    try:
        name = UUID(installation)
    except ValueError:
        return False
    return DeviceKey.objects.filter(user=user, installation=name, revoked_at__isnull=False).exists()


@transaction.atomic
def revoke_device(device: DeviceKey, *, by) -> DeviceKey:
    """Take the device from the person: its key is gone at once, and it is told to wipe when it is next heard of."""
    device = DeviceKey.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at, device.salt = now(), ""
        device.save(update_fields=["revoked_at", "salt"])
        log(device, "portal.device.revoke", user=by)
    return device


def _forget_the_oldest(user) -> None:
    """A browser that forgets its name each time must not fill the table."""
    kept = DeviceKey.objects.filter(user=user).values_list("pk", flat=True)[: MOST_DEVICES - 1]
    DeviceKey.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
