"""A throw-away authority for the whole run, and tokens that sign as a tool outside the portal would."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from certificates.authority.making import PASSPHRASE, Authority, Subject
from certificates.authority.stamping import ThrowAwayTimeStamper

SCHOOL = "Trường Đào tạo cán bộ Lê Hồng Phong"
SIGNATORY = Subject("Trần Quốc Việt", SCHOOL, "Phó Hiệu trưởng")


def make(folder: Path) -> Authority:
    authority = Authority(folder).make()
    authority.seal("LHP", SCHOOL)
    authority.seal("HDGDQPAN", "Hội đồng Giáo dục quốc phòng và an ninh Thành phố")
    authority.token("signatory", SIGNATORY)
    authority.token("namesake", SIGNATORY)
    authority.token("stranger", Subject("Đỗ Văn Lạ", SCHOOL, "Hiệu trưởng"))
    long_ago = datetime.now(UTC) - timedelta(days=800)
    authority.token("expired", SIGNATORY, valid_from=long_ago, valid_to=long_ago + timedelta(days=365))
    return authority


def signed_outside(pdf: bytes, token: Path, *, stamp: Path | None = None, field: str = "ChuKy") -> bytes:
    """What any signing tool does: adds a signature behind what is there."""
    signer = SimpleSigner.load_pkcs12(token, passphrase=PASSPHRASE.encode())
    output = PdfSigner(
        PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES),
        signer,
        timestamper=ThrowAwayTimeStamper(stamp) if stamp else None,
        new_field_spec=SigFieldSpec(field, box=(500, 60, 700, 110)),
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return output.getvalue()


def certificate_in(token: Path) -> x509.Certificate:
    _key, certificate, _chain = pkcs12.load_key_and_certificates(token.read_bytes(), PASSPHRASE.encode())
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
