"""A throw-away certification authority with its keys: for the demonstration and for tests, never for real use.

Every name in it says so, which is how the pages that show a signature know what to warn of.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MARK = "THROW-AWAY DEMO"
PASSPHRASE = "throw-away"  # noqa: S105 - it protects nothing and says so
CRL_URL = "http://throw-away.invalid/authority.crl"
YEARS = 20
LONGEST = 64  # letters of a part of a name
ROOT, ISSUING = "root", "issuing"


@dataclass(frozen=True)
class Subject:
    """Whom a certificate names."""

    name: str
    organisation: str
    title: str = ""

    def as_name(self) -> x509.Name:
        parts = {
            NameOID.COUNTRY_NAME: "VN",
            NameOID.ORGANIZATION_NAME: self.organisation,
            NameOID.ORGANIZATIONAL_UNIT_NAME: MARK,
            NameOID.TITLE: self.title,
            NameOID.COMMON_NAME: self.name,
        }
        # The bound is of 64 letters (X.520); the library counts bytes, of which a Vietnamese letter has up to three.
        return x509.Name(
            x509.NameAttribute(oid, text[:LONGEST], _validate=len(text.encode()) <= LONGEST)
            for oid, text in parts.items()
            if text
        )


class Authority:
    """A root, an authority below it that issues, a time-stamping authority and the keys made so far, in one folder.

    ``trust/`` holds what others need: the root, the issuing certificate and the lists of revoked certificates.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trust, self.seals, self.tokens = (folder / name for name in ("trust", "seals", "tokens"))

    @property
    def exists(self) -> bool:
        return (self.trust / "issuing.crl").exists()

    @property
    def tsa(self) -> Path:
        return self.folder / "tsa.p12"

    def make(self) -> "Authority":
        """Make what is not there yet. A second call changes nothing."""
        if self.exists:
            return self
        for folder in (self.folder, self.trust, self.seals, self.tokens):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        nobody = "Cơ Sở, dữ liệu trình diễn, không có giá trị pháp lý"
        root_key, issuing_key = new_key(), new_key()
        root_name = Subject("Cơ quan chứng thực gốc (trình diễn)", nobody).as_name()
        root = sign(root_name, root_key.public_key(), root_name, root_key, path_length=1)
        issuing = sign(
            Subject("Cơ quan chứng thực (trình diễn)", nobody).as_name(),
            issuing_key.public_key(),
            root_name,
            root_key,
            path_length=0,
        )
        self._keep_key(ROOT, root_key, root)
        self._keep_key(ISSUING, issuing_key, issuing)
        tsa_key = new_key()
        tsa = sign(
            Subject("Dịch vụ dấu thời gian (trình diễn)", nobody).as_name(),
            tsa_key.public_key(),
            issuing.subject,
            issuing_key,
            for_time=True,
        )
        write_p12(self.tsa, tsa_key, tsa, [issuing, root])
        write_crl(self.trust / "root.crl", root.subject, root_key)
        write_crl(self.trust / "issuing.crl", issuing.subject, issuing_key)  # last: whoever finds it finds all
        return self

    def seal(self, code: str, name: str) -> Path:
        """The seal of an institution, as a PKCS#12 file named after its code."""
        return self._issue(self.seals / f"{code}.p12", Subject(name, name))

    def token(
        self, slug: str, subject: Subject, *, valid_from: datetime | None = None, valid_to: datetime | None = None
    ) -> Path:
        """What stands in the demonstration for the USB token of an official."""
        return self._issue(self.tokens / f"{slug}.p12", subject, valid_from=valid_from, valid_to=valid_to)

    def _issue(
        self, path: Path, subject: Subject, valid_from: datetime | None = None, valid_to: datetime | None = None
    ) -> Path:
        if path.exists():
            return path
        issuing_key = serialization.load_pem_private_key((self.folder / f"{ISSUING}.key").read_bytes(), None)
        issuing = read_certificate(self.trust / f"{ISSUING}.pem")
        root = read_certificate(self.trust / f"{ROOT}.pem")
        key = new_key()
        certificate = sign(
            subject.as_name(), key.public_key(), issuing.subject, issuing_key, valid_from=valid_from, valid_to=valid_to
        )
        write_p12(path, key, certificate, [issuing, root])
        return path

    def _keep_key(self, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_privately(self.folder / f"{name}.key", pem)
        (self.trust / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def sign(
    subject: x509.Name,
    public_key,
    issuer: x509.Name,
    issuer_key,
    *,
    path_length: int | None = None,
    for_time: bool = False,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> x509.Certificate:
    """A certificate: of an authority where ``path_length`` is given, of time stamps, or of one who signs."""
    start = valid_from or datetime.now(UTC) - timedelta(days=1)
    is_authority = path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(valid_to or start + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=path_length), critical=True)
        .add_extension(usage_of(is_authority=is_authority, for_time=for_time), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if subject != issuer:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(CRL_URL)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if for_time:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def usage_of(*, is_authority: bool, for_time: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority and not for_time,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def write_crl(path: Path, issuer: x509.Name, key, revoked: tuple[int, ...] = ()) -> None:
    """The list of revoked certificates of one authority; an empty one says that none is."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=365 * YEARS))
        .add_extension(x509.CRLNumber(secrets.randbits(60)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for serial in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - timedelta(minutes=30))
        builder = builder.add_revoked_certificate(entry.build())
    path.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


def write_p12(path: Path, key, certificate: x509.Certificate, chain: list[x509.Certificate]) -> None:
    protection = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    write_privately(path, pkcs12.serialize_key_and_certificates(None, key, certificate, chain, protection))


def write_privately(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


def read_certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())
