"""Who comes first: the rule in force, criterion by criterion, and the sentences that explain a place."""

from datetime import date, datetime

import pytest

from django.utils import timezone

from tests.factories.training import (
    EnrolmentFactory,
    NominationFactory,
    PositionFactory,
    PositionTitleFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.models import Nomination, RegulatedValue
from training.nominations import priorities
from training.nominations.priorities import Weight, rank
from training.nominations.services import put_on_waiting_list, reject_nomination, withdraw_nomination
from training.regulations.queries import forget_cached_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november", "one_stage")]


def at(day: int):
    return timezone.make_aware(datetime(2026, 11, day, 9))


@pytest.fixture
def training_class():
    return TrainingClassFactory(capacity=3)


def use_rule(*names):
    RegulatedValue.objects.filter(key="nomination.priority_rule").update(value=list(names))
    forget_cached_values()


def order(training_class):
    rows = list(training_class.nominations.all())
    return [ranked.nomination.pk for ranked in rank(training_class, rows)]


def test_the_newly_appointed_come_first_then_units_with_fewer_then_the_earlier(training_class):
    crowded = UnitFactory()
    EnrolmentFactory(training_class=training_class, unit=crowded)
    second_of_unit = NominationFactory(training_class=training_class, unit=crowded, submitted_at=at(1))
    late = NominationFactory(training_class=training_class, submitted_at=at(20))
    early = NominationFactory(training_class=training_class, submitted_at=at(10))
    appointed = NominationFactory(training_class=training_class, submitted_at=at(21))
    PositionFactory(person=appointed.person, valid_from=date(2026, 9, 12))
    PositionFactory(person=late.person, valid_from=date(2024, 9, 12))
    clerk = PositionTitleFactory(code="specialist", rank_level="staff")
    PositionFactory(person=early.person, title=clerk, valid_from=date(2026, 10, 1))
    ranked = rank(training_class, list(training_class.nominations.all()))
    assert [row.nomination for row in ranked] == [appointed, early, late, second_of_unit]
    assert [row.place for row in ranked] == [1, 2, 3, 4]
    assert "12/09/2026" in ranked[0].because[0]
    assert len(ranked[1].because) == 2


def test_one_units_people_take_turns_with_others_in_the_units_own_order(training_class):
    one, other = UnitFactory(), UnitFactory()
    make = {"training_class": training_class, "submitted_at": at(5)}
    second = NominationFactory(**make, unit=one, priority=2)
    first = NominationFactory(**make, unit=one, priority=1)
    guest = NominationFactory(training_class=training_class, unit=other, submitted_at=at(9))
    assert order(training_class) == [first.pk, guest.pk, second.pk]


def test_the_rule_is_a_dated_value_and_a_subject_above_may_add_a_criterion(training_class, monkeypatch):
    early = NominationFactory(training_class=training_class, submitted_at=at(1))
    late = NominationFactory(training_class=training_class, submitted_at=at(2))
    monkeypatch.setattr(priorities, "_criteria", dict(priorities._criteria))
    priorities.register("overdue", lambda held, rows: {late.pk: Weight(0, "quá hạn từ 01/10/2026")})
    assert order(training_class) == [late.pk, early.pk]
    use_rule("submitted")
    assert order(training_class) == [early.pk, late.pk]
    use_rule("nobody_registered_this", "submitted")
    assert order(training_class) == [early.pk, late.pk]


def test_the_rule_the_product_starts_with_names_criteria_that_are_known():
    assert priorities.rule_in_force() == ["newly_appointed", "overdue", "unit_balance", "submitted"]
    assert set(priorities.rule_in_force()) - {"overdue"} <= set(priorities._criteria)


def test_each_on_the_waiting_list_keeps_its_place_and_why(cast, training_class):
    rows = [NominationFactory(training_class=training_class, submitted_at=at(day)) for day in (3, 1, 2)]
    for row in rows:
        put_on_waiting_list(row, by=cast.training_office)

    def places():
        return [Nomination.objects.get(pk=row.pk).place for row in rows]

    assert places() == [3, 1, 2]
    assert Nomination.objects.get(pk=rows[1].pk).place_because[-1].endswith("09:00 01/11/2026")
    withdraw_nomination(rows[1], by=cast.training_office)
    assert places() == [2, None, 1]
    reject_nomination(rows[2], reason="Đã nghỉ hưu", by=cast.training_office)
    assert places() == [1, None, None]


@pytest.mark.parametrize("count", [1, 30])
def test_ranking_costs_the_same_however_many_wait(training_class, django_assert_max_num_queries, count):
    rows = [NominationFactory(training_class=training_class) for _ in range(count)]
    priorities.rule_in_force()
    with django_assert_max_num_queries(3):
        assert len(rank(training_class, rows)) == count
