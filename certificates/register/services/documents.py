"""The PDF of a certificate: drawn after the issue is committed, written once, kept byte for byte (C1, C13)."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from functools import cache

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.errors import CertificateError
from certificates.register.models import Certificate, private_storage
from certificates.register.services.recording import record_documents
from certificates.rendering.services import render_certificate
from certificates.signing.sealing import seal
from curriculum.clock.time import now

SEALED_AT_ONCE = 4  # by one worker: an authority of time stamps takes its time


class NoElectronicDocument(CertificateError):
    """The certificate was issued on paper before the portal drew documents."""


class DocumentAltered(CertificateError):
    """The stored file is not the one that was made at issue."""


def keep_document(certificate: Certificate) -> Certificate:
    """Draw the document and keep it with its SHA-256, unless it is kept already. Safe to call again, and in parallel.

    The file is named after its content, so a worker that was killed half-way and starts again writes the same file;
    the conditional update lets only one of two workers set the record. Raises ``NoElectronicDocument`` for an entry of
    a paper certificate.
    """
    if not certificate.is_electronic:
        raise NoElectronicDocument(
            _("Certificate %(number)s was issued on paper; there is no electronic document of it.")
            % {"number": certificate.register_number}
        )
    if certificate.sha256:
        return certificate
    pdf = make_document(certificate)
    digest = hashlib.sha256(pdf).hexdigest()
    name = file_name(certificate, digest)
    store(name, pdf)
    with transaction.atomic():
        waiting = Certificate.objects.awaiting_document().filter(pk=certificate.pk)
        if waiting.update(document=name, sha256=digest):
            record_documents(certificate.register_id, [(certificate.pk, digest)])
    certificate.refresh_from_db(fields=["document", "sha256"])
    if certificate.document.name != name:
        private_storage().delete(name)
    return certificate


def make_document(certificate: Certificate) -> bytes:
    """Drawn from the frozen facts and sealed by the institution, where seals are set up (``SealUnavailable``)."""
    return _sealed(certificate, render_certificate(certificate))


def make_documents(certificates: Iterable[Certificate]) -> Iterator[tuple[Certificate, bytes]]:
    """Many documents in their order: the next are drawn while the time stamps of those before are waited for."""
    under_way: deque[tuple[Certificate, Future[bytes]]] = deque()
    for certificate in certificates:
        pdf = render_certificate(certificate)
        under_way.append((certificate, _sealing_threads().submit(copy_context().run, _sealed, certificate, pdf)))
        if len(under_way) > SEALED_AT_ONCE:
            first, future = under_way.popleft()
            yield first, future.result()
    for rest, future in under_way:
        yield rest, future.result()


@cache
def _sealing_threads() -> ThreadPoolExecutor:
    """Made in the process that seals, and kept: each thread opens the keys once."""
    return ThreadPoolExecutor(SEALED_AT_ONCE, thread_name_prefix="seal")


def _sealed(certificate: Certificate, pdf: bytes) -> bytes:
    institution = certificate.facts["institution"]
    return seal(
        pdf,
        institution=institution["code"],
        reason=f"Xác nhận văn bản số {certificate.register_number}",
        location=institution["place"],
    )


def keep_missing_documents(*, older_than: timedelta = timedelta(0), limit: int | None = None) -> Iterator[Certificate]:
    """Draw what has no document yet, oldest first, yielding each. ``older_than`` leaves alone what is under way."""
    waiting = Certificate.objects.awaiting_document().filter(issued_at__lte=now() - older_than).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        certificate = Certificate.objects.get(pk=pk)
        if not certificate.sha256:
            yield keep_document(certificate)


def document_bytes(certificate: Certificate) -> bytes:
    """The bytes made at issue; drawn now where the worker has not come to it. Raises ``DocumentAltered``."""
    certificate = keep_document(certificate)
    with certificate.document.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != certificate.sha256:
        raise DocumentAltered(
            _("The stored document of %(number)s is not the one that was issued. Restore it from a backup.")
            % {"number": certificate.register_number}
        )
    return content


def file_name(certificate: Certificate, digest: str, turn: int = 0) -> str:
    """Named after the certificate and its content, so that two workers never write different bytes to one name.

    Files of an issue also bear the turn in which their share was drawn, by which leftovers are told apart.
    """
    marked = f".{turn}" if turn else ""
    return f"certificates/{certificate.issued_on.year}/{certificate.pk}{marked}-{digest[:16]}.pdf"


def store(name: str, content: bytes) -> None:
    """Write the file, in the place of what a killed worker left half-written."""
    storage = private_storage()
    if storage.exists(name):
        if storage.size(name) == len(content):
            return
        storage.delete(name)
    stored = storage.save(name, ContentFile(content))
    if stored != name:  # another worker wrote it in the same moment, with the same content
        storage.delete(stored)
