"""Tentative classes become confirmed ones; classes that lack people are named in time."""

from datetime import date, datetime

import pytest

from django.db import connection

from curriculum.clock.time import set_to
from tests.factories.training import EnrolmentFactory, NominationFactory, TrainingClassFactory
from training.cohorts.confirmation import (
    change_confirmation,
    confirm_class,
    confirm_if_filled,
    warn_of_classes_at_risk,
)
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import TrainingClass
from training.nominations.services import accept_nomination
from training.signals import class_at_risk, class_confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def held():
    return TrainingClassFactory(minimum=2, capacity=10, confirm_by=date(2026, 11, 30))


@pytest.fixture
def heard():
    found = []

    def hear(training_class, signal, **kwargs):
        found.append((training_class.pk, kwargs.get("taken")))

    for signal in (class_confirmed, class_at_risk):
        signal.connect(hear)
    yield found
    for signal in (class_confirmed, class_at_risk):
        signal.disconnect(hear)


@pytest.mark.usefixtures("one_stage")
def test_the_class_confirms_itself_when_filled_to_its_minimum(held, cast, heard, django_capture_on_commit_callbacks):
    for step in (1, 2, 3):
        with django_capture_on_commit_callbacks(execute=True):
            accept_nomination(NominationFactory(training_class=held), by=cast.training_office)
        held.refresh_from_db()
        assert bool(held.confirmed_at) == (step >= 2)
    assert heard == [(held.pk, None)]
    assert (held.status, held.stage) == ("enrolling", "confirmed")


def test_nothing_else_than_an_enrolling_class_confirms_itself(cast):
    for status in ("planned", "open", "closed", "cancelled"):
        one = TrainingClassFactory(minimum=1, status=status)
        EnrolmentFactory(training_class=one)
        assert confirm_if_filled(one).confirmed_at is None


def test_the_office_confirms_below_the_minimum_with_a_reason(held, cast):
    with pytest.raises(InvalidInput):
        confirm_class(held, by=cast.training_office)
    assert confirm_class(held, reason="Ban Tổ chức đồng ý", by=cast.training_office).confirmed_at
    with pytest.raises(NotAllowed):
        confirm_class(held, by=cast.auditor)
    with pytest.raises(WrongState):
        confirm_class(TrainingClassFactory(status="open"), reason="x", by=cast.training_office)


def test_deadline_and_minimum_change_while_it_is_tentative(held, cast):
    EnrolmentFactory(training_class=held)
    change = {"confirm_by": date(2026, 12, 2), "minimum": 1, "by": cast.training_office}
    assert change_confirmation(held, **change).confirmed_at
    assert change_confirmation(held, **change).minimum == 1
    for wrong in ({"confirm_by": date(2026, 12, 8)}, {"minimum": 11}):
        with pytest.raises(InvalidInput):
            change_confirmation(held, **(change | wrong))


def test_classes_below_their_minimum_are_named_from_a_week_before_the_day(held, heard):
    full = TrainingClassFactory(minimum=1, confirm_by=date(2026, 11, 26))
    EnrolmentFactory(training_class=full)
    left = EnrolmentFactory(training_class=held, status="withdrawn")
    TrainingClassFactory(minimum=5, confirm_by=date(2026, 11, 26), status="planned")
    TrainingClassFactory(minimum=5, confirm_by=None)
    with set_to(datetime(2026, 11, 22, 7, 0)):
        assert warn_of_classes_at_risk() == 0
    with set_to(datetime(2026, 11, 23, 7, 0)):
        assert warn_of_classes_at_risk() == 1
    with set_to(datetime(2026, 12, 3, 7, 0)):
        assert warn_of_classes_at_risk() == 1
    assert heard == [(held.pk, 0), (held.pk, 0)]
    assert left.training_class.status == TrainingClass.Status.ENROLLING  # warned, never opened or cancelled


@pytest.mark.both_databases
def test_asking_for_classes_at_risk_is_one_query(held, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [one.taken for one in TrainingClass.objects.at_risk(date(2026, 11, 25), 7)] == [0]
    assert connection.vendor in ("sqlite", "postgresql")
