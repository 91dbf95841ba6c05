"""COSE_Sign1 (RFC 9052) with ES256: the smallest signed form that others can read too.

Only what is needed stands here, over ``cbor2`` and ``cryptography``; libraries for all of COSE bring ten times as much.
"""

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

SIGN1, ALGORITHM, KID, ES256 = 18, 1, 4, -7
HALF = 32  # bytes of each of the two numbers of a signature


def sign(payload: bytes, *, kid: bytes, beside: bytes, key: EllipticCurvePrivateKey) -> bytes:
    """The payload with its signature, which also covers ``beside``: what the reader knows from elsewhere.

    Deterministic (RFC 6979): the same facts and key make the same bytes.
    """
    protected = cbor2.dumps({ALGORITHM: ES256, KID: kid})
    made = key.sign(_signed(protected, beside, payload), ECDSA(SHA256(), deterministic_signing=True))
    signature = b"".join(number.to_bytes(HALF) for number in decode_dss_signature(made))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))


def kid_in(message: bytes) -> bytes:
    """Which key claims to have signed. Raises ``ValueError`` for what is no such message."""
    return cbor2.loads(_parts(message)[0])[KID]


def read(message: bytes, *, beside: bytes, key: EllipticCurvePublicKey) -> bytes:
    """The payload, if the signature is right. Raises ``ValueError``."""
    protected, payload, signature = _parts(message)
    made = encode_dss_signature(int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:]))
    try:
        key.verify(made, _signed(protected, beside, payload), ECDSA(SHA256()))
    except InvalidSignature as error:
        raise ValueError("The signature does not fit.") from error
    return payload


def _parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        tag = cbor2.loads(message)
        protected, _unprotected, payload, signature = tag.value
    except (cbor2.CBORDecodeError, AttributeError, TypeError, ValueError) as error:
        raise ValueError("This is no signed message.") from error
    if tag.tag != SIGN1 or len(signature) != 2 * HALF:
        raise ValueError("This is no signed message.")
    return protected, payload, signature


def _signed(protected: bytes, beside: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, beside, payload])
