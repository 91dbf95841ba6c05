"""Keys: made once, kept by their owner alone, missed in words, rotated without harm."""

import json
import stat
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse

from certificates.credentials.issuers import did_of
from certificates.keys.models import IssuerKey
from certificates.keys.multikey import base58, read_public, unbase58, write_public
from certificates.keys.services import disown_key, ensure_keys, rotate_key
from certificates.keys.store import KeyMissing, path_of, private_key
from certificates.register.services import document_bytes

pytestmark = pytest.mark.django_db


def test_keys_are_made_once_and_readable_by_their_owner_alone(school):
    made = ensure_keys(school)
    assert [key.use for key in made] == ["badge", "slip"]
    assert ensure_keys(school) == []
    for key in made:
        assert stat.S_IMODE(path_of(key.kid).stat().st_mode) == 0o600
        assert stat.S_IMODE(path_of(key.kid).parent.stat().st_mode) == 0o700
        assert write_public(private_key(key).public_key()) == key.public_key


@pytest.mark.parametrize("content", [b"", b"\0\0a", b"hello", bytes(range(256))])
def test_base58_is_read_back(content):
    assert unbase58(base58(content)) == content


@pytest.mark.parametrize("text", ["", "x123", "z", "z111", "z6Mk0OIl"])
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(ValueError):
        read_public(text)


def test_public_keys_begin_as_the_standard_says():
    assert write_public(ed25519.Ed25519PrivateKey.generate().public_key()).startswith("z6Mk")
    assert write_public(ec.generate_private_key(ec.SECP256R1()).public_key()).startswith("zDn")


def test_keys_may_come_from_the_environment(keys, settings):
    pems = "\n".join(path_of(key.kid).read_text() for key in keys.values())
    for key in keys.values():
        path_of(key.kid).unlink()
    settings.ISSUER_KEYS_DIR, settings.ISSUER_KEYS = settings.ISSUER_KEYS_DIR / "elsewhere", pems
    assert {write_public(private_key(key).public_key()) for key in keys.values()} == {
        key.public_key for key in keys.values()
    }
    assert run_checks(tags=["certificates"], databases=["default"]) == []


def test_missing_key_is_said_at_the_start_and_to_whoever_asks(keys, certificate, client):
    for key in keys.values():
        path_of(key.kid).rename(path_of(key.kid).with_suffix(".away"))
    errors = run_checks(tags=["certificates"], databases=["default"])
    assert len(errors) == 2
    assert "is missing" in errors[0].msg
    assert str(path_of(keys["badge"].kid)) in errors[0].msg
    answer = client.get(reverse("credentials:badge", args=[certificate.verification_code]))
    assert answer.status_code == 503
    assert answer.json() == {"error": "key_missing"}
    with pytest.raises(KeyMissing, match=path_of(keys["slip"].kid).name):
        document_bytes(certificate)
    assert certificate.sha256 == ""
    listed = StringIO()
    call_command("issuer_keys", "list", stdout=listed)
    assert listed.getvalue().count("PRIVATE KEY MISSING") == 2
    for key in keys.values():
        path_of(key.kid).with_suffix(".away").rename(path_of(key.kid))
    assert document_bytes(certificate).startswith(b"%PDF")


def test_file_that_holds_another_key_is_a_missing_key(keys):
    badge, slip = path_of(keys["badge"].kid), path_of(keys["slip"].kid)
    badge.write_bytes(slip.read_bytes())
    with pytest.raises(KeyMissing):
        private_key(keys["badge"])


def test_rotation_changes_no_issued_file_and_keeps_the_old_key_published(keys, school, certificate, fetch):
    before = document_bytes(certificate)
    for use in keys:
        rotate_key(school, use)
    assert document_bytes(certificate) == before
    document = fetch(reverse("credentials:issuer_did", args=["lhp"]))
    published = {method["publicKeyMultibase"] for method in document["verificationMethod"]}
    assert published == set(IssuerKey.objects.filter(use="badge").values_list("public_key", flat=True))
    assert len(document["assertionMethod"]) == 2
    needed = fetch(reverse("credentials:offline"))
    assert len(needed["keys"]) == 2
    disown_key(keys["badge"])
    disown_key(keys["slip"])
    document = fetch(reverse("credentials:issuer_did", args=["lhp"]))
    assert f"{did_of('LHP')}#{keys['badge'].public_key}" not in document["assertionMethod"]
    assert fetch(reverse("credentials:offline"))["keys"][keys["slip"].kid]["disowned"] is True


def test_operator_works_at_the_command_line(school):
    said = StringIO()
    call_command("issuer_keys", "make", stdout=said)
    call_command("issuer_keys", "rotate", "LHP", "--use", "slip", stdout=said)
    assert school.keys.filter(use="slip").count() == 2
    assert school.keys.current().filter(use="slip").count() == 1
    kid = school.keys.current().get(use="badge").kid
    call_command("issuer_keys", "disown", kid, stdout=said)
    call_command("issuer_keys", "list", stdout=said)
    assert "disowned" in said.getvalue()
    for mistake in (("rotate", "XYZ"), ("disown", "0" * 16)):
        with pytest.raises(CommandError):
            call_command("issuer_keys", *mistake)
    assert "keys made" in json.dumps(said.getvalue())
