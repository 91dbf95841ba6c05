"""What a verifier that we have not written says of our credentials (@digitalbazaar/vc)."""

import copy
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from certificates.credentials.documents import CONTEXTS, load
from certificates.credentials.issuers import did_of
from certificates.keys.services import disown_key, rotate_key
from certificates.register.services import issue_certificate, revoke_certificate
from certificates.suspensions.services import lift_suspension, suspend_certificate
from tests.curriculum.packages.samples import SAMPLES, needs_samples
from tests.factories.certificates import passed_enrolment

pytestmark = pytest.mark.django_db

VERIFIER = Path(__file__).parent / "verifier"
DECISION = {
    "decision_number": "31/QĐ-TLHP",
    "decision_on": date(2026, 4, 2),
    "signer": "Nguyễn Văn Hiệu",
    "reason": "Kết luận của Hội đồng",
}


def verify(cases: dict, documents: dict) -> dict:
    node = shutil.which("node")
    if node is None or not (VERIFIER / "node_modules").exists():
        pytest.fail("The independent verifier is not installed (make test does it): npm ci --prefix " + str(VERIFIER))
    asked = json.dumps({"cases": cases, "documents": documents | {url: load(url)["document"] for url in CONTEXTS}})
    run = subprocess.run([node, VERIFIER / "verify.mjs"], input=asked, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def network(credential: dict, fetch) -> dict:
    """What a stranger fetches to verify this credential, each document as our addresses give it now."""
    lists = [entry["statusListCredential"] for entry in credential["credentialStatus"]]
    issuer = f"https://coso.example.vn/credentials/issuers/{credential['issuer']['id'].rsplit(':', 1)[1]}/did.json"
    return {address: fetch(address) for address in (issuer, *lists)}


def test_independent_verifier_agrees(
    keys, school, training_class, certificate, cast, badge, fetch, django_capture_on_commit_callbacks
):
    """One conversation: genuine, altered, another's proof, expired, suspended, revoked, rotated, disowned."""
    fresh = badge(certificate)
    cases = {"genuine": {"credential": fresh, "documents": network(fresh, fetch)}}

    for name, place in {
        "holder": ("credentialSubject", "identifier", 0, "identityHash"),
        "number": ("credentialSubject", "licenseNumber"),
        "programme": ("credentialSubject", "achievement", "name"),
        "issuer": ("issuer", "name"),
    }.items():
        altered = copy.deepcopy(fresh)
        part = altered
        for step in place[:-1]:
            part = part[step]
        part[place[-1]] = part[place[-1]][:-1] + "x"
        cases[f"altered {name}"] = {"credential": altered, "documents": network(fresh, fetch)}
    moved = copy.deepcopy(fresh)
    moved["credentialStatus"][0]["statusListIndex"] = "7"
    cases["altered place"] = {"credential": moved, "documents": network(fresh, fetch)}

    other = issue_certificate(passed_enrolment(training_class), valid_until=date(2026, 4, 9), by=cast.registrar)
    swapped = badge(other)
    cases["expired"] = {"credential": swapped, "documents": network(swapped, fetch), "now": "2026-04-10T00:10:00+07:00"}
    cases["last day"] = {
        "credential": swapped,
        "documents": network(swapped, fetch),
        "now": "2026-04-09T23:59:00+07:00",
    }
    cases["another's proof"] = {
        "credential": fresh | {"proof": swapped["proof"]},
        "documents": network(fresh, fetch),
    }

    with django_capture_on_commit_callbacks(execute=True):
        suspension = suspend_certificate(certificate, by=cast.registrar, **DECISION)
    cases["suspended"] = {"credential": fresh, "documents": network(fresh, fetch)}
    with django_capture_on_commit_callbacks(execute=True):
        lift_suspension(suspension, reason="Không có căn cứ.", by=cast.registrar)
    cases["lifted"] = {"credential": fresh, "documents": network(fresh, fetch)}

    new_key = rotate_key(school, "badge")
    cases["old after rotation"] = {"credential": fresh, "documents": network(fresh, fetch)}
    anew = badge(certificate)
    assert anew["proof"][0]["verificationMethod"] == f"{did_of('LHP')}#{new_key.public_key}"
    cases["new after rotation"] = {"credential": anew, "documents": network(anew, fetch)}

    with django_capture_on_commit_callbacks(execute=True):
        revoke_certificate(certificate, ground="fraud", by=cast.registrar, **DECISION)
    cases["revoked"] = {"credential": fresh, "documents": network(fresh, fetch)}
    disown_key(keys["badge"])
    cases["disowned key"] = {"credential": swapped, "documents": network(swapped, fetch)}

    said = verify(cases, {})
    good = {"genuine", "last day", "lifted", "old after rotation", "new after rotation"}
    for name in good:
        assert said[name]["verified"], (name, said[name])
        assert said[name]["status"] == {"revocation": False, "suspension": False}, name
    assert said["suspended"]["status"] == {"revocation": False, "suspension": True}
    assert said["revoked"]["status"] == {"revocation": True, "suspension": False}
    refused = set(cases) - good - {"suspended", "revoked"}
    assert refused >= {"altered holder", "altered place", "another's proof", "expired", "disowned key"}
    for name in refused:
        assert not said[name]["verified"], name
    assert any("validUntil" in error for error in said["expired"]["errors"]), said["expired"]


@needs_samples
def test_the_verifier_itself_is_awake():
    """It gives the verdicts that are known of samples made by others."""
    cases = {}
    for name in ("valid-eddsa-rdfc-2022-did-key", "tampered-name", "no-proof"):
        cases[name] = {"credential": json.loads((SAMPLES / "openbadges" / f"{name}.json").read_text())}
    did = "did:key:z6MkioRY4ZSiEvC8hmovhAutsEBvjhJreiAxBS91GY8hTNHS"
    method = {"id": f"{did}#{did[8:]}", "type": "Multikey", "controller": did, "publicKeyMultibase": did[8:]}
    controller = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }
    said = verify(cases, {did: controller})
    assert said["valid-eddsa-rdfc-2022-did-key"]["verified"], said
    assert not said["tampered-name"]["verified"]
    assert not said["no-proof"]["verified"]
