"""The technical seal of an institution on a PDF: PAdES, with a time stamp and what is needed to check it in years.

Everything the seal needs to be believed (the chain, what was revoked) stands in the same revision as the seal, so a
sealed document is the printed one and a single addition.
"""

from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from threading import Lock, get_ident
from time import monotonic

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfTimeStamper,
    PreSignValidationStatus,
    SigDSSPlacementPreference,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.context import ValidationContext

from django.utils.translation import gettext as _

from certificates.signing.errors import SealUnavailable
from certificates.signing.keyring import B_B, B_LT, B_LTA, Keyring, keyring, time_stamper, trust_of
from certificates.signing.running import outcome_of
from certificates.signing.signers import signer_for

FIELD = "DauKyThuat"
FIELD_WORDS = "Dấu kỹ thuật của cơ sở đào tạo"
OUT_OF_SIGHT = InvisSigSettings(box_out_of_bounds=True)  # the one place that PDF/A and PDF/UA both allow
TOKEN = Lock()
CHAIN_KEPT = timedelta(minutes=10)  # a validated chain is used again for so long; lists of revoked ones are older


class PlainSigner(PdfSigner):
    """Leaves the file at PDF 1.7, which PDF/A-3 is made of; ETSI EN 319 142 allows elliptic keys there."""

    def register_extensions(self, pdf_out, *, md_algorithm: str) -> None:
        pdf_out.register_extension(ESIC_EXTENSION_1)


class Sealer:
    """Seals many documents with one key; what does not change from one to the next is done once."""

    def __init__(self, code: str, ring: Keyring, signer: Signer) -> None:
        self.code, self.ring = code, ring
        self.signer = signer
        self.stamper = time_stamper(ring) if ring.level != B_B else None
        self.reserved: int | None = None
        self.validated: PreSignValidationStatus | None = None
        self.validated_at = 0.0

    @property
    def is_for_long(self) -> bool:
        return self.stamper is not None and self.ring.level in (B_LT, B_LTA)

    def seal(self, pdf: bytes, *, reason: str = "", location: str = "") -> bytes:
        # One at a time on a token, whose session is not for several threads.
        turn = TOKEN if self.ring.module else nullcontext()
        try:
            with turn:
                return outcome_of(self._seal(pdf, reason, location))
        except (SigningError, OSError) as error:  # an authority of time stamps that does not answer is an OSError
            raise SealUnavailable(
                _("The document could not be sealed for %(code)s: %(reason)s.")
                % {"code": self.code, "reason": error.__cause__ or error}
            ) from error

    async def _seal(self, pdf: bytes, reason: str, location: str) -> bytes:
        context = context_of(self.ring) if self.is_for_long else None
        pdf_signer = PlainSigner(
            PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                reason=reason or None,
                location=location or None,
                embed_validation_info=self.is_for_long,
                use_pades_lta=self.is_for_long and self.ring.level == B_LTA,
                validation_context=context,
                dss_settings=DSSContentSettings(
                    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
                ),
            ),
            self.signer,
            timestamper=self.stamper,
            new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=OUT_OF_SIGHT, readable_field_name=FIELD_WORDS),
        )
        output = BytesIO(pdf)
        session = pdf_signer.init_signing_session(IncrementalPdfFileWriter(output))
        validated = await self._validated(session) if self.is_for_long else None
        if self.reserved is None:
            self.reserved = await session.estimate_signature_container_size(validated)
        document = session.prepare_tbs_document(validated, bytes_reserved=self.reserved)
        prepared, _same = document.digest_tbs_document(in_place=True)
        attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
        signed = await document.perform_signature(prepared.document_digest, attributes)
        await signed.post_signature_processing(output)
        return output.getvalue()

    async def _validated(self, session) -> PreSignValidationStatus:
        """The chains of seal and time stamps with what says they are not revoked, looked at anew every ten minutes."""
        if self.validated is None or monotonic() - self.validated_at > CHAIN_KEPT.total_seconds():
            self.validated = await session.perform_presign_validation()
            self.validated_at = monotonic()
        return self.validated


def context_of(
    ring: Keyring, *, moment: datetime | None = None, crls=(), ocsps=(), certificates=(), strict: bool = True
) -> ValidationContext:
    """How chains are validated: by the roots we trust, as things stood at the moment.

    ``strict`` refuses a certificate of which cannot be told whether it was revoked.
    """
    trust = trust_of(ring)
    return ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=[*trust.between, *certificates],
        crls=[*trust.revoked, *crls],
        ocsps=list(ocsps),
        moment=moment,
        allow_fetching=ring.fetches and moment is None,
        revocation_mode="hard-fail" if strict else "soft-fail",
        retroactive_revinfo=True,
    )


@lru_cache(maxsize=64)
def _sealer(code: str, ring: Keyring, signer: Signer, thread: int) -> Sealer:
    return Sealer(code, ring, signer)


def sealer_for(code: str) -> Sealer | None:
    """The sealer of the institution for this thread; none where no seals are set up. Raises ``SealUnavailable``."""
    ring = keyring()
    if not ring.seals:
        return None
    thread = get_ident()
    return _sealer(code, ring, signer_for(code, ring, thread=thread), thread)  # a new file of the key, a new signer


def seal(pdf: bytes, *, institution: str, reason: str = "", location: str = "") -> bytes:
    """The PDF with the seal of the institution, or as it was where no seals are set up.

    Where they are, nothing leaves without one: raises ``SealUnavailable`` for a key or an authority that fails.
    """
    sealer = sealer_for(institution)
    return pdf if sealer is None else sealer.seal(pdf, reason=reason, location=location)


def renew(pdf: bytes) -> bytes:
    """The PDF with one more time stamp over everything in it, and what is needed to check the last one (B-LTA)."""
    ring = keyring()
    stamper = time_stamper(ring)
    if stamper is None:
        raise SealUnavailable(_("No time-stamping authority is set up."))
    return outcome_of(_renew(pdf, stamper, ring))


async def _renew(pdf: bytes, stamper: TimeStamper, ring: Keyring) -> bytes:
    output = BytesIO(pdf)
    pdf_stamper = PdfTimeStamper(stamper, invis_settings=OUT_OF_SIGHT, readable_field_name="Dấu thời gian lưu trữ")
    await pdf_stamper.async_update_archival_timestamp_chain(PdfFileReader(output), context_of(ring), in_place=True)
    return output.getvalue()
