"""Confirming on another's device: by one's own secret, of what one was shown, in one's turn; also when it is late."""

import json
import os
from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from django.core.cache import cache
from django.urls import reverse

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now, set_to, today
from tests.cast import PASSWORD
from tests.training.mentoring.test_forms import MENTEE_PART, MENTOR_PART
from training.errors import InvalidInput, NotAllowed
from training.mentoring.models import MentoringContact
from training.mentoring.services import return_form, save_form, submit_form, unlock_form
from training.mentoring.signing.models import JointConfirmation
from training.mentoring.signing.sealing import CURVE, PURPOSE, public_key
from training.mentoring.signing.services import MOST_TRIES, set_signing_code

pytestmark = pytest.mark.django_db
CODE = "482913"


def seal(said: dict) -> dict:
    """As together.js seals on the device."""
    own = ec.generate_private_key(CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, b64decode(public_key()))
    key = HKDF(SHA256(), 32, salt=b"", info=PURPOSE).derive(own.exchange(ec.ECDH(), theirs))
    iv = os.urandom(12)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    parts = {"key": point, "iv": iv, "data": AESGCM(key).encrypt(iv, json.dumps(said).encode(), None)}
    return {name: b64encode(part).decode() for name, part in parts.items()}


@pytest.fixture(autouse=True)
def _codes(cast, term):
    cache.clear()
    for user in (cast.young_official, cast.host_head, cast.mentor):
        user.set_password(PASSWORD)
        user.save()
    set_signing_code(cast.young_official, CODE, password=PASSWORD)


@pytest.fixture
def send(client):
    def sent(user, *operations):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        letter = {"client_time": now().isoformat(), "operations": list(operations)}
        answer = client.post("/offline/sync/", json.dumps(letter), content_type="application/json")
        return answer.json()["results"]

    return sent


def operation(kind, after: int = 0, **body):
    made_at = (now() - timedelta(hours=3) + timedelta(seconds=after)).isoformat()
    return {"id": str(uuid4()), "kind": f"mentoring_{kind}", "made_at": made_at, "body": body}


def beside(signer, shown: dict, *, secret=CODE, after=0, **changes):
    about = {name: shown[name] for name in ("form", "contact") if name in shown}
    text = json.dumps({"at": str(uuid4()), **shown})
    said = {
        "secret": secret,
        "sha256": sha256(text.encode()).hexdigest(),
        "signer": signer.pk,
        "about": "form:{form}".format(**about) if "form" in about else "contact:{contact}".format(**about),
    }
    return operation("cosign", after, **about, signer=signer.pk, shown=text, letter=seal(said | changes))


@pytest.fixture
def review(cast, term):
    """A quarterly review the official has handed in; it waits for the mentor and then for the host head."""
    form = term.forms.get(code="F3", month=3)
    with set_to(now() + timedelta(days=400)):
        save_form(form, MENTEE_PART, base_version=0, by=cast.young_official)
        form = submit_form(form, by=cast.young_official)
        yield form


def mentor_fields():
    return [[name, value] for name, value in MENTOR_PART.items()]


def mentor_signs(form):
    said = {"base_version": 1, "touched": [*MENTOR_PART], "fields": mentor_fields()}
    return operation("form", 0, form=form.pk, **said, action="sign")


def signed_by(form):
    return [signature.capacity for signature in form.signatures.order_by("pk")]


def test_mentor_and_host_head_confirm_one_after_the_other_on_one_device(cast, send, review):
    own = operation(
        "form", 0, form=review.pk, base_version=1, touched=[*MENTOR_PART], fields=mentor_fields(), action="sign"
    )
    shown = {"form": review.pk, "revision": 1, "fields": mentor_fields()}
    head = beside(cast.host_head, shown, secret=PASSWORD, after=1)
    results = send(cast.mentor, head, own)
    assert [one["state"] for one in results] == ["accepted", "accepted"]
    assert results[0]["kept"]["signed"] is True
    review.refresh_from_db()
    assert (review.status, signed_by(review)) == ("locked", ["mentee", "mentor", "host_head"])
    joint = JointConfirmation.objects.get()
    assert (joint.device_of, joint.means, joint.signature.signed_by) == (cast.mentor, "password", cast.host_head)
    assert send(cast.mentor, head)[0]["state"] == "duplicate"
    assert review.signatures.count() == 3


