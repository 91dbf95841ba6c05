"""One certificate for one enrolment, with frozen facts."""

from datetime import date, datetime

import pytest

from django.db import IntegrityError, transaction

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, CertificateRegister, Institution
from certificates.register.services import issue_certificate, revoke_certificate
from certificates.signals import certificate_issued
from curriculum.clock.time import set_to
from tests.factories.certificates import passed_enrolment, recognised_class
from tests.factories.training import EnrolmentFactory, PersonFactory, TrainingClassFactory, UnitFactory
from training.models import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def enrolment(training_class):
    return passed_enrolment(
        training_class,
        person=PersonFactory(full_name="Nguyễn Thị Phương Thảo", birth_date=date(1988, 5, 20), sex="female"),
        unit=UnitFactory(name="Xã Ô Diên"),
        position_text="Phó Chủ tịch UBND",
    )


def test_certificate_freezes_the_facts(enrolment, cast):
    certificate = issue_certificate(enrolment, by=cast.registrar)
    training_class = enrolment.training_class
    assert certificate.facts["holder"] == {
        "name": "Nguyễn Thị Phương Thảo",
        "sex": "female",
        "birth_date": "1988-05-20",
        "position": "Phó Chủ tịch UBND",
        "unit": "Xã Ô Diên",
    }
    assert certificate.facts["course"]["programme"] == training_class.programme.title
    assert certificate.facts["course"]["periods"] == 80
    assert certificate.facts["course"]["opens_on"] == "2026-03-09"
    assert certificate.facts["course"]["closes_on"] == "2026-03-20"
    assert certificate.facts["course"]["band_text"] == "Giỏi"
    assert certificate.facts["decision"] == {"number": training_class.recognition.number, "date": "2026-03-19"}
    assert certificate.facts["signatory"]["name"] == "Trần Quốc Việt"
    assert certificate.facts["institution"]["code"] == "LHP"
    assert certificate.facts["design"]["version"] == 1
    assert certificate.issued_on == date(2026, 3, 20)
    assert certificate.search_name == "nguyen thi phuong thao"


@pytest.mark.parametrize("band", [band for band in Outcome.Band if band != Outcome.Band.FAILED])
def test_every_passing_band_has_its_word(enrolment, cast, band):
    Outcome.objects.filter(enrolment=enrolment).update(band=band)
    enrolment.refresh_from_db()
    assert issue_certificate(enrolment, by=cast.registrar).facts["course"]["band_text"]


def test_issuing_twice_returns_the_same_certificate(enrolment, cast):
    first = issue_certificate(enrolment, by=cast.registrar)
    assert issue_certificate(enrolment, by=cast.registrar) == first
    assert CertificateRegister.objects.get().last_number == 1


