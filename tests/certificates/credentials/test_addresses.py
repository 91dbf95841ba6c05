"""The public addresses of badges: the least data, cacheable, counted, out of search, in clear words when unknown."""

import base64
import gzip
import json
from datetime import date

import pytest

from django.urls import reverse

from certificates.compact.places import LENGTH, place_of
from certificates.credentials.issuers import method_of
from certificates.credentials.proofs import holds
from certificates.keys.multikey import read_public
from certificates.register.services import replace_certificate, revoke_certificate
from certificates.suspensions.services import lift_suspension, suspend_certificate
from certificates.verification.services import State, look_up
from tests.certificates.register.test_changes import DECISION
from tests.certificates.verification.test_pages import secretive  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def addresses(certificate) -> list[str]:
    code = certificate.verification_code
    return [
        reverse("credentials:badge", args=[code]),
        reverse("credentials:picture", args=[code, "png"]),
        reverse("credentials:picture", args=[code, "svg"]),
        reverse("credentials:status", args=["lhp", "revocation", 0]),
        reverse("credentials:status", args=["lhp", "suspension", 0]),
        reverse("credentials:issuer_did", args=["lhp"]),
        reverse("credentials:issuer", args=["lhp"]),
        "/.well-known/did.json",
    ]


def test_badge_says_what_was_issued(keys, certificate, badge):
    said = badge(certificate)
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["id"] == f"https://coso.example.vn/credentials/{certificate.verification_code}.json"
    assert said["issuer"]["id"] == "did:web:coso.example.vn:credentials:issuers:lhp"
    assert said["validFrom"] == "2026-03-20T00:00:00+07:00"
    subject = said["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == certificate.facts["holder"]["name"]
    assert subject["licenseNumber"] == certificate.register_number
    assert subject["achievement"]["name"] == certificate.facts["course"]["programme"]
    [proof] = said["proof"]
    assert proof["cryptosuite"] == "eddsa-rdfc-2022"
    assert proof["verificationMethod"] == method_of(keys["badge"])
    public = read_public(keys["badge"].public_key)
    assert holds(said, proof, public)
    assert not holds(said | {"name": said["name"] + "."}, proof, public)
    assert not holds(said, proof | {"created": "2026-01-01T00:00:00Z"}, public)
    assert not holds(said | {"unexplained": 1}, proof, public)
    assert badge(certificate) == said


def test_badge_shows_the_least_data(keys, secretive, client):  # noqa: F811
    for address in addresses(secretive)[:1]:
        text = client.get(address).content.decode()
        assert "Đoàn Thị Hường" in text
        for private in ("1979", "23/11", "Bất Bạt", "Bí thư", "BIMAT", "8.2", "8,2", "Giỏi", "excellent"):
            assert private not in text, private


def test_addresses_are_cacheable_and_out_of_search(keys, certificate, client):
    for address in addresses(certificate):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
        assert client.post(address).status_code == 405


def test_addresses_are_counted(keys, certificate, client, settings):
    settings.CREDENTIALS_PER_MINUTE = 2
    answers = [client.get(address, REMOTE_ADDR="203.0.113.9").status_code for address in addresses(certificate)[:4]]
    assert answers == [200, 200, 429, 429]


@pytest.mark.parametrize(
    "address",
    [
        "/credentials/00000000000000000000.json",
        "/credentials/7K3M9.json",
        "/credentials/0001-2026-CC-LHP.json",
        "/credentials/00000000000000000000.png",
        "/credentials/issuers/xyz/did.json",
        "/credentials/status/lhp-revocation-9.json",
        "/credentials/status/xyz-revocation-0.json",
    ],
)
def test_what_is_unknown_is_404_and_kept_by_nobody(keys, certificate, client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json() == {"error": "unknown"}
    assert answer["Cache-Control"] == "no-store"


def test_institution_without_keys_has_no_badges(certificate, client):
    assert client.get(addresses(certificate)[0]).status_code == 404
    assert client.get(addresses(certificate)[3]).status_code == 404


def test_badge_takes_few_queries(keys, certificate, client, django_assert_max_num_queries):
    client.get(addresses(certificate)[0])
    for address in addresses(certificate):
        with django_assert_max_num_queries(4):
            client.get(address)


def bits_of(document: dict) -> bytes:
    text = document["credentialSubject"]["encodedList"]
    assert text[0] == "u"
    return gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))


