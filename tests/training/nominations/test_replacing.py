"""Somebody else in the place of a nominee, places that become free, people and units that moved meanwhile."""

from datetime import date, datetime

import pytest

from curriculum.clock.time import set_to
from tests.factories.training import (
    EnrolmentFactory,
    NominationFactory,
    PositionFactory,
    PositionTitleFactory,
    QuotaFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.errors import InvalidInput, NotAllowed, NotEligible, WrongState
from training.models import Bloc, BlocQuota, Enrolment, Nomination, RegulatedValue, UnitLink
from training.nominations.services import (
    accept_nomination,
    approve_list,
    nominate,
    replace_nominee,
    replace_until,
    review_nominations,
    set_quotas,
    submit_list,
    withdraw_nomination,
)
from training.regulations.queries import forget_cached_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november", "one_stage")]
Status = Nomination.Status


@pytest.fixture
def training_class():
    return TrainingClassFactory(capacity=2)


@pytest.fixture
def row(cast, training_class):
    person = PositionFactory(unit=cast.ward).person
    return NominationFactory(training_class=training_class, unit=cast.ward, person=person, priority=3)


@pytest.fixture
def other(cast):
    return PositionFactory(unit=cast.ward, person__full_name="Trần Thị Bích").person


def test_an_enrolled_person_is_replaced_in_one_step_with_place_quota_and_order(cast, training_class, row, other):
    QuotaFactory(training_class=training_class, unit=cast.ward, places=1)
    accept_nomination(row, by=cast.training_office)
    with set_to(datetime(2026, 12, 2, 9)):  # after the deadline of nominations, before that of replacing
        new = replace_nominee(row, other, reason="Nằm viện", by=cast.unit_officer)
        assert replace_nominee(row, other, reason="Nằm viện", by=cast.unit_officer) == new
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.WITHDRAWN, "Nằm viện")
    assert (new.status, new.priority, new.replaces) == (Status.APPROVED, 3, row)
    assert [place.person for place in Enrolment.objects.active()] == [other]
    assert new.position_text == "Phó Chủ tịch UBND"


def test_an_undecided_nominee_is_replaced_by_an_undecided_one(cast, row, other):
    new = replace_nominee(row, other, reason="Chuyển công tác", by=cast.unit_officer)
    assert (new.status, new.submitted_at) == (Status.SUBMITTED, row.submitted_at)


def test_replacing_ends_some_days_before_the_opening(cast, training_class, row, other):
    assert replace_until(training_class) == date(2026, 12, 4)
    with set_to(datetime(2026, 12, 5, 9)), pytest.raises(WrongState, match="04/12/2026"):
        replace_nominee(row, other, reason="Ốm", by=cast.unit_officer)
    type(training_class).objects.update(status="open")
    with pytest.raises(WrongState):
        replace_nominee(row, other, reason="Ốm", by=cast.unit_officer)


def test_who_replaces_must_be_eligible_another_and_free_and_the_reason_given(cast, row, other):
    with pytest.raises(InvalidInput):
        replace_nominee(row, other, reason=" ", by=cast.unit_officer)
    with pytest.raises(InvalidInput):
        replace_nominee(row, row.person, reason="Ốm", by=cast.unit_officer)
    with pytest.raises(NotEligible):
        replace_nominee(row, PositionFactory().person, reason="Ốm", by=cast.unit_officer)
    EnrolmentFactory(person=other)
    with pytest.raises(NotEligible):
        replace_nominee(row, other, reason="Ốm", by=cast.unit_officer)
    row.refresh_from_db()
    assert row.status == Status.SUBMITTED
    for name in ("host_head", "lecturer", "stranger", "auditor", "signatory"):
        with pytest.raises(NotAllowed):
            replace_nominee(row, other, reason="Ốm", by=cast[name])


