"""The public check: five states, the least data, no listing by counting."""

import gzip
import json
import re
from datetime import date, datetime

import pytest

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from certificates.models import VerificationEntry
from certificates.register.services import issue_certificate, replace_certificate, revoke_certificate
from certificates.suspensions.services import lift_suspension, suspend_certificate
from curriculum.clock.time import set_to
from tests.factories.certificates import passed_enrolment
from tests.factories.training import PersonFactory, UnitFactory
from training.models import UnitLink

pytestmark = pytest.mark.django_db

DECISION = {
    "decision_number": "31/QĐ-TLHP",
    "decision_on": date(2026, 4, 2),
    "signer": "Nguyễn Văn Hiệu",
    "reason": "Lý do riêng không công bố",
}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


@pytest.fixture
def secretive(training_class, cast):
    """A certificate whose private facts are easy to find in a page."""
    enrolment = passed_enrolment(
        training_class,
        person=PersonFactory(full_name="Đoàn Thị Hường", birth_date=date(1979, 11, 23), staff_code="BIMAT-77"),
        unit=UnitFactory(name="Xã Bất Bạt"),
        position_text="Bí thư Đảng ủy",
    )
    return issue_certificate(enrolment, by=cast.registrar)


def url(certificate):
    return reverse("verification:answer", args=[certificate.verification_code])


def test_valid_certificate_is_said_to_be_valid(client, certificate):
    response = client.get(url(certificate))
    assert response.status_code == 200
    assert "genuine and valid" in response.content.decode()
    assert certificate.register_number in response.content.decode()
    assert certificate.facts["holder"]["name"] in response.content.decode()


def test_expired_certificate_is_said_to_be_expired(client, training_class, cast):
    enrolment = training_class.enrolments.filter(outcome__is_passed=True).last()
    certificate = issue_certificate(enrolment, valid_until=date(2026, 4, 9), by=cast.registrar)
    response = client.get(url(certificate))
    assert "has expired" in response.content.decode()
    assert "09/04/2026" in response.content.decode()
    with set_to(datetime(2026, 4, 9, 23, 59)):
        assert "genuine and valid" in client.get(url(certificate)).content.decode()


def test_revoked_certificate_names_day_and_decision(client, certificate, cast):
    revoke_certificate(certificate, ground="fraud", by=cast.registrar, **DECISION)
    page = client.get(url(certificate)).content.decode()
    assert "was revoked" in page
    assert "02/04/2026" in page
    assert "31/QĐ-TLHP" in page
    assert DECISION["reason"] not in page


def test_replaced_certificate_leads_to_its_successor(client, certificate, cast):
    successor = replace_certificate(certificate, ground="loss", by=cast.registrar, **DECISION)
    page = client.get(url(certificate)).content.decode()
    assert "was replaced" in page
    assert url(successor) in page
    assert "genuine and valid" in client.get(url(successor)).content.decode()


def test_revoked_wins_over_expired(client, training_class, cast):
    enrolment = training_class.enrolments.filter(outcome__is_passed=True).last()
    certificate = issue_certificate(enrolment, valid_until=date(2026, 4, 9), by=cast.registrar)
    revoke_certificate(certificate, ground="fraud", by=cast.registrar, **DECISION)
    assert "was revoked" in client.get(url(certificate)).content.decode()


def test_unknown_code_is_answered_with_404_and_what_to_do(client, certificate):
    response = client.get(reverse("verification:answer", args=["0" * 20]))
    assert response.status_code == 404
    assert "No certificate has this code" in response.content.decode()
    assert "letter by letter" in response.content.decode()


def test_code_is_read_as_people_type_it(client, certificate):
    code = certificate.verification_code
    typed = "-".join(code[i : i + 5] for i in range(0, 20, 5)).lower().replace("0", "o").replace("1", "l")
    response = client.get(reverse("verification:start"), {"code": f"  {typed} "}, follow=True)
    assert response.redirect_chain == [(url(certificate), 302)]
    assert "genuine and valid" in response.content.decode()


