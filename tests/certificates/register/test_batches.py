"""Prepared by one, approved by another, issued all together (C7)."""

from datetime import date, datetime

import pytest

from django.db import IntegrityError, transaction

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, CertificateRegister, IssueBatch
from certificates.register.services import approve_batch, drop_batch, issue_batch, prepare_batch
from curriculum.clock.time import set_to
from curriculum.models import ProgrammePage
from tests.factories.certificates import passed_enrolment, recognised_class
from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import PersonFactory, TrainingClassFactory, user_with_role
from training.models import Enrolment, Role

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_list_holds_exactly_those_who_passed(batch, training_class):
    passed = training_class.enrolments.filter(outcome__is_passed=True)
    assert {line["enrolment"] for line in batch.lines} == set(passed.values_list("pk", flat=True))
    assert len(batch.lines) == 3
    assert batch.status == IssueBatch.Status.PREPARED


def test_list_is_in_name_order(school, cast):
    training_class = recognised_class(passed=0)
    for name in ("Trần Thị Yến", "Nguyễn Văn Ấn", "Lê Văn Đạt", "Vũ Thị An"):
        passed_enrolment(training_class, person=PersonFactory(full_name=name))
    batch = prepare_batch(training_class, by=cast.registrar)
    names = [line["holder"]["name"] for line in batch.lines]
    assert names == ["Vũ Thị An", "Nguyễn Văn Ấn", "Lê Văn Đạt", "Trần Thị Yến"]


def test_list_takes_date_decision_and_signatory_from_the_records(batch, training_class, school):
    assert batch.issue_on == training_class.closes_on
    assert batch.decision_number == training_class.recognition.number
    assert batch.signatory.institution == school
    assert batch.design.code == "lhp-chung-chi"


def test_list_is_dated_by_the_decision_when_it_came_after_closing(school, cast):
    training_class = recognised_class(passed=1)
    training_class.recognition.decided_on = date(2026, 3, 25)
    training_class.recognition.save()
    assert prepare_batch(training_class, by=cast.registrar).issue_on == date(2026, 3, 25)


@pytest.mark.parametrize("status", ["withdrawn", "deferred", "expelled"])
def test_list_leaves_out_who_left_the_class(training_class, cast, status):
    gone = training_class.enrolments.filter(outcome__is_passed=True).first()
    Enrolment.objects.filter(pk=gone.pk).update(status=status)
    batch = prepare_batch(training_class, by=cast.registrar)
    assert gone.pk not in {line["enrolment"] for line in batch.lines}


def test_preparing_twice_returns_the_list_that_stands(batch, training_class, cast):
    assert prepare_batch(training_class, by=cast.registrar) == batch
    assert IssueBatch.objects.count() == 1


def test_preparing_is_refused_before_the_results_are_recognised(school, cast):
    with pytest.raises(WrongState, match="not recognised"):
        prepare_batch(TrainingClassFactory(), by=cast.registrar)


def test_preparing_is_refused_when_nobody_passed(school, cast):
    with pytest.raises(WrongState, match="Nobody"):
        prepare_batch(recognised_class(passed=0, failed=1), by=cast.registrar)


