"""What the signatures of a PDF say: who signed, when, whether it was changed since, whether the signer is believed.

Time runs backwards here: what stands last is judged as of today, and what a time stamp proves is judged as of that
moment. So a signature holds long after its certificate ran out, as long as somebody renewed the time stamps.
"""

import logging
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_END, BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.authority.making import MARK
from certificates.signing.errors import UnreadableDocument
from certificates.signing.keyring import Keyring, keyring
from certificates.signing.running import outcome_of
from certificates.signing.sealing import FIELD, context_of

logging.getLogger("pyhanko").setLevel(logging.ERROR)  # what is wrong with a stranger's file is told to the stranger
logging.getLogger("pyhanko_certvalidator").setLevel(logging.ERROR)

END = b"%%EOF"
SIGNS = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
WHAT_BAD_FILES_RAISE = (
    PdfError,
    SignatureValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    zlib.error,
    struct.error,
)


class Verdict(models.TextChoices):
    GOOD = "good", gettext_lazy("Unchanged since it was signed, by somebody whose identity is assured")
    CHANGED = "changed", gettext_lazy("Broken: the file was changed after it was signed")
    STRANGER = "stranger", gettext_lazy("Signed with a certificate of an authority that is not trusted here")
    EXPIRED = "expired", gettext_lazy("Signed with a certificate that had run out")
    NOT_YET = "not_yet", gettext_lazy("Signed with a certificate that was not valid yet")
    REVOKED = "revoked", gettext_lazy("Signed with a certificate that was revoked")
    UNTOLD = "untold", gettext_lazy("It cannot be told whether the certificate was revoked")
    UNFIT = "unfit", gettext_lazy("Signed with a certificate that is not meant for signing")


VERDICTS = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Verdict.STRANGER,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: Verdict.STRANGER,
    AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND: Verdict.STRANGER,
    AdESIndeterminate.EXPIRED: Verdict.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Verdict.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Verdict.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: Verdict.NOT_YET,
    AdESFailure.NOT_YET_VALID: Verdict.NOT_YET,
    AdESFailure.REVOKED: Verdict.REVOKED,
    AdESIndeterminate.REVOKED_NO_POE: Verdict.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: Verdict.REVOKED,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: Verdict.UNTOLD,
    AdESIndeterminate.TRY_LATER: Verdict.UNTOLD,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Verdict.UNFIT,
}


@dataclass(frozen=True)
class Signature:
    """One signature, seal or time stamp, as a person would ask about it."""

    verdict: Verdict
    is_timestamp: bool
    is_seal: bool  # in the field that the portal seals in
    name: str
    organisation: str
    title: str
    authority: str
    fingerprint: str  # SHA-256 of the signer's certificate
    signed_at: datetime | None
    is_time_proven: bool  # by a time stamp that is good, and not just claimed
    is_final: bool  # nothing stands behind it but what is needed to check it
    is_throw_away: bool  # of the demonstration's authority

    @property
    def is_good(self) -> bool:
        return self.verdict == Verdict.GOOD


@dataclass(frozen=True)
class Explanation:
    """All signatures of a PDF, in the order in which they were added."""

    signatures: tuple[Signature, ...]

    @property
    def is_signed(self) -> bool:
        return bool(self.signatures)

    @property
    def is_good(self) -> bool:
        """Every signature holds, and after the last one nothing was added."""
        return self.is_signed and all(one.is_good for one in self.signatures) and self.signatures[-1].is_final

    @property
    def is_throw_away(self) -> bool:
        return any(one.is_throw_away for one in self.signatures)

    @property
    def by_people(self) -> list[Signature]:
        """What is neither the seal of the institution nor a time stamp."""
        return [one for one in self.signatures if not one.is_timestamp and not one.is_seal]


def explain(pdf: bytes, *, strict: bool = False) -> Explanation:
    """Judge all signatures of the file. Raises ``UnreadableDocument`` for what is no PDF, or is locked.

    ``strict`` also refuses a certificate of which cannot be told whether it was revoked.
    """
    if not pdf.startswith(b"%PDF-"):
        raise UnreadableDocument(_("This is not a PDF file."))
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            raise UnreadableDocument(_("The file is protected by a password; it cannot be read."))
        embedded = list(reader.embedded_signatures)
        return outcome_of(_explain(reader, embedded, keyring(), strict=strict))
    except WHAT_BAD_FILES_RAISE as error:
        raise UnreadableDocument(_("The file is damaged; its signatures cannot be read.")) from error