def test_second_valid_certificate_is_refused_by_the_database(certificate):
    twin = Certificate(
        register=certificate.register,
        number=99,
        register_number="0099/2026/CC-LHP",
        kind=certificate.kind,
        enrolment=certificate.enrolment,
        person=certificate.person,
        design=certificate.design,
        facts=certificate.facts,
        search_name="",
        issued_on=certificate.issued_on,
        issued_by=certificate.issued_by,
        issued_at=certificate.issued_at,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_codes_are_random_and_long(issued):
    codes = {certificate.verification_code for certificate in issued}
    assert len(codes) == 3
    assert all(len(code) == 20 for code in codes)


def test_issue_is_refused_to_who_failed(training_class, cast):
    failed = training_class.enrolments.get(outcome__is_passed=False)
    with pytest.raises(WrongState, match="did not pass"):
        issue_certificate(failed, by=cast.registrar)


def test_issue_is_refused_without_an_outcome(training_class, cast):
    with pytest.raises(WrongState, match="did not pass"):
        issue_certificate(EnrolmentFactory(training_class=training_class), by=cast.registrar)


def test_issue_is_refused_before_recognition(school, cast):
    enrolment = passed_enrolment(TrainingClassFactory())
    with pytest.raises(WrongState, match="not recognised"):
        issue_certificate(enrolment, by=cast.registrar)


def test_issue_is_refused_without_a_birth_date(training_class, cast):
    enrolment = passed_enrolment(training_class, person=PersonFactory(birth_date=None))
    with pytest.raises(InvalidInput, match="date of birth"):
        issue_certificate(enrolment, by=cast.registrar)


def test_issue_is_refused_after_a_revocation(certificate, cast):
    revoke_certificate(
        certificate,
        ground="fraud",
        decision_number="9/QĐ",
        decision_on=date(2026, 4, 1),
        signer="Nguyễn Văn Hiệu",
        reason="Gian lận khi kiểm tra",
        by=cast.registrar,
    )
    with pytest.raises(WrongState, match="withdrawn by a decision"):
        issue_certificate(certificate.enrolment, by=cast.registrar)


def test_issue_is_refused_for_a_day_to_come(enrolment, cast):
    with pytest.raises(WrongState, match="before its date"):
        issue_certificate(enrolment, issued_on=date(2026, 4, 11), by=cast.registrar)


def test_issue_is_refused_where_no_institution_may_issue(enrolment, cast):
    Institution.objects.update(content_areas=[])
    with pytest.raises(WrongState, match="No institution"):
        issue_certificate(enrolment, by=cast.registrar)


def test_issue_is_refused_without_a_design_in_use(enrolment, cast, school):
    school.designs.update(is_current=False)
    with pytest.raises(WrongState, match="no design in use"):
        issue_certificate(enrolment, by=cast.registrar)


@pytest.mark.parametrize("member", ["training_office", "signatory", "auditor", "trainee", "stranger"])
def test_issue_is_the_registrars(enrolment, cast, member):
    with pytest.raises(NotAllowed):
        issue_certificate(enrolment, by=cast[member])


def test_entry_is_never_edited_nor_deleted(certificate):
    certificate.register_number = "9999/2026/CC-LHP"
    with pytest.raises(WrongState, match="never edited"):
        certificate.save()
    with pytest.raises(WrongState, match="never deleted"):
        certificate.delete()
    with pytest.raises(WrongState, match="never deleted"):
        Certificate.objects.all().delete()


def test_year_of_the_number_is_the_year_of_issue(school, cast):
    training_class = recognised_class(
        passed=2,
        opens_on=date(2025, 12, 22),
        closes_on=date(2025, 12, 31),
        nominate_until=date(2025, 12, 1),
    )
    first, second = training_class.enrolments.all()
    assert issue_certificate(first, by=cast.registrar).register_number == "0001/2025/CC-LHP"
    later = issue_certificate(second, issued_on=date(2026, 1, 2), by=cast.registrar)
    assert later.register_number == "0001/2026/CC-LHP"


def test_day_of_issue_is_a_day_in_hanoi(school, cast):
    """At 18:30 in Greenwich on 31 December it is the new year in Hà Nội already."""
    training_class = recognised_class(
        passed=1, opens_on=date(2026, 12, 22), closes_on=date(2026, 12, 31), nominate_until=date(2026, 12, 1)
    )
    enrolment = training_class.enrolments.get()
    with set_to(datetime.fromisoformat("2026-12-31T18:30:00+00:00")):
        certificate = issue_certificate(enrolment, issued_on=date(2027, 1, 1), by=cast.registrar)
    assert certificate.register_number == "0001/2027/CC-LHP"


@pytest.mark.django_db(transaction=True)
def test_issue_is_announced_after_the_commit_only(enrolment, cast):
    heard = []

    def listen(certificate, **kwargs):
        heard.append(certificate.register_number)

    certificate_issued.connect(listen)
    try:
        registrar = cast.registrar

        def fail_after_issue():
            with transaction.atomic():
                issue_certificate(enrolment, by=registrar)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fail_after_issue()
        assert heard == []
        issue_certificate(enrolment, by=registrar)
        assert heard == ["0001/2026/CC-LHP"]
    finally:
        certificate_issued.disconnect(listen)
