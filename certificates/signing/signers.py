"""Opening the key of an institution: a PKCS#12 file, or a token or hardware module through PKCS#11."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path

from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper

from django.utils.translation import gettext as _

from certificates.signing.errors import SealUnavailable
from certificates.signing.keyring import Keyring, trust_of
from certificates.signing.moulds import Mould

HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class ParsedKeySigner(SimpleSigner):
    """Parses its key once, and casts its seals in the mould of the first: building either anew takes longer."""

    @cached_property
    def parsed_key(self):
        return load_der_private_key(self.signing_key.dump(), password=None)

    @cached_property
    def moulds(self) -> dict[tuple[str, bool], Mould]:
        """By the digest and whether a time stamp stands in it."""
        return {}

    async def async_sign(
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run=False,
        use_pades=False,
        timestamper: TimeStamper | None = None,
        signed_attr_settings: PdfCMSSignedAttributes | None = None,
        is_pdf_sig=True,
        encap_content_info=None,
    ) -> cms.ContentInfo:
        kind = (digest_algorithm, timestamper is not None)
        is_plain = use_pades and is_pdf_sig and not dry_run and encap_content_info is None
        if is_plain and kind in self.moulds:
            mould = self.moulds[kind]
            signature = self.sign_raw(mould.signed(data_digest), digest_algorithm)
            if timestamper is None:
                return mould.cast(data_digest, signature)
            digest = hashes.Hash(HASHES[digest_algorithm]())
            digest.update(signature)
            stamp = await timestamper.async_timestamp(digest.finalize(), digest_algorithm)
            return mould.cast(data_digest, signature, stamp.dump())
        made = await super().async_sign(
            data_digest,
            digest_algorithm,
            dry_run=dry_run,
            use_pades=use_pades,
            timestamper=timestamper,
            signed_attr_settings=signed_attr_settings,
            is_pdf_sig=is_pdf_sig,
            encap_content_info=encap_content_info,
        )
        if is_plain:
            self.moulds[kind] = Mould(made.dump(), digest=data_digest)
        return made

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        key, algorithm = self.parsed_key, HASHES[digest_algorithm]()
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm).signature_algo
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(data, ec.ECDSA(algorithm))
        if isinstance(key, rsa.RSAPrivateKey) and mechanism == "rsassa_pkcs1v15":
            return key.sign(data, padding.PKCS1v15(), algorithm)
        return super().sign_raw(data, digest_algorithm)


def signer_for(code: str, ring: Keyring, *, thread: int = 0) -> Signer:
    """The signer that holds the key of the institution. Raises ``SealUnavailable`` with the reason.

    It is not for several threads: each that seals names itself and has its own. A token has one session for all.
    """
    if ring.module:
        return _from_token(code, ring)
    path = Path(ring.folder) / f"{code}.p12"
    if not path.is_file():
        raise SealUnavailable(
            _("The key of %(code)s is missing: there is no file %(path)s.") % {"code": code, "path": path}
        )
    return _from_file(path, ring.passphrase, path.stat().st_mtime_ns, thread)


@lru_cache(maxsize=64)
def _from_file(path: Path, passphrase: str, changed: int, thread: int) -> Signer:
    try:
        opened = SimpleSigner.load_pkcs12_data(path.read_bytes(), [], passphrase.encode() or None)
    except (OSError, ValueError) as error:
        raise SealUnavailable(
            _("The key %(path)s cannot be opened: wrong passphrase, or no PKCS#12 file.") % {"path": path}
        ) from error
    return ParsedKeySigner(opened.signing_cert, opened.signing_key, opened.cert_registry)


@lru_cache(maxsize=16)
def _from_token(code: str, ring: Keyring) -> Signer:
    try:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise SealUnavailable(_("Keys on tokens need the package python-pkcs11. Install it.")) from error
    trust = trust_of(ring)
    try:
        session = open_pkcs11_session(ring.module, token_criteria=TokenCriteria(label=ring.token), user_pin=ring.pin)
        signer = PKCS11Signer(
            session, cert_label=code, key_label=code, ca_chain=[*trust.between, *trust.roots], use_raw_mechanism=True
        )
        signer.signing_cert.public_key  # noqa: B018 - fetched now, so that a token without the key is refused here
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise SealUnavailable(
            _("The key of %(code)s on token %(token)s cannot be used: %(reason)s.")
            % {"code": code, "token": ring.token, "reason": str(error) or type(error).__name__}
        ) from error
    return signer
