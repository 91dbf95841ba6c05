"""A badge given to be checked: signed here or not, word for word, and what the register says of it today."""

import copy
import json
import re

import pytest
from PIL import Image

from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.credentials.baking import into_png
from certificates.credentials.reading import is_signed_here
from certificates.keys.services import disown_key, rotate_key
from certificates.models import VerificationEntry
from certificates.register.services import revoke_certificate
from tests.certificates.register.test_changes import DECISION

pytestmark = pytest.mark.django_db


def check(client, content: bytes, name: str) -> str:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.post(reverse("verification:document"), {"document": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_badge_is_held_against_the_key_and_the_register(keys, school, certificate, badge, client, cast):
    png = client.get(reverse("credentials:picture", args=[certificate.verification_code, "png"])).content
    svg = client.get(reverse("credentials:picture", args=[certificate.verification_code, "svg"])).content
    rotate_key(school, "badge")
    for name, content in (("a.png", png), ("a.svg", svg), ("a.json", json.dumps(badge(certificate)).encode())):
        page = check(client, content, name)
        assert "the one that the institution signed" in page
        assert "genuine and valid" in page
    altered = copy.deepcopy(badge(certificate))
    altered["credentialSubject"]["identifier"][0]["identityHash"] += "x"
    page = check(client, into_png(Image.new("RGB", (4, 4)), altered), "a.png")
    assert "not the one that was issued" in page
    assert certificate.facts["holder"]["name"] in page
    revoke_certificate(certificate, ground="fraud", by=cast.registrar, **DECISION)
    assert "it was revoked by decision" in check(client, png, "a.png")
    assert {entry.answer for entry in VerificationEntry.objects.all()} == {"badge", "altered"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (into_png(Image.new("RGB", (4, 4)), {"id": "https://elsewhere.example/credentials/1"}), "was not issued here"),
        (into_png(Image.new("RGB", (4, 4)), {}).replace(b"openbadge", b"openbadgf"), "carries no badge"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "carries no badge"),
        (b"<svg", "damaged"),
        (b"{" * 100_000, "it cannot be read"),
    ],
)
def test_what_is_no_badge_of_ours_gets_a_clear_sentence(client, db, content, sentence):
    assert sentence in check(client, content, "a.png")


def test_what_was_put_together_by_hand_is_not_signed(keys, certificate, badge):
    genuine = badge(certificate)
    assert is_signed_here(genuine)
    many = {"type": ["Profile"], "name": "x"}
    for change in (
        {"proof": None},
        {"proof": [{}]},
        {"proof": ["x"]},
        {"issuer": "did:web:elsewhere"},
        {"issuer": {**genuine["issuer"], "id": "did:web:elsewhere"}},
        {"credentialSubject": [many] * 30},
        {"credentialSubject": 7},
        {"@context": [[["x"]]]},
    ):
        assert not is_signed_here({**genuine, **change}), change
    disown_key(keys["badge"])
    assert not is_signed_here(genuine)
