from datetime import date, datetime

import pytest

from django.utils import timezone

from wagtail.models import ModelLogEntry

from tests.factories.training import EnrolmentFactory, NominationFactory, TrainingClassFactory
from training.errors import Clash, InvalidInput, NoPlaceLeft, NotAllowed, WrongState
from training.models import Enrolment, Nomination
from training.nominations.services import (
    accept_nomination,
    promote_from_waiting_list,
    put_on_waiting_list,
    reject_nomination,
    return_nomination,
    withdraw_nomination,
)
from training.signals import enrolment_confirmed, nomination_decided

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november", "one_stage")]
Status = Nomination.Status


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def nomination(cast):
    return NominationFactory(unit=cast.ward, person=cast.trainee.person, position_text="Phó Chủ tịch UBND")


def test_accept_enrols_with_the_office_held_and_is_announced_after_the_commit(
    nomination, office, django_capture_on_commit_callbacks
):
    heard = []

    def hear(sender, **kwargs):
        heard.append(sender)

    enrolment_confirmed.connect(hear)
    nomination_decided.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            enrolment = accept_nomination(nomination, by=office)
            assert heard == []
            assert accept_nomination(nomination, by=office) == enrolment
    finally:
        enrolment_confirmed.disconnect(hear)
        nomination_decided.disconnect(hear)
    assert sorted(sender.__name__ for sender in heard) == ["Enrolment", "Nomination"]
    nomination.refresh_from_db()
    assert (nomination.status, nomination.decided_by) == (Status.APPROVED, office)
    assert (enrolment.unit, enrolment.position_text) == (nomination.unit, "Phó Chủ tịch UBND")
    for action in ("training.nomination.accept", "training.enrolment.confirm"):
        assert ModelLogEntry.objects.filter(action=action).count() == 1


def test_a_full_class_has_no_place_left(nomination, office):
    type(nomination.training_class).objects.update(capacity=1)
    EnrolmentFactory(training_class=nomination.training_class)
    with pytest.raises(NoPlaceLeft):
        accept_nomination(nomination, by=office)
    nomination.refresh_from_db()
    assert nomination.status == Status.SUBMITTED


def test_a_place_given_back_can_be_taken(nomination, office):
    type(nomination.training_class).objects.update(capacity=1)
    EnrolmentFactory(training_class=nomination.training_class, status="withdrawn")
    assert accept_nomination(nomination, by=office).status == Enrolment.Status.ENROLLED


def test_a_person_in_an_overlapping_class_is_refused_by_name(nomination, office):
    other = TrainingClassFactory(code="CTX-77", opens_on=date(2026, 12, 18), closes_on=date(2026, 12, 25))
    EnrolmentFactory(person=nomination.person, training_class=other)
    with pytest.raises(Clash, match="CTX-77"):
        accept_nomination(nomination, by=office)


def test_whoever_left_the_class_comes_back_to_the_same_record(nomination, office):
    enrolment = accept_nomination(nomination, by=office)
    withdraw_nomination(nomination, reason="Ốm", by=office)
    again = NominationFactory(training_class=nomination.training_class, person=nomination.person, unit=nomination.unit)
    back = accept_nomination(again, by=office)
    assert (back.pk, back.status, back.ended_at, back.nomination) == (enrolment.pk, "enrolled", None, again)


@pytest.mark.parametrize("status", ["planned", "closing", "closed", "cancelled"])
def test_accept_needs_a_class_that_enrols(nomination, office, status):
    type(nomination.training_class).objects.update(status=status)
    with pytest.raises(WrongState):
        accept_nomination(nomination, by=office)


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "returned", "draft"])
def test_accept_needs_a_nomination_that_waits(office, status):
    with pytest.raises(WrongState):
        accept_nomination(NominationFactory(status=status), by=office)


def test_waiting_list_and_back(nomination, office):
    assert put_on_waiting_list(nomination, by=office, reason="Hết chỗ").status == Status.WAITING
    assert put_on_waiting_list(nomination, by=office).reason == "Hết chỗ"
    assert accept_nomination(nomination, by=office).person == nomination.person


def test_waiting_list_takes_only_the_undecided(office):
    with pytest.raises(WrongState):
        put_on_waiting_list(NominationFactory(status="rejected"), by=office)


@pytest.mark.parametrize(
    ("service", "status"), [(reject_nomination, Status.REJECTED), (return_nomination, Status.RETURNED)]
)
def test_refusing_and_returning_need_a_reason_the_unit_can_read(nomination, office, service, status):
    with pytest.raises(InvalidInput):
        service(nomination, reason="  ", by=office)
    done = service(nomination, reason="Chưa đúng  đối tượng", by=office)
    assert (done.status, done.reason) == (status, "Chưa đúng đối tượng")
    assert service(nomination, reason="Lần hai", by=office).reason == "Chưa đúng đối tượng"


def test_refusing_and_returning_an_enrolled_person_is_no_decision(nomination, office):
    accept_nomination(nomination, by=office)
    for service in (reject_nomination, return_nomination):
        with pytest.raises(WrongState):
            service(nomination, reason="Muộn", by=office)


def test_promotion_follows_the_day_of_submission_then_the_units_order(office):
    training_class = TrainingClassFactory(capacity=2)
    day = [timezone.make_aware(datetime(2026, 11, day, 8)) for day in (10, 11)]
    make = {"training_class": training_class, "status": "waiting"}
    late = NominationFactory(**make, submitted_at=day[1], priority=1)
    second = NominationFactory(**make, submitted_at=day[0], priority=2)
    first = NominationFactory(**make, submitted_at=day[0], priority=1)
    assert [row.nomination for row in promote_from_waiting_list(training_class, by=office)] == [first, second]
    assert promote_from_waiting_list(training_class, by=office) == []
    late.refresh_from_db()
    assert late.status == Status.WAITING


def test_promotion_passes_over_somebody_who_studies_elsewhere_meanwhile(office):
    training_class = TrainingClassFactory(capacity=1)
    busy, free = (NominationFactory(training_class=training_class, status="waiting", priority=n) for n in (1, 2))
    EnrolmentFactory(person=busy.person)
    assert [row.nomination for row in promote_from_waiting_list(training_class, by=office)] == [free]
    busy.refresh_from_db()
    assert busy.status == Status.WAITING


def test_only_the_training_office_decides(cast, nomination):
    for name in ("unit_officer", "trainee", "lecturer", "auditor", "committee_officer", "registrar", "stranger"):
        user = cast[name]
        for act in (accept_nomination, put_on_waiting_list):
            with pytest.raises(NotAllowed):
                act(nomination, by=user)
        for act in (reject_nomination, return_nomination):
            with pytest.raises(NotAllowed):
                act(nomination, reason="x", by=user)
        with pytest.raises(NotAllowed):
            promote_from_waiting_list(nomination.training_class, by=user)


def test_who_sees_a_nomination_and_the_list_agrees(cast, nomination):
    other = NominationFactory()
    readers = {"training_office", "committee_officer", "registrar", "signatory", "auditor", "administrator"}
    for name, user in [*cast.everybody().items(), ("visitor", cast.visitor)]:
        expected = (
            {nomination, other} if name in readers else {nomination} if name in ("unit_officer", "trainee") else set()
        )
        assert set(Nomination.objects.visible_to(user)) == expected, name
        assert {row for row in (nomination, other) if user.has_perm("training.view_nomination", row)} == expected, name