def test_out_of_turn_wrong_code_and_another_text_confirm_nothing_and_both_are_told(cast, send, review):
    shown = {"form": review.pk, "revision": 1, "fields": None}
    early, wrong = beside(cast.host_head, shown, secret=PASSWORD), beside(cast.host_head, shown, secret="nothing")
    first, second = send(cast.mentor, early, wrong)
    assert "not your turn" in first["sentence"]
    assert "is not right" in second["sentence"]
    assert [one["kept"]["signed"] for one in (first, second)] == [False, False]
    other = {"form": review.pk, "revision": 1, "fields": [["mentor_note", "Chữ khác"], ["relationship_mentor", "4"]]}
    own = operation(
        "form", 0, form=review.pk, base_version=1, touched=[*MENTOR_PART], fields=mentor_fields(), action="sign"
    )
    _done, third = send(cast.mentor, own, beside(cast.host_head, other, secret=PASSWORD, after=5))
    assert "another text" in third["sentence"]
    assert signed_by(review) == ["mentee", "mentor"]
    for user in (cast.host_head, cast.mentor):
        assert user.notices.filter(key__startswith="form:unconfirmed").count() == 3
    assert "nothing" not in str(list(cast.mentor.notices.values()))


def test_a_letter_confirms_only_what_it_was_given_for_and_only_once(cast, send, review):
    elsewhere = beside(cast.host_head, {"form": review.pk, "revision": 1}, secret=PASSWORD, about="form:999")
    changed = beside(cast.host_head, {"form": review.pk, "revision": 1}, secret=PASSWORD, sha256="0" * 64)
    for result in send(cast.mentor, elsewhere, changed):
        assert result["kept"]["signed"] is False
    nonsense = operation("cosign", form=review.pk, signer=cast.host_head.pk, shown="{}", letter={"key": "x"})
    assert send(cast.mentor, nonsense)[0]["kept"]["signed"] is False
    stranger = beside(cast.host_head, {"form": review.pk, "revision": 1}, secret=PASSWORD)
    assert send(cast.trainee, stranger)[0]["state"] == "refused"

    mine = {"form": review.pk, "revision": 1, "fields": mentor_fields()}
    note = operation(
        "form", 0, form=review.pk, base_version=1, touched=[*MENTOR_PART], fields=mentor_fields(), action="sign"
    )
    used = beside(cast.host_head, mine, secret=PASSWORD, after=1)
    send(cast.mentor, note)
    return_form(review, reason="Sửa số liệu", by=cast.host_head)
    assert send(cast.mentor, used)[0]["kept"]["signed"] is False
    assert "not been handed in" in str(cast.mentor.notices.first().body)


def test_a_locked_form_is_unlocked_for_a_reason_and_both_versions_are_kept(cast, client, send, review):
    shown = {"form": review.pk, "revision": 1, "fields": mentor_fields()}
    send(cast.mentor, mentor_signs(review), beside(cast.host_head, shown, secret=PASSWORD, after=1))
    review.refresh_from_db()
    locked = review.revisions.get(number=review.revision_number)
    with pytest.raises(NotAllowed):
        unlock_form(review, reason="Sai số liệu", by=cast.mentor)
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    unlock = reverse("mentor:form_unlock", args=[review.pk])
    client.post(unlock, {"reason": " "})
    review.refresh_from_db()
    assert review.status == "locked"
    client.post(unlock, {"reason": "Sai số buổi tiếp công dân"})
    client.post(unlock, {"reason": "lần hai"})
    review.refresh_from_db()
    assert (review.status, review.signatures.count()) == ("draft", 3)
    entry = ModelLogEntry.objects.get(action="training.form.unlock")
    assert (entry.data["reason"], entry.data["sha256"]) == ("Sai số buổi tiếp công dân", locked.sha256)
    with set_to(now() + timedelta(hours=1)):
        save_form(review, {"receptions": "5"}, base_version=review.revision_number, by=cast.young_official)
        submit_form(review, by=cast.young_official)
    assert signed_by(review)[3:] == ["mentee"]
    client.force_login(cast.young_official, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("mentor:form", args=[review.pk])).content.decode()
    assert locked.sha256 in page
    assert "What was confirmed before" in page
    locked.refresh_from_db()
    assert locked.answers["receptions"] == 3


