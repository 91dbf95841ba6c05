"""How often one address may look: counted in the cache for a minute, kept nowhere else."""

import ipaddress
import time

from allauth.account.adapter import get_adapter

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

WINDOW = 60  # seconds


def looks_too_often(request: HttpRequest, *, at: str = "verify", per_minute: int | None = None) -> bool:
    """Count this look at one public place. The address comes from the proxy we trust, never from what is claimed."""
    allowed = settings.VERIFY_PER_MINUTE if per_minute is None else per_minute
    key = f"{at}:{_source(request)}:{int(time.time() // WINDOW)}"
    if cache.add(key, 1, timeout=WINDOW * 2):
        return allowed < 1
    return cache.incr(key) > allowed


def _source(request: HttpRequest) -> str:
    """A hash of the address; of its network for IPv6, where one visitor has many addresses."""
    address = get_adapter().get_client_ip(request) or "unknown"
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        parsed = None
    if parsed is not None and parsed.version == 6:
        address = str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return salted_hmac("certificates.verification", address).hexdigest()[:32]
