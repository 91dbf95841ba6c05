"""Where keys, time stamps and trust come from: the settings, or the throw-away authority of the demonstration."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asn1crypto import crl, pem, x509
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper

from django.conf import settings

from certificates.authority.making import PASSPHRASE, Authority
from certificates.authority.stamping import ThrowAwayTimeStamper

B_B, B_T, B_LT, B_LTA = "B-B", "B-T", "B-LT", "B-LTA"
TSA_TIMEOUT = 20  # seconds
LEVELS = (B_B, B_T, B_LT, B_LTA)


@dataclass(frozen=True)
class Keyring:
    """What the settings say. Two that are equal open the same keys, so that opened keys can be remembered by it."""

    folder: str = ""  # of PKCS#12 files named after the institutions: LHP.p12
    passphrase: str = ""
    module: str = ""  # PKCS#11: the library of the token; keys are labelled with the code of the institution
    token: str = ""
    pin: str = ""
    tsa_url: str = ""
    tsa_user: str = ""
    tsa_password: str = ""
    tsa_file: str = ""  # the throw-away authority's, in the demonstration
    trust: str = ""  # folder of certificates of authorities (.pem, .crt) and lists of revoked ones (.crl)
    level: str = B_LT
    fetches: bool = False  # whether revocation may be asked of the authorities' servers

    @property
    def seals(self) -> bool:
        """Whether documents are to be sealed at all; if so, none is kept without its seal."""
        return bool(self.folder or self.module)

    @property
    def is_throw_away(self) -> bool:
        return bool(self.tsa_file)

    @property
    def stamps_time(self) -> bool:
        return bool(self.tsa_url or self.tsa_file)


def keyring() -> Keyring:
    """The keyring of these settings; in the demonstration that of the throw-away authority, once it was made."""
    if settings.SEAL_FOLDER or settings.SEAL_PKCS11_MODULE:
        return Keyring(
            folder=settings.SEAL_FOLDER,
            passphrase=settings.SEAL_PASSPHRASE,
            module=settings.SEAL_PKCS11_MODULE,
            token=settings.SEAL_PKCS11_TOKEN,
            pin=settings.SEAL_PKCS11_PIN,
            tsa_url=settings.TSA_URL,
            tsa_user=settings.TSA_USERNAME,
            tsa_password=settings.TSA_PASSWORD,
            trust=settings.SIGNING_TRUST,
            level=settings.SEAL_LEVEL,
            fetches=settings.SIGNING_FETCHES,
        )
    authority = Authority(Path(settings.AUTHORITY_FOLDER))
    if settings.DEMO and authority.exists:
        return Keyring(
            folder=str(authority.seals),
            passphrase=PASSPHRASE,
            tsa_file=str(authority.tsa),
            trust=str(authority.trust),
            level=settings.SEAL_LEVEL,
        )
    return Keyring(trust=settings.SIGNING_TRUST)


@dataclass(frozen=True)
class Trust:
    """Whom we believe: roots, the authorities between them and the signers, and what these have revoked."""

    roots: tuple[x509.Certificate, ...]
    between: tuple[x509.Certificate, ...]
    revoked: tuple[crl.CertificateList, ...]


def trust_of(ring: Keyring) -> Trust:
    """What the folder of trust holds, read again only when it changed."""
    folder = Path(ring.trust) if ring.trust else None
    if folder is None or not folder.is_dir():
        return Trust((), (), ())
    newest = max((path.stat().st_mtime_ns for path in folder.iterdir()), default=0)
    return _read_trust(folder, newest)


@lru_cache(maxsize=4)
def _read_trust(folder: Path, changed: int) -> Trust:
    roots: list[x509.Certificate] = []
    between: list[x509.Certificate] = []
    revoked: list[crl.CertificateList] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in {".pem", ".crt", ".cer"}:
            for certificate in read_certificates(path.read_bytes()):
                (roots if certificate.self_signed == "maybe" else between).append(certificate)
        elif path.suffix == ".crl":
            content = path.read_bytes()
            if pem.detect(content):
                _name, _headers, content = pem.unarmor(content)
            revoked.append(crl.CertificateList.load(content))
    return Trust(tuple(roots), tuple(between), tuple(revoked))


def read_certificates(content: bytes) -> list[x509.Certificate]:
    """The certificates of a file, PEM or DER. Raises ``ValueError`` where there are none."""
    if pem.detect(content):
        found = [x509.Certificate.load(der) for _name, _headers, der in pem.unarmor(content, multiple=True)]
    else:
        found = [x509.Certificate.load(content)]
    for certificate in found:
        certificate.subject.native  # noqa: B018 - parsed now, so that nonsense is refused here
    return found


def time_stamper(ring: Keyring) -> TimeStamper | None:
    """The time-stamping authority, or none. Not for several threads."""
    if ring.tsa_file:
        return ThrowAwayTimeStamper(Path(ring.tsa_file))
    if not ring.tsa_url:
        return None
    auth = (ring.tsa_user, ring.tsa_password) if ring.tsa_user else None
    return HTTPTimeStamper(ring.tsa_url, auth=auth, timeout=TSA_TIMEOUT)
