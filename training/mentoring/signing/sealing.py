"""What is typed on another's device is sealed there for the server alone (ECDH P-256, HKDF, AES-GCM).

The pair of keys is made from the installation's secret key, so that nothing is kept anywhere; a letter sealed before
the secret was exchanged is opened with the one before (``SECRET_KEY_FALLBACKS``).
"""

import json
from base64 import b64decode, b64encode
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from django.conf import settings
from django.utils.translation import gettext as _

from training.errors import InvalidInput

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PURPOSE = b"coso signing on one device"


def public_key() -> str:
    """The point to which devices seal, uncompressed, in Base64."""
    point = _private_key(settings.SECRET_KEY).public_key()
    return b64encode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


def open_sealed(letter: Any) -> dict[str, Any]:
    """``{"key", "iv", "data"}`` in Base64 → what was sealed. Raises ``InvalidInput`` for anything else."""
    try:
        point, iv, data = (b64decode(letter[name], validate=True) for name in ("key", "iv", "data"))
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except (TypeError, KeyError, ValueError) as error:
        raise InvalidInput(_("The confirmation cannot be read.")) from error
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        shared = _private_key(secret).exchange(ec.ECDH(), theirs)
        key = HKDF(SHA256(), 32, salt=b"", info=PURPOSE).derive(shared)
        try:
            opened = json.loads(AESGCM(key).decrypt(iv, data, None))
        except (InvalidTag, ValueError):
            continue
        if isinstance(opened, dict):
            return opened
    raise InvalidInput(_("The confirmation cannot be read."))


@cache
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    made = HKDF(SHA256(), 48, salt=b"", info=PURPOSE).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(made) % (ORDER - 1) + 1, CURVE)
