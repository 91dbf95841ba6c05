"""Private keys: one PEM file for each, readable by its owner alone, or all of them in one variable."""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.errors import CertificateError
from certificates.keys.models import IssuerKey
from certificates.keys.multikey import kid_of, write_public

PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
PEM = re.compile(r"-----BEGIN PRIVATE KEY-----.+?-----END PRIVATE KEY-----", re.DOTALL)


class KeyMissing(CertificateError):
    """The private half of a key that should sign is not where it should be, or is not that key."""


def badge_signer(key: IssuerKey) -> Ed25519PrivateKey:
    """What signs badges. Raises ``KeyMissing``."""
    return cast(Ed25519PrivateKey, private_key(key))


def slip_signer(key: IssuerKey) -> EllipticCurvePrivateKey:
    """What signs the facts in QR codes. Raises ``KeyMissing``."""
    return cast(EllipticCurvePrivateKey, private_key(key))


def private_key(key: IssuerKey) -> PrivateKey:
    """The private half. Raises ``KeyMissing`` with what to do."""
    private = _load(str(settings.ISSUER_KEYS_DIR), settings.ISSUER_KEYS, key.kid)
    if private is None:
        names = {"kid": key.kid, "institution": key.institution.name, "path": path_of(key.kid)}
        raise KeyMissing(
            _(
                "The private key %(kid)s of %(institution)s is missing. Put %(path)s back from its backup,"
                " or make a new key with “manage.py issuer_keys rotate”."
            )
            % names
        )
    return private


def has_private(key: IssuerKey) -> bool:
    return _load(str(settings.ISSUER_KEYS_DIR), settings.ISSUER_KEYS, key.kid) is not None


def write_private(private: PrivateKey) -> str:
    """Keep the private half in its file. Returns the public half."""
    public = write_public(private.public_key())
    path = path_of(kid_of(public))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return public


def path_of(kid: str) -> Path:
    return Path(settings.ISSUER_KEYS_DIR) / f"{kid}.pem"


def _load(folder: str, pems: str, kid: str) -> PrivateKey | None:
    """Read once for each process; a key that is missing is looked for again at the next call."""
    try:
        return _read(folder, pems, kid)
    except (FileNotFoundError, LookupError):
        return None


@lru_cache(maxsize=64)
def _read(folder: str, pems: str, kid: str) -> PrivateKey:
    for pem in PEM.findall(pems):
        private = _from_pem(pem.encode())
        if kid_of(write_public(private.public_key())) == kid:
            return private
    private = _from_pem((Path(folder) / f"{kid}.pem").read_bytes())
    if kid_of(write_public(private.public_key())) != kid:
        raise LookupError(f"{kid}.pem holds another key.")
    return private


def _from_pem(content: bytes) -> PrivateKey:
    try:
        private = load_pem_private_key(content, password=None)
    except ValueError as error:
        raise LookupError("This is no private key.") from error
    if not isinstance(private, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise LookupError("Keys of institutions are of Ed25519 or P-256.")
    return private
