"""Signing outside: out, signed with a token, back, judged, locked; everything wrong is refused with its reason."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from certificates.errors import CertificateError, InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, DocumentVersion, Signatory
from certificates.register.services import document_bytes, revoke_certificate
from certificates.signing.explaining import explain
from certificates.signing.services import (
    keep_signing_certificate,
    register_signing_certificate,
    withdraw_signing_certificate,
)
from certificates.tasks import renew_time_stamps
from certificates.versions.services import (
    awaiting_signature,
    latest_bytes,
    lock_signed,
    package_for_signing,
    take_signed,
)
from tests.certificates.authority import certificate_in, signed_outside
from tests.certificates.register.test_changes import DECISION

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def token(authority, school):
    """The signatory's token, registered."""
    path = authority.tokens / "signatory.p12"
    keep_signing_certificate(Signatory.objects.get(institution=school), certificate_in(path))
    return path


@pytest.fixture
def signed(certificate, token, authority) -> bytes:
    return signed_outside(document_bytes(certificate), token, stamp=authority.tsa)


def test_batch_is_taken_out_signed_given_back_and_locked(issued, token, authority, cast):
    certificates = Certificate.objects.filter(batch=issued[0].batch)
    package = package_for_signing(awaiting_signature(certificates), by=cast.signatory)
    returned = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as taken, zipfile.ZipFile(returned, "w") as back:
        assert len(taken.namelist()) == 3
        for name in taken.namelist():
            back.writestr(f"da-ky/{name}", signed_outside(taken.read(name), token, stamp=authority.tsa))
        back.writestr("da-ky/ghi-chu.txt", "not a document")
    results = take_signed([("da-ky.zip", returned.getvalue())], by=cast.signatory)
    assert [one.refusal for one in results] == ["", "", ""]
    assert not awaiting_signature(certificates).exists()
    for certificate in certificates:
        latest = latest_bytes(certificate)
        assert latest.startswith(document_bytes(certificate))
        explanation = explain(latest, strict=True)
        assert explanation.is_good
        assert [one.name for one in explanation.by_people] == ["Trần Quốc Việt"]


def test_issued_file_stays_as_it_was(certificate, signed, cast):
    before = document_bytes(certificate)
    version = lock_signed(signed, by=cast.registrar)
    assert document_bytes(Certificate.objects.get(pk=certificate.pk)) == before
    assert version.signer == "Trần Quốc Việt, Trường Đào tạo cán bộ Lê Hồng Phong"
    with pytest.raises(WrongState):
        version.save()
    with pytest.raises(WrongState):
        version.delete()


def test_same_file_twice_is_once_and_another_is_locked_out(certificate, signed, token, cast):
    first = lock_signed(signed, by=cast.registrar)
    assert lock_signed(signed, by=cast.signatory) == first
    with pytest.raises(WrongState, match="signed already"):
        lock_signed(signed_outside(document_bytes(certificate), token), by=cast.registrar)
    assert DocumentVersion.objects.count() == 1


def refused(pdf: bytes, cast) -> str:
    with pytest.raises(InvalidInput) as refusal:
        lock_signed(pdf, by=cast.registrar)
    assert not DocumentVersion.objects.exists()
    return str(refusal.value)


def test_what_nobody_signed_is_refused(certificate, token, cast):
    assert "nobody has signed it" in refused(document_bytes(certificate), cast)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("stranger", "but the document names Trần Quốc Việt"),
        ("namesake", "is not registered for Trần Quốc Việt"),
        ("expired", "had run out"),
    ],
)
def test_wrong_person_and_expired_signer_are_refused(certificate, token, authority, cast, who, reason):
    pdf = signed_outside(document_bytes(certificate), authority.tokens / f"{who}.p12")
    assert reason in refused(pdf, cast)


def test_lost_token_and_end_of_office_are_refused(certificate, signed, school, cast):
    signatory = Signatory.objects.get(institution=school)
    signatory.valid_to = signatory.valid_from + timedelta(days=30)
    signatory.save()
    assert "no longer signed for the institution" in refused(signed, cast)
    kept = signatory.signing_certificates.get()
    withdraw_signing_certificate(kept, by=cast.registrar)
    assert "is not registered" in refused(signed, cast)


def test_token_of_another_authority_is_refused(certificate, token, cast, tmp_path):
    from tests.certificates import authority as authorities

    other = authorities.make(tmp_path)
    pdf = signed_outside(document_bytes(certificate), other.tokens / "signatory.p12")
    assert "not trusted" in refused(pdf, cast)


def test_signature_over_a_changed_file_is_refused(certificate, token, cast):
    issued = document_bytes(certificate)
    at = issued.index(b"stream") + 40
    changed = issued[:at] + bytes([issued[at] ^ 1]) + issued[at + 1 :]
    assert "was changed, or saved anew" in refused(signed_outside(changed, token), cast)


def test_file_changed_after_its_signature_is_refused(signed, cast):
    at = signed.rindex(b"500 60 700 110")  # the place of the signature on the page
    changed = signed[:at] + b"4" + signed[at + 1 :]
    assert "changed after it was signed by Trần Quốc Việt" in refused(changed, cast)
    assert "added to the file after" in refused(signed + b"\n%more", cast)


def test_what_was_not_issued_here_is_refused(token, cast, db):
    assert "no document that was issued here" in refused(b"%PDF-1.7 nothing", cast)


def test_revoked_certificate_is_not_signed_any_more(certificate, signed, cast):
    revoke_certificate(certificate, ground="fraud", by=cast.registrar, **DECISION)
    with pytest.raises(WrongState, match="no longer stands"):
        lock_signed(signed, by=cast.registrar)


def test_only_the_offices_take_out_and_give_back(certificate, signed, cast):
    for call in (
        lambda: lock_signed(signed, by=cast.trainee),
        lambda: package_for_signing([certificate], by=cast.auditor),
        lambda: take_signed([("a.pdf", signed)], by=cast.trainee),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_zip_that_is_none_is_refused_in_words(cast, db):
    with pytest.raises(CertificateError, match="cannot be opened"):
        take_signed([("a.zip", b"PK and nothing")], by=cast.registrar)


def test_signing_certificate_names_its_signatory(school, authority, cast):
    signatory = Signatory.objects.get(institution=school)
    stranger = certificate_in(authority.tokens / "stranger.p12")
    with pytest.raises(InvalidInput, match="The certificate names Đỗ Văn Lạ"):
        register_signing_certificate(signatory, stranger.dump(), by=cast.registrar)
    with pytest.raises(InvalidInput, match="ran out"):
        register_signing_certificate(
            signatory, certificate_in(authority.tokens / "expired.p12").dump(), by=cast.registrar
        )
    with pytest.raises(InvalidInput, match="holds no certificate"):
        register_signing_certificate(signatory, b"nothing of the kind", by=cast.registrar)
    with pytest.raises(NotAllowed):
        register_signing_certificate(signatory, stranger.dump(), by=cast.signatory)


def test_old_time_stamps_are_renewed_by_the_nightly_task(certificate, signed, cast, settings):
    lock_signed(signed, by=cast.registrar)
    assert renew_time_stamps() == 0
    settings.RENEW_TIME_STAMPS_AFTER_MONTHS = 0
    assert renew_time_stamps() == 1
    newest = certificate.versions.order_by("-number").first()
    assert newest.kind == DocumentVersion.Kind.RENEWED
    assert latest_bytes(certificate).startswith(signed)
    assert explain(latest_bytes(certificate), strict=True).is_good