@pytest.mark.parametrize("member", ["training_office", "signatory", "auditor", "trainee", "stranger"])
def test_preparing_is_the_registrars(training_class, cast, member):
    with pytest.raises(NotAllowed):
        prepare_batch(training_class, by=cast[member])
    assert not IssueBatch.objects.exists()


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"issue_on": date(2026, 3, 19)}, "closing day"),
        ({"issue_on": date(2026, 3, 21), "decision_on": date(2026, 3, 22)}, "before the decision"),
        ({"valid_until": date(2026, 3, 20)}, "last day of validity"),
    ],
)
def test_preparing_refuses_impossible_dates(training_class, cast, dates, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        prepare_batch(training_class, by=cast.registrar, **dates)


def test_preparing_refuses_a_design_of_another_kind(training_class, cast, school):
    design = school.designs.get(kind="completion_attestation")
    with pytest.raises(InvalidInput, match="another kind"):
        prepare_batch(training_class, design=design, by=cast.registrar)


def test_preparing_refuses_an_institution_without_the_programme(school, cast):
    programme = ProgrammePageFactory(
        content_area=ProgrammePage.ContentArea.DEFENCE_SECURITY,
        document_kind=ProgrammePage.DocumentKind.COMPLETION_ATTESTATION,
    )
    training_class = recognised_class(passed=1, programme=programme)
    design = school.designs.get(kind="completion_attestation")
    with pytest.raises(InvalidInput, match="may not issue"):
        prepare_batch(training_class, design=design, by=cast.registrar)


def test_preparing_refuses_a_signatory_of_another_day(training_class, cast, school):
    signatory = school.signatories.get()
    signatory.valid_to = date(2026, 3, 19)
    signatory.save()
    with pytest.raises(InvalidInput, match="does not sign"):
        prepare_batch(training_class, signatory=signatory, by=cast.registrar)
    with pytest.raises(WrongState, match="Nobody signs"):
        prepare_batch(training_class, by=cast.registrar)


def test_defence_programme_is_issued_by_the_council(school, cast):
    programme = ProgrammePageFactory(
        content_area=ProgrammePage.ContentArea.DEFENCE_SECURITY,
        document_kind=ProgrammePage.DocumentKind.COMPLETION_ATTESTATION,
    )
    batch = prepare_batch(recognised_class(passed=1, programme=programme), by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    [certificate] = issue_batch(batch, by=cast.registrar)
    assert certificate.register_number == "0001/2026/GCN-HDGDQPAN"


def test_approval_takes_another_person(training_class):
    both = user_with_role(Role.REGISTRAR)
    both.role_grants.create(role=Role.SIGNATORY, valid_from=date(2020, 1, 1))
    batch = prepare_batch(training_class, by=both)
    with pytest.raises(NotAllowed, match="prepared the list cannot approve"):
        approve_batch(batch, by=both)


def test_approval_by_the_preparer_is_refused_by_the_database_too(batch):
    with pytest.raises(IntegrityError), transaction.atomic():
        IssueBatch.objects.filter(pk=batch.pk).update(approved_by=batch.prepared_by)


@pytest.mark.parametrize("member", ["registrar", "training_office", "auditor", "stranger"])
def test_approval_is_the_signatorys(batch, cast, member):
    with pytest.raises(NotAllowed):
        approve_batch(batch, by=cast[member])


def test_approving_twice_keeps_the_first_approval(batch, cast):
    first = approve_batch(batch, by=cast.signatory)
    again = approve_batch(batch, by=user_with_role(Role.SIGNATORY))
    assert again.approved_by == first.approved_by == cast.signatory


def test_approval_is_refused_while_a_fact_is_missing(school, cast):
    training_class = recognised_class(passed=0)
    passed_enrolment(training_class, person=PersonFactory(full_name="Phạm Thị Lan", birth_date=None))
    batch = prepare_batch(training_class, by=cast.registrar)
    assert batch.lines[0]["problems"] == ["birth_date"]
    with pytest.raises(WrongState, match="Phạm Thị Lan"):
        approve_batch(batch, by=cast.signatory)


def test_approval_is_refused_when_a_name_changed_since(batch, training_class, cast):
    person = training_class.enrolments.filter(outcome__is_passed=True).first().person
    person.full_name = "Nguyễn Thị Đổi Tên"
    person.save()
    with pytest.raises(WrongState, match="Đổi Tên"):
        approve_batch(batch, by=cast.signatory)


def test_issue_is_refused_when_somebody_left_since_the_approval(batch, training_class, cast):
    approve_batch(batch, by=cast.signatory)
    gone = training_class.enrolments.filter(outcome__is_passed=True).first()
    Enrolment.objects.filter(pk=gone.pk).update(status="expelled")
    with pytest.raises(WrongState, match=gone.person.full_name):
        issue_batch(batch, by=cast.registrar)
    assert not Certificate.objects.exists()
    assert not CertificateRegister.objects.exists()


def test_issue_gives_consecutive_numbers_in_the_order_of_the_list(issued, batch):
    assert [certificate.register_number for certificate in issued] == [
        "0001/2026/CC-LHP",
        "0002/2026/CC-LHP",
        "0003/2026/CC-LHP",
    ]
    assert [certificate.enrolment_id for certificate in issued] == [line["enrolment"] for line in batch.lines]


def test_issuing_twice_returns_the_same_certificates(issued, batch, cast):
    assert issue_batch(batch, by=cast.registrar) == issued
    assert Certificate.objects.count() == 3


def test_issue_is_refused_before_approval(batch, cast):
    with pytest.raises(WrongState, match="prepared"):
        issue_batch(batch, by=cast.registrar)


def test_issue_is_refused_before_its_date(training_class, cast):
    batch = prepare_batch(training_class, issue_on=date(2026, 4, 30), by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    with pytest.raises(WrongState, match="30/04/2026"):
        issue_batch(batch, by=cast.registrar)
    with set_to(datetime(2026, 4, 30, 8, 0)):
        assert len(issue_batch(batch, by=cast.registrar)) == 3


@pytest.mark.parametrize("member", ["signatory", "training_office", "auditor", "stranger"])
def test_issue_is_the_registrars(batch, cast, member):
    approve_batch(batch, by=cast.signatory)
    with pytest.raises(NotAllowed):
        issue_batch(batch, by=cast[member])


def test_dropped_list_makes_room_for_a_new_one(batch, training_class, cast):
    assert drop_batch(batch, by=cast.registrar).status == IssueBatch.Status.DROPPED
    assert drop_batch(batch, by=cast.registrar).status == IssueBatch.Status.DROPPED
    assert prepare_batch(training_class, by=cast.registrar) != batch
    with pytest.raises(WrongState, match="dropped"):
        approve_batch(batch, by=cast.signatory)


def test_issued_list_cannot_be_dropped(issued, batch, cast):
    with pytest.raises(WrongState, match="issued"):
        drop_batch(batch, by=cast.registrar)


def test_dropping_is_refused_to_others(batch, cast):
    with pytest.raises(NotAllowed):
        drop_batch(batch, by=cast.stranger)


def test_issuing_one_class_takes_few_queries(batch, cast, django_assert_max_num_queries):
    """What grows with the class is the log alone: one row for each certificate."""
    approve_batch(batch, by=cast.signatory)
    with django_assert_max_num_queries(30):
        issue_batch(batch, by=cast.registrar)
