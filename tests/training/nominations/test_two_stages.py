"""The office reviews, the leadership approves: nothing comes into being before the decision, and two people make it."""

from datetime import date

import pytest

from django.db import IntegrityError, transaction

from wagtail.models import ModelLogEntry

from tests.factories.training import (
    EnrolmentFactory,
    NominationFactory,
    RoleGrantFactory,
    TrainingClassFactory,
    user_with_role,
)
from training.cohorts.services import cancel_class
from training.errors import Clash, InvalidInput, NotAllowed, WrongState
from training.models import Enrolment, EnrolmentDecision, Nomination, RegulatedValue, Role
from training.nominations.services import (
    accept_nomination,
    approve_list,
    put_on_waiting_list,
    reject_nomination,
    return_nomination,
    review_nominations,
    send_back_list,
    submit_list,
    take_back_list,
    withdraw_nomination,
)
from training.nominations.stages import needs_approval
from training.regulations.queries import forget_cached_values
from training.signals import nomination_list_decided, nomination_list_submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
Status, Proposal = Nomination.Status, Nomination.Proposal
WORDS = {"number": "214/QĐ-TLHP", "decided_on": date(2026, 11, 25), "signer": "Dương Văn Lâm"}


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def leader(cast):
    return cast.signatory


@pytest.fixture
def training_class():
    return TrainingClassFactory(capacity=2)


@pytest.fixture
def rows(training_class):
    return [NominationFactory(training_class=training_class) for _ in range(4)]


@pytest.fixture
def proposed(training_class, rows, office):
    """Two to accept, one to wait, one to refuse, before the leadership."""
    review_nominations(training_class, rows[:2], Proposal.ACCEPT, by=office)
    review_nominations(training_class, rows[2:3], Proposal.WAIT, by=office)
    review_nominations(
        training_class, rows[3:], Proposal.REJECT, ground="quota", reason="Đề nghị cử khóa sau.", by=office
    )
    return submit_list(training_class, by=office, note="Danh sách đợt 1")


def states(rows):
    return [Nomination.objects.get(pk=row.pk).status for row in rows]


def test_an_institution_may_decide_in_one_stage(cast, training_class):
    assert needs_approval(training_class)
    RegulatedValue.objects.filter(key="nomination.two_stage").update(value={"*": True, "so-noi-vu": False})
    forget_cached_values()
    training_class.organiser = cast.department
    assert not needs_approval(training_class)
    training_class.organiser = cast.ward
    assert needs_approval(training_class)


def test_the_office_alone_only_returns(rows, office):
    for act in (accept_nomination, put_on_waiting_list):
        with pytest.raises(WrongState):
            act(rows[0], by=office)
    with pytest.raises(WrongState):
        reject_nomination(rows[0], reason="Không đúng đối tượng", by=office)
    assert return_nomination(rows[0], reason="Bổ sung quyết định", by=office).status == Status.RETURNED


def test_a_proposal_is_not_a_decision(training_class, rows, office, proposed):
    assert states(rows) == [Status.SUBMITTED] * 4
    assert not Enrolment.objects.exists()
    row = Nomination.objects.get(pk=rows[3].pk)
    assert (row.reason, row.ground) == ("", "")
    assert row.proposed_ground.startswith("Vượt chỉ tiêu")
    assert submit_list(training_class, by=office) == proposed
    with pytest.raises(WrongState):
        return_nomination(rows[0], reason="Nhầm", by=office)


