"""The key on a hardware token through PKCS#11, with SoftHSM in its place."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from certificates.authority.making import PASSPHRASE
from certificates.register.services import document_bytes
from certificates.signing.checks import check_seals
from certificates.signing.errors import SealUnavailable
from certificates.signing.explaining import explain

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((path for path in MODULES if Path(path).exists()), None)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        MODULE is None or shutil.which("softhsm2-util") is None or importlib.util.find_spec("pkcs11") is None,
        reason="SoftHSM or python-pkcs11 is not installed",
    ),
]


@pytest.fixture(scope="module")
def token(tmp_path_factory, throw_away):
    """A token that holds the key and the certificate of the school, as its registrar would set it up."""
    import pkcs11
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", "coso", "--pin", "1234", "--so-pin", "4321"]
    subprocess.run(command, check=True, capture_output=True)
    key, certificate, _chain = pkcs12.load_key_and_certificates(
        (throw_away.seals / "LHP.p12").read_bytes(), PASSPHRASE.encode()
    )
    with pkcs11.lib(MODULE).get_token(token_label="coso").open(rw=True, user_pin="1234") as session:
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        stored = {
            **decode_ec_private_key(der),
            pkcs11.Attribute.LABEL: "LHP",
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.ID: b"\x01",
        }
        session.create_object(stored)
        public = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
        session.create_object(
            public | {pkcs11.Attribute.LABEL: "LHP", pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"\x01"}
        )
    yield "coso"
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def hardware(token, authority, settings):
    settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN, settings.SEAL_PKCS11_PIN = MODULE, token, "1234"
    settings.SIGNING_TRUST = str(authority.trust)


def test_document_is_sealed_by_the_token(certificate, hardware):
    explanation = explain(document_bytes(certificate))
    assert explanation.is_good
    assert explanation.signatures[0].is_seal


def test_key_that_is_not_on_the_token_is_told(certificate, hardware, settings):
    assert "certificates.E103" in {message.id for message in check_seals(None)}  # the Council has no key there
    certificate.facts["institution"]["code"] = "HDGDQPAN"
    with pytest.raises(SealUnavailable, match="HDGDQPAN"):
        document_bytes(certificate)


def test_token_that_is_not_there_is_told(certificate, hardware, settings):
    settings.SEAL_PKCS11_TOKEN = "lost"
    with pytest.raises(SealUnavailable, match="lost"):
        document_bytes(certificate)
