"""Bitstring status lists (W3C): which credentials are revoked, which suspended, without telling who asked for which."""

import base64
import gzip
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef

from certificates.compact.places import LENGTH, place_of, span_of
from certificates.credentials.issuers import BADGE_CONTEXTS, absolute, did_of
from certificates.credentials.proofs import signed, stamp
from certificates.designs.models import Institution
from certificates.keys.models import IssuerKey, KeyUse
from certificates.keys.queries import current_key
from certificates.register.models import Certificate
from certificates.suspensions.models import Suspension
from curriculum.clock.time import now

REVOCATION, SUSPENSION = "revocation", "suspension"
PURPOSES = (REVOCATION, SUSPENSION)
LIFE = 300  # seconds for which a list may be kept by whoever asked


def entries_of(certificate: Certificate) -> list[dict]:
    """Where a reader finds whether the credential of this certificate still stands."""
    number, place = place_of(certificate.pk)
    code = certificate.facts["institution"]["code"]
    return [
        {
            "id": f"{address_of(code, purpose, number)}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(place),
            "statusListCredential": address_of(code, purpose, number),
        }
        for purpose in PURPOSES
    ]


def address_of(institution_code: str, purpose: str, number: int) -> str:
    return absolute("credentials:status", institution_code.lower(), purpose, number)


def status_list(institution: Institution, purpose: str, number: int) -> dict | None:
    """The signed list, kept for some minutes and made anew after a change; none where no key can sign it.

    Raises ``KeyMissing``.
    """
    key = current_key(institution.code, KeyUse.BADGE)
    if key is None:
        return None
    name = _name(institution.code, purpose, number)
    kept = cache.get(name)
    if kept is None or kept["kid"] != key.kid:
        kept = {"kid": key.kid, "list": _make(institution, purpose, number, key)}
        cache.set(name, kept, LIFE)
    return kept["list"]


def forget_lists_of(certificate: Certificate) -> None:
    """A certificate changed: its lists are made anew with the next question."""
    number, _place = place_of(certificate.pk)
    cache.delete_many([_name(certificate.facts["institution"]["code"], purpose, number) for purpose in PURPOSES])


def last_number() -> int:
    """The number of the list that is being filled."""
    return (Certificate.objects.aggregate(last=Max("pk"))["last"] or 0) // LENGTH


def bits(institution: Institution, purpose: str, number: int) -> bytearray:
    """One bit for each place, the first one leftmost."""
    found = bytearray(LENGTH // 8)
    for pk in _withdrawn(institution, purpose, number):
        place = place_of(pk)[1]
        found[place // 8] |= 0x80 >> place % 8
    return found


def places(purpose: str, number: int) -> list[int]:
    """The places of a list that are revoked or suspended, whoever issued: no two institutions share a place."""
    return sorted(place_of(pk)[1] for pk in _withdrawn(None, purpose, number))


def _withdrawn(institution: Institution | None, purpose: str, number: int):
    span = span_of(number)
    found = Certificate.objects.filter(pk__gte=span.start, pk__lt=span.stop)
    if institution is not None:
        found = found.filter(design__institution=institution)
    if purpose == REVOCATION:
        found = found.exclude(status=Certificate.Status.ISSUED)
    else:
        found = found.filter(Exists(Suspension.objects.filter(certificate=OuterRef("pk"), lifted_at=None)))
    return found.order_by().values_list("pk", flat=True)


def _make(institution: Institution, purpose: str, number: int, key: IssuerKey) -> dict:
    address, moment = address_of(institution.code, purpose, number), now()
    packed = gzip.compress(bytes(bits(institution, purpose, number)), mtime=0)
    document = {
        "@context": BADGE_CONTEXTS[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(institution.code),
        "validFrom": stamp(_begin_of(moment)),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": "u" + base64.urlsafe_b64encode(packed).decode().rstrip("="),
        },
    }
    return signed(document, key=key, created=moment)


def _begin_of(moment: datetime) -> datetime:
    """A little before now: a reader's clock may be late."""
    return moment - timedelta(seconds=LIFE)


def _name(code: str, purpose: str, number: int) -> str:
    return f"status-list:{code}:{purpose}:{number}"