def test_approval_enrols_waits_and_refuses_with_the_rule_and_keeps_the_annex(
    rows, leader, proposed, django_capture_on_commit_callbacks
):
    heard = []

    def hear(sender, decision, **kwargs):
        heard.append(decision)

    nomination_list_decided.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            decision = approve_list(proposed, **WORDS, by=leader)
    finally:
        nomination_list_decided.disconnect(hear)
    assert approve_list(decision, **WORDS, by=leader) == decision
    assert heard == [decision]
    assert states(rows) == [Status.APPROVED, Status.APPROVED, Status.WAITING, Status.REJECTED]
    assert Enrolment.objects.active().count() == 2
    refused = Nomination.objects.get(pk=rows[3].pk)
    assert refused.stated_reason == (
        "Vượt chỉ tiêu phân bổ cho đơn vị hoặc khối (Chỉ tiêu phân bổ của lớp). Đề nghị cử khóa sau."
    )
    assert Nomination.objects.get(pk=rows[2].pk).place == 1
    assert [line["answer"] for line in decision.annex] == ["accept", "accept", "wait", "reject"]
    assert decision.facts["code"] == decision.training_class.code
    rows[0].person.full_name = "Tên Khác"
    rows[0].person.save()
    decision.refresh_from_db()
    assert "Tên Khác" not in str(decision.annex)
    assert ModelLogEntry.objects.filter(action="training.enrolment_decision.approve").count() == 1


def test_whoever_reviewed_or_submitted_does_not_approve(training_class, rows, office, leader, proposed):
    RoleGrantFactory(user=office, role=Role.SIGNATORY)
    office = type(office).objects.get(pk=office.pk)
    with pytest.raises(NotAllowed):
        approve_list(proposed, **WORDS, by=office)
    reviewer = user_with_role(Role.TRAINING_OFFICE)
    RoleGrantFactory(user=reviewer, role=Role.COMMITTEE_LEADER)
    Nomination.objects.filter(pk=rows[0].pk).update(reviewed_by=reviewer)
    with pytest.raises(NotAllowed):
        approve_list(proposed, **WORDS, by=reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentDecision.objects.update(status="approved", number="1", decided_on=date(2026, 1, 1), decided_by=office)
    assert approve_list(proposed, **WORDS, by=leader).decided_by == leader


def test_only_the_leadership_approves(cast, proposed):
    for name in ("training_office", "committee_officer", "registrar", "auditor", "unit_officer", "stranger"):
        with pytest.raises(NotAllowed):
            approve_list(proposed, **WORDS, by=cast[name])
        with pytest.raises(NotAllowed):
            send_back_list(proposed, reason="x", by=cast[name])


@pytest.mark.parametrize(
    "wrong", [{"number": " "}, {"signer": ""}, {"decided_on": None}, {"decided_on": date(2026, 11, 26)}]
)
def test_a_decision_has_a_number_a_day_and_a_signer(proposed, leader, wrong):
    with pytest.raises(InvalidInput):
        approve_list(proposed, **(WORDS | wrong), by=leader)


def test_somebody_who_studies_elsewhere_meanwhile_is_named_and_may_be_left_out(rows, leader, proposed):
    EnrolmentFactory(person=rows[0].person, training_class__code="CTX-77")
    with pytest.raises(Clash, match="CTX-77"):
        approve_list(proposed, **WORDS, by=leader)
    assert states(rows) == [Status.SUBMITTED] * 4
    approve_list(proposed, **WORDS, by=leader, leave_out=[rows[0].pk])
    left = Nomination.objects.get(pk=rows[0].pk)
    assert (left.status, left.proposal, left.decision) == (Status.SUBMITTED, "", None)
    assert states(rows[1:]) == [Status.APPROVED, Status.WAITING, Status.REJECTED]


def test_whoever_is_withdrawn_meanwhile_is_not_decided(cast, rows, leader, office, proposed):
    withdraw_nomination(rows[1], by=office)
    decision = approve_list(proposed, **WORDS, by=leader)
    assert states(rows) == [Status.APPROVED, Status.WITHDRAWN, Status.WAITING, Status.REJECTED]
    assert len(decision.annex) == 3


def test_a_list_sent_back_keeps_its_proposals_and_comes_again(training_class, rows, office, leader, proposed):
    with pytest.raises(InvalidInput):
        send_back_list(proposed, reason=" ", by=leader)
    assert send_back_list(proposed, reason="Xem lại chỉ tiêu", by=leader).status == "sent_back"
    review_nominations(training_class, rows[1:2], Proposal.WAIT, by=office)
    again = submit_list(training_class, by=office)
    assert again != proposed
    approve_list(again, **WORDS, by=leader)
    assert states(rows) == [Status.APPROVED, Status.WAITING, Status.WAITING, Status.REJECTED]
    with pytest.raises(WrongState):
        approve_list(proposed, **WORDS, by=leader)


def test_the_office_takes_its_list_back(training_class, rows, office, proposed):
    assert take_back_list(proposed, reason="Còn thiếu một đơn vị", by=office).status == "taken_back"
    assert not training_class.nominations.exclude(decision=None).exists()


def test_more_than_the_free_places_are_not_submitted(training_class, rows, office):
    review_nominations(training_class, rows[:3], Proposal.ACCEPT, by=office)
    with pytest.raises(InvalidInput, match="3"):
        submit_list(training_class, by=office)
    with pytest.raises(InvalidInput):
        submit_list(TrainingClassFactory(), by=office)


def test_places_taken_meanwhile_stop_the_approval_as_a_whole(training_class, rows, leader, proposed):
    EnrolmentFactory(training_class=training_class)
    with pytest.raises(WrongState):
        approve_list(proposed, **WORDS, by=leader)
    assert states(rows) == [Status.SUBMITTED] * 4


def test_a_cancelled_class_takes_its_list_along(training_class, rows, office, leader, proposed):
    cancel_class(training_class, reason="Hội trường sửa chữa", by=office)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.reason) == ("taken_back", "Hội trường sửa chữa")
    assert states(rows) == [Status.REJECTED] * 4
    with pytest.raises(WrongState):
        approve_list(proposed, **WORDS, by=leader)


