"""A badge given to be checked: whether it was signed here, word for word, and what the register says today."""

import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.credentials.baking import NotBaked, looks_like_badge, out_of
from certificates.credentials.issuers import did_of, method_of
from certificates.credentials.proofs import holds
from certificates.keys.models import IssuerKey, KeyUse
from certificates.keys.multikey import read_public
from certificates.register.models import Certificate
from certificates.verification.codes import is_code
from certificates.verification.documents import DocumentAnswer, Outcome, also_checked, remember
from certificates.verification.services import answer_for

CODE = re.compile(r"/credentials/([0-9A-Z]{20})\.json$")
MOST_PARTS, MOST_IN_A_LIST, LONGEST = 16, 3, 20_000  # a badge of ours has ten parts; pairs in its lists; short texts
# What the canonical form makes of a credential that was put together by hand.
WHAT_BAD_BADGES_RAISE = (TypeError, AttributeError, KeyError, IndexError, RecursionError)


@also_checked
def check_badge(content: bytes) -> DocumentAnswer | None:
    """Hold the badge, a picture or JSON, against the key that signed it. None for what is no such file."""
    if not looks_like_badge(content):
        return None
    try:
        credential = out_of(content)
    except NotBaked as refusal:
        remember("", None, Outcome.UNREADABLE)
        return DocumentAnswer(Outcome.UNREADABLE, refusal=str(refusal))
    code = code_in(credential)
    certificate = Certificate.objects.filter(verification_code=code).first() if is_code(code) else None
    if certificate is None:
        remember(code, None, Outcome.FOREIGN)
        return DocumentAnswer(Outcome.FOREIGN)
    outcome = Outcome.BADGE if is_signed_here(credential) else Outcome.ALTERED
    remember(code, certificate, outcome)
    return DocumentAnswer(outcome, answer_for(certificate))


def code_in(credential: dict) -> str:
    """The look-up code in the badge's own address; empty where it is no address of ours."""
    found = CODE.search(str(credential.get("id", "")))
    return found[1] if found else ""


def is_signed_here(credential: dict) -> bool:
    """Whether these very words were signed with a key of the institution they name, one that may still vouch."""
    proofs, issuer = credential.get("proof"), credential.get("issuer")
    if not isinstance(proofs, list) or len(proofs) != 1 or not isinstance(issuer, dict) or not _is_plain(credential):
        return False
    [proof] = proofs
    method = str(proof.get("verificationMethod", "")) if isinstance(proof, dict) else ""
    vouching = IssuerKey.objects.select_related("institution").filter(use=KeyUse.BADGE, disowned_at=None)
    key = vouching.filter(public_key=method.partition("#")[2]).first()
    if key is None or method != method_of(key) or issuer.get("id") != did_of(key.institution.code):
        return False
    public = read_public(key.public_key)
    try:
        return isinstance(public, Ed25519PublicKey) and holds(credential, proof, public)
    except WHAT_BAD_BADGES_RAISE:
        return False


def _is_plain(credential: dict) -> bool:
    """No larger than what we sign: the canonical form of a graph made for it can take for ever."""
    parts, waiting = 0, [credential]
    while waiting:
        part: Any = waiting.pop()
        parts += isinstance(part, dict)
        if (isinstance(part, list) and len(part) > MOST_IN_A_LIST) or (isinstance(part, str) and len(part) > LONGEST):
            return False
        if parts > MOST_PARTS or (isinstance(part, str) and part.startswith("_:")):
            return False
        waiting += part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return True