async def _explain(
    reader: PdfFileReader, embedded: list[EmbeddedPdfSignature], ring: Keyring, *, strict: bool
) -> Explanation:
    known = known_in(reader)
    found: list[Signature] = []
    moment = datetime.now(UTC)
    for one in reversed(embedded):
        if one.sig_object_type == "/DocTimeStamp":
            signature = await _time_stamp(one, context_of(ring, moment=moment, strict=strict, **known))
            if signature.is_good and signature.signed_at is not None:
                moment = signature.signed_at
        else:
            signature = await _signature(one, moment, ring, known, strict=strict)
        found.append(signature)
    return Explanation(tuple(reversed(found)))


def known_in(reader: PdfFileReader) -> dict[str, Iterable]:
    """The certificates and lists of revoked ones that the file itself carries; each is signed by its authority."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return {}
    context = store.as_validation_context({"trust_roots": [], "allow_fetching": False})
    return {"certificates": list(store.load_certs()), "crls": context.crls, "ocsps": context.ocsps}


async def _time_stamp(one: EmbeddedPdfSignature, context) -> Signature:
    status = await async_validate_pdf_timestamp(one, context)
    is_whole = status.intact and status.valid and _only_added_to(status)
    return _told(one, status, is_whole, signed_at=status.timestamp, is_time_proven=status.trusted)


async def _signature(
    one: EmbeddedPdfSignature, moment: datetime, ring: Keyring, known: dict, *, strict: bool
) -> Signature:
    """Judged as of the time its stamp proves; where that stamp is not good, as of the moment it was last known."""

    async def judged(at: datetime):
        return await async_validate_pdf_signature(
            one,
            context_of(ring, moment=at, strict=strict, **known),
            context_of(ring, moment=moment, strict=strict, **known),
            key_usage_settings=SIGNS,
        )

    stamped_at = _stamped_at(one)
    status = await judged(stamped_at or moment)
    stamp = status.timestamp_validity
    is_proven = stamp is not None and stamp.valid and stamp.trusted
    if stamped_at is not None and not is_proven:
        status = await judged(moment)
    is_whole = status.intact and status.valid and _only_added_to(status)
    signed_at = stamped_at if is_proven else status.signer_reported_dt
    return _told(one, status, is_whole, signed_at=signed_at, is_time_proven=is_proven)


def _stamped_at(one: EmbeddedPdfSignature) -> datetime | None:
    for token in extract_tst_data_iter(one.signer_info, signed=False):
        return token["encap_content_info"]["content"].parsed["gen_time"].native
    return None


def _only_added_to(status) -> bool:
    """Whether what came after the signature is more signatures and what they need, and nothing else."""
    return status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and status.modification_level in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    )


def _is_final(one: EmbeddedPdfSignature, status) -> bool:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    one.reader.stream.seek(-len(END) * 2, SEEK_END)
    ends_well = one.reader.stream.read().rstrip().endswith(END)
    return ends_well and _only_added_to(status) and status.modification_level == ModificationLevel.LTA_UPDATES


def _told(one: EmbeddedPdfSignature, status, is_whole: bool, *, signed_at, is_time_proven: bool) -> Signature:
    certificate = status.signing_cert
    if not is_whole:
        verdict = Verdict.CHANGED
    elif status.trusted:
        verdict = Verdict.GOOD
    else:
        verdict = VERDICTS.get(status.trust_problem_indic, Verdict.STRANGER)
    return Signature(
        verdict=verdict,
        is_timestamp=one.sig_object_type == "/DocTimeStamp",
        is_seal=one.field_name == FIELD,
        name=part_of(certificate.subject, "common_name"),
        organisation=part_of(certificate.subject, "organization_name"),
        title=part_of(certificate.subject, "title"),
        authority=part_of(certificate.issuer, "common_name") or certificate.issuer.human_friendly,
        fingerprint=certificate.sha256.hex(),
        signed_at=signed_at,
        is_time_proven=is_time_proven,
        is_final=_is_final(one, status),
        is_throw_away=MARK in certificate.issuer.human_friendly,
    )


def part_of(name: x509.Name, part: str) -> str:
    """One part of a distinguished name; the last one where it stands several times."""
    found = name.native.get(part, "")
    return found[-1] if isinstance(found, list) else found
