"""Reckoning a book again: every record in its place, every entry, decision and document as it was recorded.

What is found is said in words. Three things are held against each other: the rows, the chain of records beside them,
and the heads of the chain that were noted outside the database, so that a chain reckoned anew by a forger is seen too.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from certificates.register.chain import BEGINNING, book_key, digest_of_entry, digest_of_event, digest_of_record
from certificates.register.models import Certificate, CertificateEvent, CertificateRegister, RegisterRecord

AT_ONCE = 500
HEADS = "register-heads.tsv"  # beside the database, not in it
Kind = RegisterRecord.Kind
STATES = {
    CertificateEvent.Kind.REPLACED: Certificate.Status.REPLACED,
    CertificateEvent.Kind.REVOKED: Certificate.Status.REVOKED,
    CertificateEvent.Kind.CANCELLED: Certificate.Status.CANCELLED,
}


@dataclass(frozen=True)
class NotedHead:
    """A head of a chain as it was noted outside the database: the book was so long then, and ended so."""

    book: str
    length: int
    head: str


class Told:
    """What the records of a book say of its entries."""

    def __init__(self) -> None:
        self.entries: dict[int, str] = {}
        self.documents: dict[int, str] = {}
        self.events: dict[int, list[str]] = {}
        self.heads: dict[int, str] = {0: BEGINNING}
        self.is_closed = False

    def hear(self, record: RegisterRecord) -> None:
        self.heads[record.position] = record.digest
        if record.kind == Kind.ISSUED:
            self.entries[record.certificate_id] = record.content.get("entry", "")
        elif record.kind == Kind.DOCUMENT:
            self.documents[record.certificate_id] = record.content.get("sha256", "")
        elif record.kind == Kind.DECISION:
            self.events.setdefault(record.certificate_id, []).append(record.content.get("event", ""))
        else:
            self.is_closed = True


def check_register(
    register: CertificateRegister, *, heads: Iterable[NotedHead] = (), with_files: bool = False
) -> Iterator[str]:
    """What is wrong with a book, one sentence each; nothing where it is whole."""
    told = Told()
    yield from _check_chain(register, told)
    yield from _check_entries(register, told, with_files=with_files)
    if told.is_closed != (register.closed_at is not None):
        yield _("The book says it is closed or open otherwise than its records.")
    key = book_key(register)
    for noted in heads:
        if noted.book == key and told.heads.get(noted.length) != noted.head:
            yield _(
                "Record %(position)s is not the one that was noted outside the database: it was changed or cut off."
            ) % {"position": noted.length}


def _check_chain(register: CertificateRegister, told: Told) -> Iterator[str]:
    key, position, previous = book_key(register), 0, BEGINNING
    for record in register.records.order_by("position").iterator(AT_ONCE):
        position += 1
        if record.position != position:
            yield _("Records are missing before record %(position)s.") % {"position": record.position}
            position = record.position
        if record.previous != previous:
            yield _("Record %(position)s does not follow the record before it.") % {"position": record.position}
        if digest_of_record(key, record, record.previous) != record.digest:
            yield _("Record %(position)s was changed.") % {"position": record.position}
        previous = record.digest
        told.hear(record)
    if (position, previous) != (register.chain_length, register.chain_head):
        yield _("The book ends with record %(length)s by its own words, its records end with %(position)s.") % {
            "length": register.chain_length,
            "position": position,
        }


def _check_entries(register: CertificateRegister, told: Told, *, with_files: bool) -> Iterator[str]:
    number, seen = 0, set()
    entries = register.certificates.order_by("number").prefetch_related("events")
    for entry in entries.iterator(AT_ONCE):
        seen.add(entry.pk)
        number += 1
        if entry.number != number:
            yield _("Numbers %(first)s to %(last)s are missing.") % {"first": number, "last": entry.number - 1}
            number = entry.number
        yield from _check_entry(entry, told, with_files=with_files)
    for _missing in told.entries.keys() - seen:
        yield _("An entry that was recorded is missing.")
    if number != register.last_number:
        yield _("The last number of the book is %(last)s, its entries end with %(number)s.") % {
            "last": register.last_number,
            "number": number,
        }


def _check_entry(entry: Certificate, told: Told, *, with_files: bool) -> Iterator[str]:
    name = {"number": entry.register_number}
    if entry.pk not in told.entries:
        yield _("Entry %(number)s was never recorded.") % name
    elif told.entries[entry.pk] != digest_of_entry(entry):
        yield _("Entry %(number)s was changed after it was recorded.") % name
    events = sorted(entry.events.all(), key=lambda event: event.pk)
    if sorted(map(digest_of_event, events)) != sorted(told.events.get(entry.pk, [])):
        yield _("The decisions about %(number)s are not those that were recorded.") % name
    expected = STATES[CertificateEvent.Kind(events[-1].kind)] if events else Certificate.Status.ISSUED
    if entry.status != expected:
        yield _("The state of %(number)s does not follow from its decisions.") % name
    if entry.sha256 != told.documents.get(entry.pk, ""):
        yield _("The document of %(number)s is not the one that was recorded.") % name
    elif with_files and entry.sha256 and not _is_whole(entry):
        yield _("The file of %(number)s is missing or was changed.") % name


def _is_whole(entry: Certificate) -> bool:
    try:
        with entry.document.open("rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == entry.sha256
    except (FileNotFoundError, ValueError):
        return False


def note_heads(path: Path, *, moment: str) -> int:
    """Write down the heads of all books that grew since they were last noted; returns how many.

    The file lies outside the database and only grows: keep it with another person, or on paper.
    """
    noted = {head.book: head for head in noted_heads(path)}
    lines = []
    for register in CertificateRegister.objects.select_related("institution").order_by("year", "kind", "pk"):
        key = book_key(register)
        if register.chain_length and (key not in noted or noted[key].head != register.chain_head):
            lines.append(f"{moment}\t{key}\t{register.chain_length}\t{register.chain_head}\n")
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(lines)
    return len(lines)


def noted_heads(path: Path) -> list[NotedHead]:
    """The heads that were noted, oldest first; none where nothing was noted yet."""
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [NotedHead(book, int(length), head) for _moment, book, length, head in rows]