def test_the_successor_stands_under_the_same_decision(cast, training_class, row, other):
    RegulatedValue.objects.filter(key="nomination.two_stage").update(value={"*": True})
    forget_cached_values()
    review_nominations(training_class, [row], "accept", by=cast.training_office)
    decision = submit_list(training_class, by=cast.training_office)
    words = {"number": "12/QĐ-TLHP", "decided_on": date(2026, 11, 25), "signer": "Dương Văn Lâm"}
    approve_list(decision, **words, by=cast.signatory)
    new = replace_nominee(row, other, reason="Ốm", by=cast.unit_officer)
    assert (new.decision, new.status) == (decision, Status.APPROVED)
    decision.refresh_from_db()
    assert [line["nomination"] for line in decision.annex] == [row.pk]


def test_replacing_on_a_list_before_the_leadership_leaves_the_list(cast, training_class, row, other):
    RegulatedValue.objects.filter(key="nomination.two_stage").update(value={"*": True})
    forget_cached_values()
    review_nominations(training_class, [row], "accept", by=cast.training_office)
    submit_list(training_class, by=cast.training_office)
    new = replace_nominee(row, other, reason="Ốm", by=cast.unit_officer)
    assert (new.decision, new.proposal, new.status) == (None, "", Status.SUBMITTED)


def test_a_freed_place_goes_to_whoever_waits_first_by_itself(cast, training_class, row):
    waiting = NominationFactory(training_class=training_class, status="waiting")
    EnrolmentFactory(training_class=training_class)
    accept_nomination(row, by=cast.training_office)
    withdraw_nomination(row, reason="Đi công tác", by=cast.unit_officer)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by) == (Status.APPROVED, None)
    assert Enrolment.objects.active().filter(person=waiting.person).exists()


def test_nobody_is_called_up_by_itself_where_the_rule_says_no(cast, training_class, row):
    RegulatedValue.objects.filter(key="nomination.promote_automatically").update(value=False)
    forget_cached_values()
    waiting = NominationFactory(training_class=training_class, status="waiting")
    accept_nomination(row, by=cast.training_office)
    withdraw_nomination(row, reason="Đi công tác", by=cast.unit_officer)
    waiting.refresh_from_db()
    assert waiting.status == Status.WAITING


def test_the_successor_of_a_merged_unit_answers_for_its_nominations(cast, training_class, row):
    merged = UnitFactory(name="Xã Cũ", valid_to=date(2026, 11, 20))
    UnitLink.objects.create(
        predecessor=merged, successor=cast.ward, extent=UnitLink.Extent.WHOLE, effective_on=date(2026, 11, 21)
    )
    old = NominationFactory(training_class=training_class, unit=merged)
    assert old in Nomination.objects.visible_to(cast.unit_officer)
    assert cast.unit_officer.has_perm("training.withdraw_nomination", old)
    other = PositionFactory(unit=cast.ward).person
    new = replace_nominee(old, other, unit=cast.ward, reason="Đơn vị sáp nhập", by=cast.unit_officer)
    assert (new.unit, new.status) == (cast.ward, Status.SUBMITTED)
    assert not cast.host_head.has_perm("training.withdraw_nomination", old)


def test_a_bloc_takes_no_more_than_its_quota_whichever_units_send(cast, training_class):
    party = Bloc.objects.create(code="party", name_vi="Khối Đảng", name_en="Party", valid_from=date(2020, 1, 1))
    title = PositionTitleFactory(code="party_secretary", name_vi="Bí thư", bloc=party)
    people = [PositionFactory(unit=cast.ward, title=title).person for _ in range(2)]
    chairman = PositionFactory(unit=cast.ward).person
    set_quotas(training_class, {}, blocs={party: 1}, by=cast.training_office)
    assert BlocQuota.objects.get().places == 1
    first = nominate(training_class, people[0], unit=cast.ward, by=cast.unit_officer)
    assert first.bloc == party
    with pytest.raises(NotEligible, match="Khối Đảng"):
        nominate(training_class, people[1], unit=cast.ward, by=cast.unit_officer)
    assert nominate(training_class, chairman, unit=cast.ward, by=cast.unit_officer).bloc is None
    replaced = replace_nominee(first, people[1], reason="Ốm", by=cast.unit_officer)
    assert replaced.bloc == party
    set_quotas(training_class, {}, blocs={party: None}, by=cast.training_office)
    assert not BlocQuota.objects.exists()
