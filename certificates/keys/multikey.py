"""Public keys in one line, as W3C writes them (Multikey): what kind of key, then its bytes, in base58."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # Bitcoin's: no 0, O, I, l to misread
ED25519, P256 = b"\xed\x01", b"\x80\x24"

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey


def write_public(key: PublicKey) -> str:
    if isinstance(key, Ed25519PublicKey):
        return "z" + base58(ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))
    return "z" + base58(P256 + key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def read_public(text: str) -> PublicKey:
    """Raises ``ValueError`` for what is no such key."""
    if not text.startswith("z"):
        raise ValueError("A public key begins with z.")
    content = unbase58(text[1:])
    if content.startswith(ED25519):
        return Ed25519PublicKey.from_public_bytes(content[2:])
    if content.startswith(P256):
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), content[2:])
    raise ValueError("This kind of key is not known here.")


def kid_of(public: str) -> str:
    """A short mark of the key: the first 64 bits of its hash."""
    return hashlib.sha256(public.encode()).hexdigest()[:16]


def base58(content: bytes) -> str:
    """
    >>> base58(b"hello")
    'Cn8eVZg'
    """
    number, text = int.from_bytes(content), ""
    while number:
        number, place = divmod(number, 58)
        text = ALPHABET[place] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def unbase58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)
