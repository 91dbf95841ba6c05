"""Signing outside: taken out with the seal on, signed on the signatory's own token, given back, judged, locked."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.errors import CertificateError, InvalidInput, NotAllowed, WrongState
from certificates.register.models import Certificate
from certificates.register.services import document_bytes
from certificates.rendering.services import FACTS_FILE
from certificates.signing.errors import UnreadableDocument
from certificates.signing.explaining import WHAT_BAD_FILES_RAISE, Signature, Verdict, explain
from certificates.signing.models import SigningCertificate
from certificates.signing.sealing import renew
from certificates.versions.models import DocumentVersion, private_storage
from curriculum.clock.time import now

MOST_IN_ONE_UPLOAD = 1000
EARLY = timedelta(minutes=10)  # how far the clock of a signing machine may be wrong


@dataclass(frozen=True)
class Taken:
    """What became of one file given back: the certificate it was locked for, or the reason why it was refused."""

    name: str
    certificate: Certificate | None = None
    refusal: str = ""


def package_for_signing(certificates: Iterable[Certificate], *, by) -> bytes:
    """A ZIP of the sealed documents, named after their register numbers, to be signed with any tool.

    Raises ``NotAllowed``; ``WrongState`` where there is nothing to sign.
    """
    if not by.has_perm("certificates.sign_outside"):
        raise NotAllowed(_("Only the registrar and the signatory take documents out to be signed."))
    output, count = BytesIO(), 0
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as package:
        for certificate in certificates:
            package.writestr(file_name(certificate), document_bytes(certificate))
            log(certificate, "certificates.certificate.take_out", user=by, title=certificate.register_number)
            count += 1
    if not count:
        raise WrongState(_("There is nothing left to sign."))
    return output.getvalue()


def file_name(certificate: Certificate) -> str:
    return certificate.register_number.replace("/", "-") + ".pdf"


def awaiting_signature(certificates):
    """Those of the certificates that stand, have a document and that the signatory has not signed."""
    return certificates.filter(status=Certificate.Status.ISSUED, is_electronic=True).exclude(
        versions__kind=DocumentVersion.Kind.SIGNED
    )


def take_signed(files: Iterable[tuple[str, bytes]], *, by) -> list[Taken]:
    """Take back signed documents, single or in ZIPs; each is locked or refused on its own, with the reason."""
    if not by.has_perm("certificates.sign_outside"):
        raise NotAllowed(_("Only the registrar and the signatory give signed documents back."))
    results = []
    for name, content in _unpacked(files):
        try:
            certificate = lock_signed(content, by=by).certificate
        except CertificateError as refusal:
            results.append(Taken(name, refusal=str(refusal)))
        else:
            results.append(Taken(name, certificate))
    return results


def _unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Single files as they are, ZIPs by their members; each bounded in size, so that none fills the memory."""
    for name, content in files:
        if not content.startswith(b"PK"):
            yield name, content
            continue
        try:
            with zipfile.ZipFile(BytesIO(content)) as package:
                members = [member for member in package.infolist() if member.filename.lower().endswith(".pdf")]
                if len(members) > MOST_IN_ONE_UPLOAD:
                    raise InvalidInput(_("The ZIP holds more than %(most)s files.") % {"most": MOST_IN_ONE_UPLOAD})
                for member in members:
                    with package.open(member) as opened:
                        yield member.filename.rsplit("/", 1)[-1], opened.read(settings.SIGNED_MAX_BYTES + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
            raise InvalidInput(_("The ZIP %(name)s cannot be opened.") % {"name": name}) from error


def lock_signed(pdf: bytes, *, by) -> DocumentVersion:
    """Judge a signed document and keep it as the version that speaks from now on. The same file twice is once.

    Raises ``NotAllowed``, or ``InvalidInput`` and ``WrongState`` with what is wrong: not issued here, altered, not
    signed, by another person, with a certificate that is unknown, not trusted, expired or revoked, signed already.
    """
    if not by.has_perm("certificates.sign_outside"):
        raise NotAllowed(_("Only the registrar and the signatory give signed documents back."))
    if len(pdf) > settings.SIGNED_MAX_BYTES:
        raise InvalidInput(_("The file is larger than a signed certificate can be."))
    digest = hashlib.sha256(pdf).hexdigest()
    kept = DocumentVersion.objects.select_related("certificate").filter(sha256=digest).first()
    if kept is not None:
        return kept
    certificate = certificate_of(pdf)
    if certificate.status != Certificate.Status.ISSUED:
        raise WrongState(
            _("Certificate %(number)s no longer stands; nothing can be signed for it.")
            % {"number": certificate.register_number}
        )
    signature = check_signature(pdf, certificate)
    name = f"certificates/versions/{certificate.issued_on.year}/{certificate.pk}-{digest[:16]}.pdf"
    stored = private_storage().save(name, ContentFile(pdf))
    try:
        with transaction.atomic():
            version = DocumentVersion.objects.create(
                certificate=certificate,
                number=certificate.versions.count() + 1,
                kind=DocumentVersion.Kind.SIGNED,
                document=stored,
                sha256=digest,
                signer=f"{signature.name}, {signature.organisation}".strip(", "),
                signed_at=signature.signed_at,
                added_by=by,
                added_at=now(),
            )
            log(certificate, "certificates.certificate.lock_signed", user=by, data={"sha256": digest})
    except IntegrityError as error:
        private_storage().delete(stored)
        raise WrongState(
            _("Certificate %(number)s is signed already; its document is locked.")
            % {"number": certificate.register_number}
        ) from error
    return version


def certificate_of(pdf: bytes) -> Certificate:
    """The certificate that a PDF says it is. Raises ``InvalidInput`` where it says none that was issued here."""
    code = code_inside(pdf)
    certificate = Certificate.objects.filter(verification_code=code, is_electronic=True).first() if code else None
    if certificate is None:
        raise InvalidInput(_("This is no document that was issued here."))
    return certificate


def code_inside(pdf: bytes) -> str:
    """The look-up code among the facts for machines that travel in our documents; empty for other documents."""
    try:
        names = PdfFileReader(BytesIO(pdf), strict=False).root["/Names"]["/EmbeddedFiles"]["/Names"]
        for place in range(1, len(names), 2):
            if str(names[place]["/UF"]) == FACTS_FILE:
                return str(json.loads(names[place]["/EF"]["/F"].data)["verification_code"])
    except WHAT_BAD_FILES_RAISE:
        return ""  # no document of ours, or one so damaged that it says nothing; whoever asked is told so
    return ""


def check_signature(pdf: bytes, certificate: Certificate) -> Signature:
    """The signature that was added to the document. Raises ``InvalidInput`` with what is wrong with it."""
    issued = document_bytes(certificate)
    if pdf == issued:
        raise InvalidInput(_("The file is as it was taken out: nobody has signed it."))
    if not pdf.startswith(issued):
        raise InvalidInput(
            _(
                "The document was changed, or saved anew by the tool. Sign the file as it was taken out; a signature "
                "is added to it without changing what is there."
            )
        )
    explanation = explain(pdf, strict=True)
    broken = next((one for one in explanation.signatures if one.verdict == Verdict.CHANGED), None)
    if broken is not None:
        raise InvalidInput(_("The document was changed after it was signed by %(name)s.") % {"name": broken.name})
    if len(explanation.by_people) != 1:
        raise InvalidInput(
            _("One signature is expected, %(count)s were found.") % {"count": len(explanation.by_people)}
        )
    if not explanation.signatures[-1].is_final:
        raise InvalidInput(_("Something was added to the file after it was signed."))
    [signature] = explanation.by_people
    if not signature.is_good:
        raise InvalidInput(f"{signature.name}: {signature.verdict.label}.")
    _check_person(signature, certificate)
    _check_time(signature, certificate)
    return signature


def _check_person(signature: Signature, certificate: Certificate) -> None:
    """The token must be registered for the signatory who is printed on the document, in his capacity."""
    expected, institution = certificate.facts["signatory"], certificate.facts["institution"]
    if signature.name.casefold() != expected["name"].casefold():
        raise InvalidInput(
            _("Signed by %(found)s, but the document names %(expected)s as its signatory.")
            % {"found": signature.name, "expected": expected["name"]}
        )
    registered = SigningCertificate.objects.select_related("signatory").filter(
        signatory__institution__code=institution["code"],
        signatory__person__full_name=expected["name"],
        signatory__title=expected["title"],
        signatory__capacity=expected["capacity"],
        fingerprint=signature.fingerprint,
        withdrawn_at__isnull=True,
    )
    offices = [kept.signatory for kept in registered]
    if not offices:
        raise InvalidInput(
            _("The certificate used is not registered for %(name)s as %(title)s. Register it first.")
            % {"name": expected["name"], "title": expected["title"]}
        )
    if signature.signed_at is None:
        raise InvalidInput(_("The signature does not say when it was made."))
    day = signature.signed_at.astimezone(get_current_timezone()).date()
    if not any(office.is_valid_on(day) for office in offices):
        raise InvalidInput(
            _("%(name)s no longer signed for the institution on %(day)s.")
            % {"name": expected["name"], "day": f"{day:%d/%m/%Y}"}
        )


def _check_time(signature: Signature, certificate: Certificate) -> None:
    if signature.signed_at.date() < certificate.issued_on - timedelta(days=1):
        raise InvalidInput(_("The signature says it was made before the date of issue."))
    if signature.signed_at > datetime.now(UTC) + EARLY:  # of real clocks, whatever day a rehearsal plays
        raise InvalidInput(_("The signature says it was made in the future. Check the clock of the machine."))


def latest_bytes(certificate: Certificate) -> bytes:
    """The document as it speaks today: with all that was added to it since its issue."""
    newest = certificate.versions.order_by("-number").first()
    if newest is None:
        return document_bytes(certificate)
    with newest.document.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != newest.sha256:
        raise WrongState(
            _("The stored document of %(number)s is not the one that was signed. Restore it from a backup.")
            % {"number": certificate.register_number}
        )
    return content


def renew_document(certificate: Certificate) -> DocumentVersion:
    """Add a time stamp over everything, before the last one can no longer be checked (B-LTA).

    Raises ``SealUnavailable``, and ``WrongState`` where the document as it is does not hold any more.
    """
    before = latest_bytes(certificate)
    after = renew(before)
    if not explain(after).is_good:
        raise WrongState(
            _("The signatures of %(number)s do not hold; its time stamp was not renewed.")
            % {"number": certificate.register_number}
        )
    digest = hashlib.sha256(after).hexdigest()
    name = f"certificates/versions/{certificate.issued_on.year}/{certificate.pk}-{digest[:16]}.pdf"
    stored = private_storage().save(name, ContentFile(after))
    try:
        with transaction.atomic():
            version = DocumentVersion.objects.create(
                certificate=certificate,
                number=certificate.versions.count() + 1,
                kind=DocumentVersion.Kind.RENEWED,
                document=stored,
                sha256=digest,
                added_at=now(),
            )
            log(certificate, "certificates.certificate.renew", data={"sha256": digest, "version": version.number})
    except IntegrityError:
        private_storage().delete(stored)  # another worker renewed it in the same moment
        version = certificate.versions.order_by("-number").first()
    return version


def due_for_renewal(*, older_than: timedelta) -> Iterator[Certificate]:
    """Sealed documents on which no time stamp was put for so long, oldest first."""
    before = now() - older_than
    found = (
        Certificate.objects.filter(is_electronic=True, status=Certificate.Status.ISSUED, issued_at__lte=before)
        .exclude(sha256="")
        .exclude(versions__added_at__gt=before)
        .order_by("pk")
    )
    for pk in list(found.values_list("pk", flat=True)):
        yield Certificate.objects.get(pk=pk)


__all__ = [
    "Taken",
    "UnreadableDocument",
    "awaiting_signature",
    "certificate_of",
    "due_for_renewal",
    "latest_bytes",
    "lock_signed",
    "package_for_signing",
    "renew_document",
    "take_signed",
]
