"""After issue: revoked or replaced, by decision, once. Both ends of a replacement are there (C4, C5)."""

from datetime import date

import pytest

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, CertificateEvent
from certificates.register.books import row_of
from certificates.register.services import issue_certificate, replace_certificate, revoke_certificate
from certificates.signals import certificate_replaced, certificate_revoked

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DECISION = {
    "decision_number": "31/QĐ-TLHP",
    "decision_on": date(2026, 4, 2),
    "signer": "Nguyễn Văn Hiệu",
    "reason": "Theo đơn của học viên",
}


def revoke(certificate, by, **changes):
    return revoke_certificate(certificate, by=by, **{"ground": "fraud", **DECISION, **changes})


def replace(certificate, by, **changes):
    return replace_certificate(certificate, by=by, **{"ground": "loss", **DECISION, **changes})


def test_revocation_keeps_the_entry_and_its_decision(certificate, cast):
    revoked = revoke(certificate, cast.registrar)
    event = revoked.events.get()
    assert revoked.status == Certificate.Status.REVOKED
    assert (event.decision_number, event.decision_on, event.effective_on) == (
        "31/QĐ-TLHP",
        date(2026, 4, 2),
        date(2026, 4, 2),
    )
    assert event.recorded_by == cast.registrar
    assert Certificate.objects.get(pk=certificate.pk).register_number == certificate.register_number


def test_revoking_twice_keeps_the_first_decision(certificate, cast):
    revoke(certificate, cast.registrar)
    revoke(certificate, cast.registrar, decision_number="99/QĐ-TLHP")
    assert certificate.events.get().decision_number == "31/QĐ-TLHP"


@pytest.mark.parametrize("ground", ["loss", "damage"])
def test_lost_or_damaged_certificate_is_followed_by_an_attestation(certificate, cast, ground):
    successor = replace(certificate, cast.registrar, ground=ground)
    certificate.refresh_from_db()
    assert certificate.status == Certificate.Status.REPLACED
    assert successor.kind == "completion_attestation"
    assert successor.register_number == "0001/2026/GCN-LHP"
    assert successor.facts["holder"] == certificate.facts["holder"]
    assert successor.facts["course"] == certificate.facts["course"]
    assert successor.facts["replaces"] == certificate.register_number
    assert row_of(successor)["remark"] == f"Thay cho {certificate.register_number}"
    assert row_of(certificate)["remark"].startswith(f"Thay bằng {successor.register_number} (QĐ số 31/QĐ-TLHP")
    assert successor.enrolment == certificate.enrolment
    assert successor.verification_code != certificate.verification_code
    assert certificate.events.get().successor == successor


def test_attestation_of_a_loss_keeps_the_old_facts_even_after_a_rename(certificate, cast):
    person = certificate.person
    person.full_name = "Tên Mới Hoàn Toàn"
    person.save()
    assert replace(certificate, cast.registrar).facts["holder"]["name"] == certificate.facts["holder"]["name"]


def test_error_of_the_institution_is_reissued_with_corrected_facts(certificate, cast):
    person = certificate.person
    person.full_name = "Nguyễn Thị Được Sửa"
    person.save()
    successor = replace(certificate, cast.registrar, ground="issuer_error")
    assert successor.kind == "certificate"
    assert successor.register_number == "0002/2026/CC-LHP"
    assert successor.facts["holder"]["name"] == "Nguyễn Thị Được Sửa"


def test_lost_attestation_is_followed_by_an_attestation(certificate, cast):
    first = replace(certificate, cast.registrar)
    second = replace(first, cast.registrar, decision_number="32/QĐ-TLHP", decision_on=date(2026, 4, 10))
    assert second.register_number == "0002/2026/GCN-LHP"
    assert second.facts["replaces"] == first.register_number


def test_replacing_twice_returns_the_same_successor(certificate, cast):
    assert replace(certificate, cast.registrar) == replace(certificate, cast.registrar)
    assert Certificate.objects.count() == 2


def test_enrolment_with_a_successor_is_not_issued_again(certificate, cast):
    successor = replace(certificate, cast.registrar)
    assert issue_certificate(certificate.enrolment, by=cast.registrar) == successor


def test_replaced_certificate_cannot_be_revoked(certificate, cast):
    replace(certificate, cast.registrar)
    with pytest.raises(WrongState, match="does not stand"):
        revoke(certificate, cast.registrar)


def test_revoked_certificate_cannot_be_replaced(certificate, cast):
    revoke(certificate, cast.registrar)
    with pytest.raises(WrongState, match="does not stand"):
        replace(certificate, cast.registrar)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("act", [revoke, replace])
@pytest.mark.parametrize("member", ["signatory", "training_office", "auditor", "trainee", "stranger"])
def test_changes_are_the_registrars(certificate, cast, act, member):
    with pytest.raises(NotAllowed):
        act(certificate, cast[member])


@pytest.mark.parametrize("act", [revoke, replace])
@pytest.mark.parametrize(
    "missing",
    [
        {"decision_number": " "},
        {"signer": ""},
        {"reason": "  "},
        {"decision_on": date(2026, 4, 11)},
        {"decision_on": date(2026, 3, 19)},
        {"ground": "because"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changes_need_a_whole_decision(certificate, cast, act, missing):
    with pytest.raises(InvalidInput):
        act(certificate, cast.registrar, **missing)
    assert not CertificateEvent.objects.exists()
    assert Certificate.objects.get().status == Certificate.Status.ISSUED


@pytest.mark.parametrize("effective_on", [date(2026, 4, 1), date(2026, 4, 11)])
def test_revocation_takes_effect_between_its_decision_and_today(certificate, cast, effective_on):
    with pytest.raises(InvalidInput):
        revoke(certificate, cast.registrar, effective_on=effective_on)


def test_grounds_of_one_are_not_grounds_of_the_other(certificate, cast):
    with pytest.raises(InvalidInput):
        revoke(certificate, cast.registrar, ground="loss")
    with pytest.raises(InvalidInput):
        replace(certificate, cast.registrar, ground="fraud")


@pytest.mark.parametrize("issued_on", [date(2026, 3, 1), date(2026, 4, 11)])
def test_successor_is_dated_between_the_old_one_and_today(certificate, cast, issued_on):
    with pytest.raises((InvalidInput, WrongState)):
        replace(certificate, cast.registrar, issued_on=issued_on)
    certificate.refresh_from_db()
    assert certificate.status == Certificate.Status.ISSUED


def test_changes_are_announced_after_the_commit(certificate, cast, django_capture_on_commit_callbacks):
    heard = []

    def on_revoked(certificate, **kwargs):
        heard.append(("revoked", certificate.pk))

    def on_replaced(certificate, successor, **kwargs):
        heard.append(("replaced", certificate.pk, successor.pk))

    certificate_revoked.connect(on_revoked)
    certificate_replaced.connect(on_replaced)
    with django_capture_on_commit_callbacks(execute=True):
        successor = replace(certificate, cast.registrar)
        assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        revoke(successor, cast.registrar, decision_on=date(2026, 4, 10))
    assert heard == [("replaced", certificate.pk, successor.pk), ("revoked", successor.pk)]
