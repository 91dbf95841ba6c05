"""Adding to the chain of a book. The row of the book is the lock, as for its numbers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from certificates.register.chain import book_key, digest_of_entry, digest_of_event, link
from certificates.register.models import Certificate, CertificateEvent, CertificateRegister, RegisterRecord
from curriculum.clock.time import now

Kind = RegisterRecord.Kind


def record_entries(register: CertificateRegister, entries: Sequence[Certificate]) -> None:
    """Vouch for entries just written. ``register`` is locked by whoever took their numbers."""
    _append(
        register,
        [
            RegisterRecord(
                kind=Kind.ISSUED,
                certificate=entry,
                content={"number": entry.register_number, "entry": digest_of_entry(entry)},
                recorded_at=entry.issued_at,
            )
            for entry in entries
        ],
    )


def record_documents(register_id: int, documents: Sequence[tuple[int, str]], *, moment: datetime | None = None) -> None:
    """Vouch for documents of one book: pairs of a certificate's key and the SHA-256 of its file.

    A later record of the same certificate stands in the place of an earlier one (a file signed outside, say).
    """
    if not documents:
        return
    moment = moment or now()
    _append(
        locked_book(register_id),
        [
            RegisterRecord(kind=Kind.DOCUMENT, certificate_id=pk, content={"sha256": sha256}, recorded_at=moment)
            for pk, sha256 in documents
        ],
    )


def record_decision(event: CertificateEvent) -> None:
    """Vouch for what happened to a certificate by a decision."""
    _append(
        locked_book(event.certificate.register_id),
        [
            RegisterRecord(
                kind=Kind.DECISION,
                certificate=event.certificate,
                content={"event": digest_of_event(event)},
                recorded_at=event.recorded_at,
            )
        ],
    )


def record_closing(register: CertificateRegister, *, by) -> None:
    """The last record of a book; what becomes of its entries later is still added behind it."""
    content = {"last_number": register.last_number, "by": by.pk}
    _append(register, [RegisterRecord(kind=Kind.CLOSED, content=content, recorded_at=register.closed_at)])


def locked_book(register_id: int) -> CertificateRegister:
    """The row of the book, held until the transaction ends."""
    return CertificateRegister.objects.select_for_update(of=("self",)).select_related("institution").get(pk=register_id)


def _append(register: CertificateRegister, records: list[RegisterRecord]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("Records are added inside the transaction that writes what they vouch for.")
    for record in records:
        record.register = register
    length, head = link(book_key(register), records, length=register.chain_length, head=register.chain_head)
    RegisterRecord.objects.bulk_create(records)
    register.chain_length, register.chain_head = length, head
    register.save(update_fields=["chain_length", "chain_head"])
