"""A plan from its draft to its amendments."""

from datetime import date

import pytest

from wagtail.models import ModelLogEntry

from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import AgencyFactory, PlanItemFactory, TrainingClassFactory, TrainingPlanFactory
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import PlanItem, TrainingPlan
from training.plans.services import (
    add_item,
    amend_plan,
    approve_plan,
    change_item,
    create_plan,
    remove_item,
    return_plan,
    submit_plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
Status = TrainingPlan.Status
DECISION = {"number": "12/QĐ-TLHP", "decided_on": date(2026, 11, 20), "signer": "Dương Văn Lâm"}
AMENDMENT = {"number": "15/QĐ-TLHP", "decided_on": date(2026, 11, 24), "signer": "Dương Văn Lâm", "reason": "Bổ sung"}


@pytest.fixture
def facts():
    return {
        "programme": ProgrammePageFactory(code="BTX", class_size_max=80),
        "class_count": 3,
        "capacity": 60,
        "minimum": 30,
        "openings": ["Q1", "Q3"],
        "place": "Trường  Lê Hồng Phong",
    }


@pytest.fixture
def plan(cast):
    return create_plan(year=2027, institution=AgencyFactory(), by=cast.training_office)


@pytest.fixture
def approved(plan, facts, cast):
    add_item(plan, by=cast.training_office, **facts)
    submit_plan(plan, by=cast.training_office)
    return approve_plan(plan, **DECISION, by=cast.committee_officer)


def test_a_plan_is_begun_once_a_year(plan, cast):
    assert create_plan(year=2027, institution=plan.institution, by=cast.training_office) == plan
    assert TrainingPlan.objects.count() == 1
    with pytest.raises(InvalidInput):
        create_plan(year=1899, institution=plan.institution, by=cast.training_office)


def test_items_are_added_changed_and_removed_while_it_is_a_draft(plan, facts, cast):
    item = add_item(plan, by=cast.training_office, **facts)
    assert add_item(plan, by=cast.training_office, **facts) == item
    assert (item.order, item.places, item.place) == (1, 180, "Trường Lê Hồng Phong")
    change_item(item, class_count=4, by=cast.training_office)
    assert plan.items.get().class_count == 4
    remove_item(item, by=cast.training_office)
    remove_item(item, by=cast.training_office)
    assert not plan.items.exists()
    entries = ModelLogEntry.objects.filter(action="training.plan.change")
    assert [sorted(entry.data) for entry in entries.order_by("pk")] == [
        ["after", "item"],
        ["after", "before", "item"],
        ["before", "item"],
    ]


@pytest.mark.parametrize(
    "wrong", [{"capacity": 81}, {"minimum": 61}, {"capacity": 0, "minimum": 0}, {"place": ""}, {"class_count": None}]
)
def test_what_cannot_be_is_refused(plan, facts, cast, wrong):
    with pytest.raises(InvalidInput) as refusal:
        add_item(plan, by=cast.training_office, **(facts | wrong))
    assert str(refusal.value)
    assert not PlanItem.objects.exists()


def test_a_programme_without_a_limit_of_its_own_has_the_regulated_one(plan, facts, cast):
    facts["programme"].class_size_max = 0
    facts["programme"].save()
    with pytest.raises(InvalidInput, match="80"):
        add_item(plan, by=cast.training_office, **(facts | {"capacity": 81}))


def test_a_submitted_plan_is_not_changed_until_it_is_returned(plan, facts, cast):
    with pytest.raises(InvalidInput):
        submit_plan(plan, by=cast.training_office)
    item = add_item(plan, by=cast.training_office, **facts)
    submit_plan(plan, by=cast.training_office)
    assert submit_plan(plan, by=cast.training_office).status == Status.SUBMITTED
    with pytest.raises(WrongState):
        change_item(item, class_count=1, by=cast.training_office)
    with pytest.raises(InvalidInput):
        return_plan(plan, reason=" ", by=cast.committee_officer)
    assert return_plan(plan, reason="Thiếu nguồn kinh phí", by=cast.committee_officer).status == Status.DRAFT
    change_item(item, class_count=1, by=cast.training_office)


def test_approval_needs_a_decision_and_a_submitted_plan(plan, facts, cast):
    add_item(plan, by=cast.training_office, **facts)
    with pytest.raises(WrongState):
        approve_plan(plan, **DECISION, by=cast.committee_officer)
    submit_plan(plan, by=cast.training_office)
    for wrong in ({"number": " "}, {"signer": ""}, {"decided_on": date(2026, 11, 26)}):
        with pytest.raises(InvalidInput):
            approve_plan(plan, **(DECISION | wrong), by=cast.committee_officer)
    approved = approve_plan(plan, **DECISION, by=cast.committee_officer)
    assert approve_plan(plan, **DECISION, by=cast.committee_officer) == approved
    assert "12/QĐ-TLHP" in approved.decision


def test_only_the_offices_plan(plan, facts, cast):
    for name in ("unit_officer", "auditor", "registrar", "stranger", "lecturer"):
        with pytest.raises(NotAllowed):
            add_item(plan, by=cast[name], **facts)
        with pytest.raises(NotAllowed):
            approve_plan(plan, **DECISION, by=cast[name])


def test_an_approved_plan_changes_by_amendment_only(approved, cast):
    item = approved.items.get()
    with pytest.raises(WrongState):
        change_item(item, class_count=5, by=cast.training_office)
    amendment = amend_plan(approved, item=item, class_count=5, **AMENDMENT, by=cast.committee_officer)
    again = amend_plan(approved, item=item, class_count=5, **AMENDMENT, by=cast.committee_officer)
    assert again == amendment
    new = {"programme": ProgrammePageFactory(code="KNLD"), "class_count": 1, "capacity": 30, "place": "Trường"}
    amend_plan(approved, **new, **AMENDMENT, by=cast.committee_officer)
    amend_plan(approved, **new, **AMENDMENT, by=cast.committee_officer)
    amendment.refresh_from_db()
    assert [(change["item"], bool(change["before"])) for change in amendment.changes] == [(1, True), (2, False)]
    assert amendment.changes[0]["before"]["class_count"] == 3
    assert approved.items.count() == 2


def test_an_amendment_follows_its_plan_and_says_why(approved, cast):
    item = approved.items.get()
    for wrong in ({"decided_on": date(2026, 11, 1)}, {"reason": ""}, {"number": ""}):
        with pytest.raises(InvalidInput):
            amend_plan(approved, item=item, class_count=5, **(AMENDMENT | wrong), by=cast.training_office)
    with pytest.raises(InvalidInput):
        amend_plan(approved, item=item, class_count=3, **AMENDMENT, by=cast.training_office)
    assert not approved.amendments.exists()


def test_a_plan_never_holds_fewer_classes_than_were_made(cast):
    item = PlanItemFactory(plan=TrainingPlanFactory(), class_count=2)
    for number in (1, 2):
        TrainingClassFactory(programme=item.programme, plan_item=item, plan_number=number)
    with pytest.raises(InvalidInput):
        change_item(item, class_count=1, by=cast.training_office)
    with pytest.raises(WrongState):
        remove_item(item, by=cast.training_office)
