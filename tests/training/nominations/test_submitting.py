from datetime import datetime

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to
from tests.factories.training import NominationFactory, PositionFactory, QuotaFactory, TrainingClassFactory, UnitFactory
from training.errors import InvalidInput, NotAllowed, NotEligible, WrongState
from training.models import Enrolment, Nomination
from training.nominations.services import (
    accept_nomination,
    nominate,
    order_nominations,
    return_nomination,
    set_quotas,
    withdraw_nomination,
)
from training.signals import enrolment_ended

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november", "one_stage")]
Status = Nomination.Status


@pytest.fixture
def training_class():
    return TrainingClassFactory(capacity=2)


@pytest.fixture
def people(cast):
    return [PositionFactory(unit=cast.ward).person for _ in range(3)]


def test_nominate_keeps_the_office_the_order_and_the_explanation(cast, training_class, people):
    first = nominate(training_class, people[0], unit=cast.ward, by=cast.unit_officer)
    second = nominate(training_class, people[1], unit=cast.ward, by=cast.unit_officer)
    assert (first.status, first.priority, second.priority) == (Status.SUBMITTED, 1, 2)
    assert first.position_text == "Phó Chủ tịch UBND"
    assert (first.submitted_by, first.submitted_at.hour) == (cast.unit_officer, 9)
    assert {finding["rule"] for finding in first.explanation} == {
        "office_held",
        "no_overlap",
        "accepts_nominations",
        "training_so_far",
        "plan_item",
    }
    assert ModelLogEntry.objects.filter(action="training.nomination.submit").count() == 2


def test_nominate_twice_makes_one(cast, training_class, people):
    once = nominate(training_class, people[0], unit=cast.ward, by=cast.unit_officer)
    assert nominate(training_class, people[0], unit=cast.ward, by=cast.unit_officer) == once
    assert Nomination.objects.count() == 1


def test_nominate_again_after_it_was_returned_keeps_the_order(cast, training_class, people):
    made = [nominate(training_class, person, unit=cast.ward, by=cast.unit_officer) for person in people[:2]]
    return_nomination(made[0], reason="Bổ sung", by=cast.training_office)
    again = nominate(training_class, people[0], unit=cast.ward, by=cast.unit_officer)
    assert (again, again.status, again.priority) == (made[0], Status.SUBMITTED, 1)


def test_an_officer_nominates_only_for_the_own_unit(cast, training_class, people):
    for name in ("host_head", "lecturer", "stranger", "trainee", "auditor", "committee_officer"):
        with pytest.raises(NotAllowed):
            nominate(training_class, people[0], unit=cast.ward, by=cast[name])
    with pytest.raises(NotAllowed):
        nominate(training_class, people[0], unit=cast.commune, by=cast.unit_officer)
    outsider = PositionFactory(unit=cast.commune).person
    with pytest.raises(NotEligible) as refusal:
        nominate(training_class, outsider, unit=cast.ward, by=cast.unit_officer)
    assert "Phường Ba Đình" in str(refusal.value)
    assert not Nomination.objects.exists()


def test_nominate_refuses_past_the_deadline_and_over_the_quota(cast, training_class, people):
    set_quotas(training_class, {cast.ward: 1}, by=cast.training_office)
    nominate(training_class, people[0], unit=cast.ward, by=cast.unit_officer)
    with pytest.raises(NotEligible) as refusal:
        nominate(training_class, people[1], unit=cast.ward, by=cast.unit_officer)
    assert [finding["rule"] for finding in refusal.value.findings if not finding["ok"] and finding["required"]] == [
        "quota"
    ]
    set_quotas(training_class, {cast.ward: None}, by=cast.training_office)
    with set_to(datetime(2026, 12, 1, 8, 0)), pytest.raises(NotEligible):
        nominate(training_class, people[1], unit=cast.ward, by=cast.unit_officer)
    assert Nomination.objects.count() == 1


