"""What a phone keeps so that ``/verify/`` checks a QR code without a network (C9): keys, lists, and the worker."""

from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.compact.places import LENGTH
from certificates.credentials import status_lists
from certificates.credentials.views import for_programs
from certificates.keys.models import IssuerKey, KeyUse
from certificates.keys.multikey import read_public
from curriculum.clock.time import now

WORKER = "certificates/verification/worker.js"


@for_programs
def what_is_needed(request: HttpRequest) -> HttpResponse:
    """Every key that ever signed a QR code, and what is revoked or suspended as of now."""
    keys = IssuerKey.objects.filter(use=KeyUse.SLIP).select_related("institution")
    numbers = range(status_lists.last_number() + 1)
    answer = {
        "made_at": now().isoformat(timespec="seconds"),
        "length": LENGTH,
        "keys": {
            key.kid: {
                "institution": key.institution.code,
                "name": key.institution.name,
                "point": _point(key),
                "disowned": key.disowned_at is not None,
            }
            for key in keys
        },
        "withdrawn": {
            purpose: {number: status_lists.places(purpose, number) for number in numbers}
            for purpose in status_lists.PURPOSES
        },
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": "no-cache"})


def _point(key: IssuerKey) -> str:
    """The public key as browsers read it (WebCrypto's "raw"), in base64."""
    return b64encode(read_public(key.public_key).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps the check and shows it when no answer comes. Served here, as its place is its reach."""
    script = Path(finders.find(WORKER)).read_text()
    return HttpResponse(script, "text/javascript")