def test_five_wrong_codes_pause_the_sixth(cast, send, review):
    shown = {"form": review.pk, "revision": 1}
    send(cast.mentor, *[beside(cast.host_head, shown, secret="000000", after=n) for n in range(MOST_TRIES)])
    (paused,) = send(cast.mentor, beside(cast.host_head, shown, secret=PASSWORD, after=9))
    assert "Too many" in paused["sentence"]


def test_a_contact_handed_in_and_confirmed_on_the_mentors_device(cast, send, term):
    key = str(uuid4())
    fields = [
        ["kind", "meeting"],
        ["happened_at", f"{now() - timedelta(hours=4):%Y-%m-%dT%H:%M}"],
        ["duration_minutes", "45"],
        ["participants", "Hai bên"],
        ["topics", "Lịch tiếp dân"],
        ["competencies", "C3"],
        ["mentor_feedback", "Rõ"],
        ["concern_level", "0"],
        ["next_on", f"{today() + timedelta(days=30)}"],
        ["action-0-text", "Gửi lịch"],
        ["action-0-owner", "mentee"],
    ]
    body = {"posting": term.pk, "key": key, "base_version": 0, "touched": [], "fields": fields}
    handed_in = operation("contact", 0, **body, action="submit")
    shown = {"contact": key, "version": 0, "fields": fields, "own_words": "Tôi sẽ gửi sớm hơn"}
    results = send(cast.mentor, handed_in, beside(cast.young_official, shown, after=1))
    assert [one["state"] for one in results] == ["accepted", "accepted"]
    contact = MentoringContact.objects.get()
    assert (contact.status, contact.reflection) == ("confirmed", "Tôi sẽ gửi sớm hơn")
    assert contact.confirmed_by == cast.young_official
    assert contact.joint.means == "code"


def test_a_phone_whose_clock_is_days_wrong_tells_the_right_day(cast, client, term):
    wrong = now() + timedelta(days=3, hours=2)
    fields = [["happened_at", f"{wrong:%Y-%m-%dT%H:%M}"], ["topics", "Lịch tiếp dân"], ["kind", "meeting"]]
    body = {"posting": term.pk, "key": str(uuid4()), "base_version": 0, "touched": ["topics"], "fields": fields}
    body |= {"action": "save", "by_device": True, "at": wrong.isoformat()}
    said = operation("contact", **body) | {"made_at": wrong.isoformat()}
    client.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    letter = {"client_time": wrong.isoformat(), "operations": [said]}
    client.post("/offline/sync/", json.dumps(letter), content_type="application/json")
    assert abs(MentoringContact.objects.get().happened_at - now()) < timedelta(minutes=2)


@pytest.mark.parametrize("code", ["12345", "123456", "111111", "abcdef", "765432", ""])
def test_a_code_too_easily_guessed_is_refused(cast, code):
    with pytest.raises(InvalidInput):
        set_signing_code(cast.mentor, code, password=PASSWORD)


def test_the_page_of_the_code_asks_for_the_password(client, cast):
    client.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    given = {"code": "739164", "again": "739164", "password": "wrong"}
    assert client.post(reverse("mentor:signing_code"), given).status_code == 422
    assert client.post(reverse("mentor:signing_code"), given | {"password": PASSWORD}).status_code == 302
    assert "739164" not in cast.mentor.signing_code.code
    with pytest.raises(NotAllowed):
        set_signing_code(cast.mentor, "739164", password="wrong")
