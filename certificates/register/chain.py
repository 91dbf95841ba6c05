"""The chain of a register book: each record carries the digest of the one before it, so that no row changes unseen.

Plain SHA-256 over canonical JSON: whoever has the rows can reckon it again, in any language, in twenty years. Nothing
here reads or writes the database, so that migrations may use it too.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

BEGINNING = "0" * 64  # stands where the first record of a book would name the one before it

ENTRY_COLUMNS = (
    "number",
    "register_number",
    "verification_code",
    "kind",
    "enrolment_id",
    "mentorship_id",
    "person_id",
    "batch_id",
    "design_id",
    "facts",
    "issued_on",
    "valid_until",
    "is_electronic",
    "issued_by_id",
    "issued_at",
)
EVENT_COLUMNS = (
    "certificate_id",
    "kind",
    "ground",
    "effective_on",
    "decision_number",
    "decision_on",
    "signer",
    "reason",
    "successor_id",
    "recorded_by_id",
    "recorded_at",
)


def canonical(value: Any) -> str:
    """The one way to write a value down: keys sorted, no spaces, days and moments in ISO, moments in UTC."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def digest_of(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def digest_of_entry(entry) -> str:
    """What stands in the register of a certificate for good. State and document change, by records of their own."""
    return digest_of({name: getattr(entry, name) for name in ENTRY_COLUMNS})


def digest_of_event(event) -> str:
    return digest_of({name: getattr(event, name) for name in EVENT_COLUMNS})


def digest_of_record(book: str, record, previous: str) -> str:
    """The digest of a record in its place: the book, the position, what it vouches for and the record before it."""
    return digest_of(
        {
            "book": book,
            "position": record.position,
            "kind": record.kind,
            "certificate": record.certificate_id,
            "content": record.content,
            "recorded_at": record.recorded_at,
            "previous": previous,
        }
    )


def book_key(register) -> str:
    """The book by a name that outlives its key: ``LHP/certificate/2026``."""
    return f"{register.institution.code}/{register.kind}/{register.year}"


def link(book: str, records: Iterable, *, length: int, head: str) -> tuple[int, str]:
    """Put the records behind a chain of the given length and head, in their order; returns the new length and head."""
    for record in records:
        length += 1
        record.position, record.previous = length, head
        record.digest = head = digest_of_record(book, record, head)
    return length, head


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no canonical form.")
