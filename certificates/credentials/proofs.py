"""Data Integrity proofs, cryptosuite ``eddsa-rdfc-2022`` (W3C): Ed25519 over the canonical form of a document."""

import hashlib
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.credentials.documents import canonical
from certificates.credentials.issuers import method_of
from certificates.keys.models import IssuerKey
from certificates.keys.multikey import base58, unbase58
from certificates.keys.store import badge_signer

SUITE = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}


def signed(document: dict, *, key: IssuerKey, created: datetime) -> dict:
    """The document with its proof, as an array, which the schema of Open Badges wants.

    The same document, key and moment make the same bytes. Raises ``KeyMissing``.
    """
    proof = {
        **SUITE,
        "created": stamp(created),
        "verificationMethod": method_of(key),
        "proofPurpose": "assertionMethod",
    }
    signature = badge_signer(key).sign(_digest(document, proof))
    return {**document, "proof": [{**proof, "proofValue": "z" + base58(signature)}]}


def holds(document: dict, proof: dict, public: Ed25519PublicKey) -> bool:
    """Whether this proof of the document is right under the key."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name not in ("proofValue", "@context")}
    try:
        public.verify(unbase58(str(proof["proofValue"]).removeprefix("z")), _digest(bare, options))
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def _digest(document: dict, proof: dict) -> bytes:
    parts = ({"@context": document["@context"], **proof}, document)
    return b"".join(hashlib.sha256(canonical(part)).digest() for part in parts)


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
