"""What obligations say when people are nominated, and what the plan says."""

from datetime import date

import pytest

from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import (
    NominationFactory,
    ObligationRuleFactory,
    PersonFactory,
    PlanItemFactory,
    PositionFactory,
    RegulatedValueFactory,
    TrainingClassFactory,
    TrainingPlanFactory,
)
from training.models import RegulatedValue
from training.nominations.services import explain_eligibility
from training.obligations.nominating import overdue_first
from training.obligations.services import recompute_obligations
from training.regulations.queries import forget_cached_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def ctx():
    return TrainingClassFactory(programme=ProgrammePageFactory(code="CTX"))


def finding(person, training_class, rule):
    return next((one for one in explain_eligibility(person, training_class) if one["rule"] == rule), None)


def test_who_must_complete_the_programme_is_named_with_the_day(ctx):
    ObligationRuleFactory()
    late = PositionFactory(valid_from=date(2025, 9, 1)).person
    due = PositionFactory(valid_from=date(2026, 3, 1)).person
    recompute_obligations()
    assert "01/09/2026" in finding(late, ctx, "obligation")["sentence"]
    assert finding(due, ctx, "obligation")["facts"] == {"due_on": "2027-03-01"}
    assert finding(PersonFactory(), ctx, "obligation") is None


def test_the_longest_overdue_come_first(ctx, django_assert_num_queries):
    ObligationRuleFactory()
    firsts = (date(2025, 9, 1), date(2025, 3, 1), date(2026, 3, 1))
    rows = [NominationFactory(training_class=ctx, person=PositionFactory(valid_from=day).person) for day in firsts]
    recompute_obligations()
    with django_assert_num_queries(1):
        weights = overdue_first(ctx, rows)
    assert sorted(weights, key=lambda key: weights[key].order) == [rows[1].pk, rows[0].pk]
    assert all(weight.order < 1 and weight.sentence for weight in weights.values())


def test_a_nomination_cites_the_item_of_the_plan(ctx):
    outside = finding(PersonFactory(), ctx, "plan_item")
    assert (outside["ok"], outside["required"]) == (False, False)
    plan = TrainingPlanFactory(status="approved", decision_number="12/QĐ", decided_on=date(2026, 1, 15), signer="A")
    ctx.plan_item, ctx.plan_number = PlanItemFactory(plan=plan, programme=ctx.programme, order=3), 1
    ctx.save()
    cited = finding(PersonFactory(), ctx, "plan_item")
    assert cited["ok"]
    assert "12/QĐ" in cited["sentence"]


def test_the_plan_decides_where_the_rule_says_so(ctx):
    RegulatedValue.objects.filter(key="training.plan_item_required").delete()
    RegulatedValueFactory(key="training.plan_item_required", value="required")
    forget_cached_values()
    assert finding(PersonFactory(), ctx, "plan_item")["required"]
