"""Answering "is this file genuine?": compared with the frozen file byte for byte, its signatures explained."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.register.models import Certificate, VerificationEntry
from certificates.signing.errors import UnreadableDocument
from certificates.signing.explaining import Explanation, explain
from certificates.verification.codes import is_code
from certificates.verification.services import Answer, answer_for
from certificates.versions.services import code_inside
from curriculum.clock.time import now


class Outcome(models.TextChoices):
    SAME = "same", _("The file is the one that was issued, byte for byte")
    BADGE = "badge", _("The badge is the one that the institution signed, word for word")
    ADDED = "added", _("The file is the one that was issued, and something was added to it")
    ALTERED = "altered", _("The file is not the one that was issued")
    FOREIGN = "foreign", _("The file was not issued here")
    UNREADABLE = "unreadable", _("The file cannot be read")


@dataclass(frozen=True)
class DocumentAnswer:
    """What anybody may know of a file: what it is, what the register says today, who signed it."""

    outcome: Outcome
    answer: Answer | None = None
    explanation: Explanation | None = None
    refusal: str = ""


Reader = Callable[[bytes], DocumentAnswer | None]
READERS: list[Reader] = []


def also_checked(reader: Reader) -> Reader:
    """Other files than PDFs may be given too: the reader answers for those it knows, with None for the rest."""
    READERS.append(reader)
    return reader


def check_file(content: bytes) -> DocumentAnswer:
    """What anybody gives to be checked: the document itself, or what one of the readers knows."""
    for reader in READERS:
        answer = reader(content)
        if answer is not None:
            return answer
    return check_document(content)


def check_document(pdf: bytes) -> DocumentAnswer:
    """Compare the file with what was issued, judge its signatures, and remember the look without who asked."""
    try:
        explanation = explain(pdf)
    except UnreadableDocument as refusal:
        remember("", None, Outcome.UNREADABLE)
        return DocumentAnswer(Outcome.UNREADABLE, refusal=str(refusal))
    code = code_inside(pdf)
    certificate = None
    if is_code(code):
        certificate = Certificate.objects.filter(verification_code=code, is_electronic=True).first()
    if certificate is None:
        remember(code, None, Outcome.FOREIGN)
        return DocumentAnswer(Outcome.FOREIGN, explanation=explanation)
    outcome = _compared(pdf, certificate)
    remember(code, certificate, outcome)
    return DocumentAnswer(outcome, answer_for(certificate), explanation)


def _compared(pdf: bytes, certificate: Certificate) -> Outcome:
    digest = hashlib.sha256(pdf).hexdigest()
    if digest == certificate.sha256 or certificate.versions.filter(sha256=digest).exists():
        return Outcome.SAME
    if not certificate.sha256:
        return Outcome.ALTERED  # nothing was drawn yet that this file could be
    with certificate.document.open("rb") as file:
        issued = file.read()
    return Outcome.ADDED if pdf.startswith(issued) else Outcome.ALTERED


def remember(code: str, certificate: Certificate | None, outcome: Outcome) -> None:
    """The look, without who asked."""
    code = code if is_code(code) else ""
    VerificationEntry.objects.create(asked_at=now(), code=code, certificate=certificate, answer=outcome.value)
