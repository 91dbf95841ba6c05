"""The time-stamping authority of the demonstration, in the same process: no address, no waiting, no value."""

from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import cms, core, keys, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.authority.making import PASSPHRASE


class ThrowAwayTimeStamper(DummyTimeStamper):
    """pyHanko's stand-in for a time-stamping authority, with an elliptic key that is parsed once."""

    def __init__(self, path: Path) -> None:
        key, certificate, chain = pkcs12.load_key_and_certificates(path.read_bytes(), PASSPHRASE.encode())
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} holds no elliptic key.")
        self.key = key
        own, *others = (x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (certificate, *chain))
        unused = keys.PrivateKeyInfo()  # the parent's own signing is not used
        super().__init__(own, unused, SimpleCertificateStore.from_certs(others))
        self.chain = [each.dump() for each in (own, *others)]
        self.named = simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(own)).dump()

    def _build_tst_info(self, message_imprint, dt, req):
        self.tsa_cert = x509.Certificate.load(self.chain[0])  # as below
        return super()._build_tst_info(message_imprint, dt, req)

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime):
        digest = hashes.Hash(hashes.SHA256())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt.astimezone(UTC))})),
                cms.CMSAttribute.load(self.named),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        return self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())), attributes

    def _build_signed_data(self, tst_info_data, md_algorithm, signature, signed_attrs) -> dict:
        data = super()._build_signed_data(tst_info_data, "sha256", signature, signed_attrs)
        # Read anew: a certificate that nobody has looked into yet is copied much faster.
        data["certificates"] = [x509.Certificate.load(der) for der in self.chain]
        [info] = data["signer_infos"]
        info["signature_algorithm"] = cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        return data
