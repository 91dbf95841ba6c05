"""The signed facts in the QR code (C9): what the paper says, small enough for the paper, checked without a network.

The code in the address is signed with the facts, though it is not repeated among them. The form is told in
``docs/decisions``; ``static/certificates/verification/slip.js`` reads it.
"""

from datetime import date
from typing import Any, Protocol

import cbor2

from django.conf import settings

from certificates.compact import cose
from certificates.compact.places import place_of
from certificates.keys.models import KeyUse
from certificates.keys.queries import current_key
from certificates.keys.store import slip_signer

VERSION = 1


class Issued(Protocol):
    """An entry of the register, or what is to become one: then it has no key yet and is not signed."""

    pk: Any
    facts: dict[str, Any]
    register_number: str
    verification_code: str
    issued_on: date
    valid_until: date | None


def slip_of(certificate: Issued) -> bytes | None:
    """The signed facts; none for what is not issued yet, and where the institution has no key for them.

    Raises ``KeyMissing`` where the key that should sign is not here: such a document waits.
    """
    if getattr(certificate, "pk", None) is None:
        return None
    key = current_key(certificate.facts["institution"]["code"], KeyUse.SLIP)
    if key is None:
        return None
    return cose.sign(
        cbor2.dumps(facts_of_paper(certificate)),
        kid=bytes.fromhex(key.kid),
        beside=certificate.verification_code.encode(),
        key=slip_signer(key),
    )


def facts_of_paper(certificate: Issued) -> list:
    """What stands on the paper, in a fixed order; readers go by the place in the list."""
    facts = certificate.facts
    holder, course, design = facts["holder"], facts["course"], facts["design"]
    return [
        VERSION,
        facts["institution"]["code"],
        design["heading"],
        certificate.register_number,
        holder["name"],
        _day(holder["birth_date"]),
        holder["unit"],
        course["programme"],
        _day(course["opens_on"]),
        _day(course["closes_on"]),
        course["periods"] or None,
        course["band_text"] if design["show_band"] else None,
        facts["decision"]["number"],
        _day(facts["decision"]["date"]),
        _day(certificate.issued_on.isoformat()),
        _day(certificate.valid_until.isoformat() if certificate.valid_until else None),
        facts.get("replaces"),
        list(place_of(certificate.pk)),
    ]


def address_of(certificate: Issued) -> str:
    return f"{settings.BASE_URL}/verify/{certificate.verification_code}/"


def qr_parts(certificate: Issued) -> list[str]:
    """What the QR code holds: the address of the check and, after ``#``, the signed facts.

    They are written as one decimal number, which a QR code packs almost without loss and an address may carry. What
    stands after ``#`` is never sent to a server.
    """
    slip = slip_of(certificate)
    return [address_of(certificate)] if slip is None else [address_of(certificate) + "#", as_digits(slip)]


def as_digits(content: bytes) -> str:
    """
    >>> from_digits(as_digits(bytes([0, 7])))
    b'\\x00\\x07'
    """
    return str(int.from_bytes(b"\1" + content))


def from_digits(digits: str) -> bytes:
    """Raises ``ValueError`` for what is no such number."""
    number = int(digits)
    content = number.to_bytes((number.bit_length() + 7) // 8)
    if content[:1] != b"\1":
        raise ValueError("Not a number that was made here.")
    return content[1:]


def _day(text: str | None) -> int | None:
    """``2026-12-18`` as the number 20261218: five bytes."""
    return int(text.replace("-", "")) if text else None