def test_address_with_a_typed_code_leads_to_the_one_address(client, certificate):
    response = client.get(f"/verify/{certificate.verification_code.lower()}/")
    assert response.headers["Location"] == url(certificate)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("7K3M9", "what was typed has 5"),
        ("x" * 75, "what was typed has 75"),
        ("0123/2026/CC-LHP", "looks like a register number"),
        ("'; DROP TABLE--", "what was typed has 9"),
    ],
)
def test_what_is_no_code_gets_a_clear_sentence_and_404(client, db, typed, sentence):
    response = client.get(reverse("verification:start"), {"code": typed})
    assert response.status_code == 404
    assert sentence in re.sub(r"\s+", " ", response.content.decode())
    assert not VerificationEntry.objects.exists()


def test_truncated_code_in_the_address_gets_a_clear_sentence(client, certificate):
    response = client.get(f"/verify/{certificate.verification_code[:12]}/")
    assert response.status_code == 404
    assert "what was typed has 12" in re.sub(r"\s+", " ", response.content.decode())


def test_form_is_shown_and_an_empty_code_is_asked_again(client, db):
    assert "Look-up code" in client.get(reverse("verification:start")).content.decode()
    assert client.get(reverse("verification:start"), {"code": ""}).status_code == 200


def test_page_and_json_show_the_least_data(client, secretive):
    for address in (url(secretive), reverse("verification:answer_json", args=[secretive.verification_code])):
        page = re.sub(r"<svg.*?</svg>", "", client.get(address).content.decode(), flags=re.S)
        assert "Đoàn Thị Hường" in page
        for private in ("1979", "23/11", "Bất Bạt", "Bí thư", "BIMAT", "8.2", "8,2", "Giỏi", "excellent", "BTX-"):
            assert private not in page, private


def test_register_number_cannot_be_looked_up(client, certificate):
    assert client.get(f"/verify/{certificate.register_number.replace('/', '-')}/").status_code == 404
    assert client.get(f"/verify/{certificate.pk}/").status_code == 404


def test_json_answers_a_program(client, certificate, cast):
    successor = replace_certificate(certificate, ground="damage", by=cast.registrar, **DECISION)
    old = client.get(reverse("verification:answer_json", args=[certificate.verification_code])).json()
    assert old["state"] == "replaced"
    assert old["ended_on"] == "2026-04-10"
    assert old["successor_url"] == f"{settings.BASE_URL}{url(successor)}"
    new = client.get(reverse("verification:answer_json", args=[successor.verification_code])).json()
    assert new["state"] == "valid"
    assert new["register_number"] == successor.register_number
    assert "successor_url" not in new


def test_json_of_an_unknown_code_is_404(client, db):
    response = client.get(reverse("verification:answer_json", args=["0" * 20]))
    assert response.status_code == 404
    assert response.json()["state"] == "unknown"


def test_answers_are_not_indexed_and_not_cached(client, certificate):
    for address in (url(certificate), "/verify/", f"/verify/{certificate.verification_code}.json"):
        response = client.get(address)
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Cache-Control"] == "no-store"


def test_every_look_is_logged_without_who_asked(client, certificate):
    client.get(url(certificate), REMOTE_ADDR="203.0.113.9")
    client.get(reverse("verification:answer", args=["0" * 20]))
    entries = {(entry.code, entry.answer, entry.certificate_id) for entry in VerificationEntry.objects.all()}
    assert entries == {(certificate.verification_code, "valid", certificate.pk), ("0" * 20, "unknown", None)}
    kept = json.dumps(list(VerificationEntry.objects.values()), default=str)
    assert "203.0.113.9" not in kept