def test_set_quotas_replaces_and_is_for_the_office_until_the_class_opens(cast, training_class):
    other = UnitFactory()
    QuotaFactory(training_class=training_class, unit=other, places=5)
    set_quotas(training_class, {cast.ward: 2, other: 3}, by=cast.training_office)
    assert dict(training_class.quotas.values_list("unit", "places")) == {cast.ward.pk: 2, other.pk: 3}
    with pytest.raises(NotAllowed):
        set_quotas(training_class, {cast.ward: 9}, by=cast.unit_officer)
    with pytest.raises(WrongState):
        set_quotas(TrainingClassFactory(status="open"), {cast.ward: 9}, by=cast.training_office)


def test_order_nominations_puts_the_undecided_in_order(cast, training_class, people):
    made = [nominate(training_class, person, unit=cast.ward, by=cast.unit_officer) for person in people]
    wanted = [made[2], made[0], made[1]]
    order_nominations(training_class, cast.ward, wanted, by=cast.unit_officer)
    order_nominations(training_class, cast.ward, wanted, by=cast.unit_officer)
    assert list(Nomination.objects.order_by("priority")) == wanted
    assert ModelLogEntry.objects.filter(action="training.nomination.rank").count() == 1


def test_order_nominations_refuses_another_list_and_a_late_one(cast, training_class, people):
    made = [nominate(training_class, person, unit=cast.ward, by=cast.unit_officer) for person in people]
    with pytest.raises(InvalidInput):
        order_nominations(training_class, cast.ward, made[:2], by=cast.unit_officer)
    with pytest.raises(NotAllowed):
        order_nominations(training_class, cast.ward, made, by=cast.host_head)
    with set_to(datetime(2026, 12, 1, 8, 0)), pytest.raises(WrongState):
        order_nominations(training_class, cast.ward, made, by=cast.unit_officer)


def test_withdraw_before_the_decision_needs_no_reason(cast, training_class):
    nomination = NominationFactory(training_class=training_class, unit=cast.ward)
    assert withdraw_nomination(nomination, by=cast.unit_officer).status == Status.WITHDRAWN
    assert withdraw_nomination(nomination, by=cast.unit_officer).status == Status.WITHDRAWN
    assert ModelLogEntry.objects.filter(action="training.nomination.withdraw").count() == 1


def test_withdraw_frees_the_place_and_says_so(cast, training_class, django_capture_on_commit_callbacks):
    nomination = NominationFactory(training_class=training_class, unit=cast.ward)
    enrolment = accept_nomination(nomination, by=cast.training_office)
    with pytest.raises(InvalidInput):
        withdraw_nomination(nomination, by=cast.unit_officer)
    heard = []

    def hear(enrolment, **kwargs):
        heard.append(enrolment.pk)

    enrolment_ended.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            withdraw_nomination(nomination, reason="Đi công tác", by=cast.unit_officer)
    finally:
        enrolment_ended.disconnect(hear)
    enrolment.refresh_from_db()
    assert (enrolment.status, heard) == (Enrolment.Status.WITHDRAWN, [enrolment.pk])
    assert not training_class.enrolments.active().exists()


def test_withdraw_by_the_unit_ends_when_the_class_opens(cast, training_class):
    nomination = NominationFactory(training_class=training_class, unit=cast.ward)
    accept_nomination(nomination, by=cast.training_office)
    with set_to(datetime(2026, 12, 7, 7, 0)):
        with pytest.raises(WrongState):
            withdraw_nomination(nomination, reason="Ốm", by=cast.unit_officer)
        assert withdraw_nomination(nomination, reason="Ốm", by=cast.training_office).status == Status.WITHDRAWN


@pytest.mark.parametrize(("nomination", "state"), [("rejected", "enrolling"), ("approved", "closing")])
def test_withdraw_refuses_what_is_over(cast, nomination, state):
    row = NominationFactory(training_class__status=state, unit=cast.ward, status=nomination)
    with pytest.raises(WrongState):
        withdraw_nomination(row, reason="Muộn", by=cast.training_office)


def test_withdraw_is_for_the_nominating_unit_and_the_office(cast, training_class):
    nomination = NominationFactory(training_class=training_class, unit=cast.ward, person=cast.trainee.person)
    for name in ("host_head", "trainee", "stranger", "auditor", "lecturer"):
        with pytest.raises(NotAllowed):
            withdraw_nomination(nomination, by=cast[name])