def test_review_says_for_each_what_could_not_be_done(training_class, rows, office):
    NominationFactory(training_class=training_class, status="withdrawn")
    gone = training_class.nominations.get(status="withdrawn")
    result = review_nominations(training_class, [*rows, gone], Proposal.ACCEPT, by=office)
    assert len(result.done) == 4
    assert [row for row, _sentence in result.refused] == [gone]


def test_a_refusal_is_proposed_by_a_rule_and_a_return_has_a_reason(training_class, rows, office):
    with pytest.raises(InvalidInput):
        review_nominations(training_class, rows, Proposal.REJECT, reason="Không", by=office)
    with pytest.raises(InvalidInput):
        review_nominations(training_class, rows, Proposal.REJECT, ground="no-such-rule", by=office)
    with pytest.raises(InvalidInput):
        review_nominations(training_class, rows, "return", by=office)
    review_nominations(training_class, rows[:2], "return", reason="Bổ sung hồ sơ", by=office)
    assert states(rows) == [Status.RETURNED, Status.RETURNED, Status.SUBMITTED, Status.SUBMITTED]


def test_in_one_stage_many_are_decided_at_once_and_the_first_by_rule_get_the_places(
    one_stage, training_class, rows, office
):
    result = review_nominations(training_class, list(reversed(rows)), Proposal.ACCEPT, by=office)
    assert [row.pk for row in result.done] == [row.pk for row in rows[:2]]
    assert [row.pk for row, _sentence in result.refused] == [row.pk for row in rows[2:]]
    review_nominations(training_class, rows[2:], Proposal.REJECT, ground="no_place", by=office)
    assert states(rows) == [Status.APPROVED, Status.APPROVED, Status.REJECTED, Status.REJECTED]
    assert Nomination.objects.get(pk=rows[2].pk).ground.startswith("Lớp đã đủ số lượng")


def test_the_list_is_announced_after_the_commit(training_class, rows, office, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, decision, **kwargs):
        heard.append(decision)

    review_nominations(training_class, rows[:1], Proposal.ACCEPT, by=office)
    nomination_list_submitted.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            decision = submit_list(training_class, by=office)
            assert heard == []
    finally:
        nomination_list_submitted.disconnect(hear)
    assert heard == [decision]


def test_who_sees_a_decision_and_the_list_agrees(cast, proposed):
    for name, user in cast.everybody().items():
        seen = EnrolmentDecision.objects.visible_to(user).filter(pk=proposed.pk).exists()
        assert seen == user.has_perm("training.view_enrolment_decision", proposed), name