def test_looks_are_limited_by_address(client, certificate, settings):
    settings.VERIFY_PER_MINUTE = 3
    answers = [client.get(url(certificate), REMOTE_ADDR="203.0.113.9").status_code for _n in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    refused = client.get(url(certificate), REMOTE_ADDR="203.0.113.9")
    assert refused["Retry-After"] == "60"
    assert "Too many checks" in refused.content.decode()
    assert client.get(f"{url(certificate)[:-1]}.json", REMOTE_ADDR="203.0.113.9").status_code == 429
    assert client.get(url(certificate), REMOTE_ADDR="203.0.113.10").status_code == 200
    assert VerificationEntry.objects.count() == 4


def test_limit_counts_an_ipv6_network_as_one(client, certificate, settings):
    settings.VERIFY_PER_MINUTE = 1
    assert client.get(url(certificate), REMOTE_ADDR="2001:db8:1:2::1").status_code == 200
    assert client.get(url(certificate), REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert client.get(url(certificate), REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_limit_believes_the_trusted_proxy_only(client, certificate, settings):
    settings.VERIFY_PER_MINUTE = 1
    claim = {"HTTP_X_FORWARDED_FOR": "198.51.100.1", "REMOTE_ADDR": "203.0.113.9"}
    assert client.get(url(certificate), **claim).status_code == 200
    assert client.get(url(certificate), **claim | {"HTTP_X_FORWARDED_FOR": "198.51.100.2"}).status_code == 429
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    through = {"REMOTE_ADDR": "10.0.0.1"}
    assert client.get(url(certificate), HTTP_X_FORWARDED_FOR="9.9.9.9, 198.51.100.3", **through).status_code == 200
    assert client.get(url(certificate), HTTP_X_FORWARDED_FOR="8.8.8.8, 198.51.100.3", **through).status_code == 429
    assert client.get(url(certificate), HTTP_X_FORWARDED_FOR="198.51.100.4", **through).status_code == 200


def test_look_takes_at_most_three_queries(client, certificate, cast, django_assert_max_num_queries):
    replace_certificate(certificate, ground="loss", by=cast.registrar, **DECISION)
    client.get("/verify/")
    with django_assert_max_num_queries(3):
        client.get(url(certificate))


def test_whole_page_stays_below_fifty_kilobytes(client, certificate):
    """HTML, styles, fonts and the script of the signed facts, compressed as the server sends them."""
    sent = client.get(url(certificate), headers={"accept-encoding": "gzip"})
    page, total = gzip.decompress(sent.content), len(sent.content)
    loaded = set(re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|woff2|js))"', page))
    assert {name.rsplit(b".")[-1] for name in loaded} == {b"css", b"woff2", b"js"}
    loaded.add(b"certificates/verification/slip.js")  # which the other script asks for
    for name in loaded:
        content = open(finders.find(name.decode()), "rb").read()  # noqa: PTH123, SIM115
        total += len(content if name.endswith(b"woff2") else gzip.compress(content))
    assert total < 50_000


def test_what_a_signed_in_person_sees_tells_nothing_by_its_length(client, certificate, cast):
    client.force_login(cast.trainee)
    answers = [client.get(url(certificate), headers={"accept-encoding": "gzip"}) for _time in range(8)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.content) for answer in answers}) > 1


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_is_for_reading_only(client, certificate, method):
    assert getattr(client, method)(url(certificate)).status_code == 405


@pytest.mark.parametrize(
    ("member", "sees"), [("registrar", True), ("auditor", True), ("trainee", False), (None, False)]
)
def test_unit_then_and_now_is_told_to_those_who_may_see_units(client, secretive, cast, member, sees):
    """Issued to an official of Xã Bất Bạt, which is now part of two units."""
    old = secretive.enrolment.unit
    old.valid_to = date(2026, 3, 31)
    old.save()
    for name in ("Xã Suối Hai", "Xã Ba Vì"):
        new = UnitFactory(name=name, valid_from=date(2026, 4, 1))
        UnitLink.objects.create(predecessor=old, successor=new, extent="partial", effective_on=date(2026, 4, 1))
    if member:
        client.force_login(getattr(cast, member))
    page = re.sub(r"\s+", " ", client.get(url(secretive)).content.decode())
    assert ("Xã Bất Bạt (now divided among Xã Ba Vì, Xã Suối Hai)" in page) == sees
    assert ("Bất Bạt" in page) == sees


def test_suspended_certificate_says_so_until_it_is_lifted(client, certificate, cast):
    suspension = suspend_certificate(certificate, by=cast.registrar, **DECISION)
    page = client.get(url(certificate)).content.decode()
    assert "is suspended" in page
    assert "31/QĐ-TLHP" in page
    assert DECISION["reason"] not in page
    lift_suspension(suspension, reason="Không có căn cứ.", by=cast.registrar)
    assert "genuine and valid" in client.get(url(certificate)).content.decode()