def is_set(bits: bytes, place: int) -> bool:
    return bool(bits[place // 8] & 0x80 >> place % 8)


def test_every_place_of_a_list_is_met_once():
    assert LENGTH >= 131_072
    assert len({place_of(pk) for pk in range(LENGTH)}) == LENGTH
    assert {number for number, _place in map(place_of, range(LENGTH))} == {0}
    assert place_of(LENGTH)[0] == 1


def test_lists_tell_of_revoked_replaced_and_suspended(
    keys, training_class, issued, cast, fetch, django_capture_on_commit_callbacks
):
    revoked, replaced, suspended = issued

    def told(purpose: str) -> set[int]:
        bits = bits_of(fetch(reverse("credentials:status", args=["lhp", purpose, 0])))
        assert len(bits) * 8 == LENGTH
        found = {pk for pk in range(1, 5000) if is_set(bits, place_of(pk)[1])}
        assert sum(byte.bit_count() for byte in bits) == len(found)
        return found

    assert told("revocation") == told("suspension") == set()
    with django_capture_on_commit_callbacks(execute=True):
        revoke_certificate(revoked, ground="fraud", by=cast.registrar, **DECISION)
        replace_certificate(replaced, ground="loss", by=cast.registrar, **DECISION)
        suspension = suspend_certificate(suspended, by=cast.registrar, **DECISION)
    assert told("revocation") == {revoked.pk, replaced.pk}
    assert told("suspension") == {suspended.pk}
    needed = fetch(reverse("credentials:offline"))
    assert needed["withdrawn"]["revocation"]["0"] == sorted(place_of(row.pk)[1] for row in (revoked, replaced))
    assert needed["withdrawn"]["suspension"]["0"] == [place_of(suspended.pk)[1]]
    answer = look_up(suspended.verification_code)
    assert (answer.state, answer.decision_number) == (State.SUSPENDED, DECISION["decision_number"])
    with django_capture_on_commit_callbacks(execute=True):
        lift_suspension(suspension, reason="Không có căn cứ.", by=cast.registrar)
    assert told("suspension") == set()
    assert look_up(suspended.verification_code).state == State.VALID


def test_suspension_is_done_once_by_the_registrar_with_a_whole_decision(certificate, cast):
    from certificates.errors import InvalidInput, NotAllowed

    with pytest.raises(NotAllowed):
        suspend_certificate(certificate, by=cast.trainee, **DECISION)
    with pytest.raises(InvalidInput):
        suspend_certificate(certificate, by=cast.registrar, **DECISION | {"signer": " "})
    with pytest.raises(InvalidInput):
        suspend_certificate(certificate, by=cast.registrar, **DECISION | {"decision_on": date(2026, 5, 1)})
    first = suspend_certificate(certificate, by=cast.registrar, **DECISION)
    assert suspend_certificate(certificate, by=cast.registrar, **DECISION) == first
    lifted = lift_suspension(first, reason="Xong", by=cast.registrar)
    assert lift_suspension(first, reason="Khác", by=cast.registrar).lifted_at == lifted.lifted_at
    assert suspend_certificate(certificate, by=cast.registrar, **DECISION) != first


def test_documents_are_json_that_keeps_vietnamese(keys, certificate, client):
    answer = client.get(addresses(certificate)[0])
    assert answer["Content-Type"] == "application/vc"
    assert certificate.facts["course"]["programme"] in answer.content.decode()
    assert json.loads(answer.content)["proof"]
