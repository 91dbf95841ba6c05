"""Changing a regulated value."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to, today
from tests.factories.training import user_with_role
from training.errors import InvalidInput, NoRegulatedValue, NotAllowed
from training.models import RegulatedValue, Role
from training.regulations.queries import value_on
from training.regulations.services import set_value

pytestmark = pytest.mark.django_db
KEY = "training.class_size_max"
BASIS = "Quyết định 12/QĐ-TLHP"


@pytest.fixture
def administrator():
    return user_with_role(Role.SYSTEM_ADMIN)


def test_new_value_begins_where_the_old_one_ends(administrator):
    first = today() + timedelta(days=30)
    set_value(KEY, 60, first, BASIS, by=administrator)
    assert value_on(KEY, first - timedelta(days=1)) == 80
    assert value_on(KEY, first) == 60
    assert RegulatedValue.objects.get(key=KEY, value=80).valid_to == first - timedelta(days=1)


def test_change_is_logged_with_what_was_before(administrator):
    set_value(KEY, 60, today(), BASIS, by=administrator)
    entry = ModelLogEntry.objects.get(action="training.regulation.set")
    assert (entry.user, entry.data["before"], entry.data["after"]) == (administrator, 80, 60)


def test_same_change_again_does_no_harm(administrator):
    once = set_value(KEY, 60, today(), BASIS, by=administrator)
    assert set_value(KEY, 60, today(), BASIS, by=administrator) == once
    assert RegulatedValue.objects.filter(key=KEY).count() == 2
    assert ModelLogEntry.objects.filter(action="training.regulation.set").count() == 1


def test_value_that_has_not_begun_may_be_replaced(administrator):
    first = today() + timedelta(days=30)
    set_value(KEY, 60, first, BASIS, by=administrator)
    set_value(KEY, 70, first, BASIS, by=administrator)
    assert value_on(KEY, first) == 70
    assert RegulatedValue.objects.filter(key=KEY).count() == 2


def test_value_read_before_the_change_is_not_remembered(administrator, django_capture_on_commit_callbacks):
    assert value_on(KEY) == 80
    with django_capture_on_commit_callbacks(execute=True):
        set_value(KEY, 60, today(), BASIS, by=administrator)
    assert value_on(KEY) == 60


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"valid_from": date(2026, 1, 1)}, "in force"),
        ({"legal_basis": "  "}, "document"),
        ({"key": "training.colour"}, "no rule"),
        ({"value": "many"}, "same kind"),
        ({"value": True}, "same kind"),
    ],
)
def test_change_is_refused_and_nothing_changes(administrator, change, says, settings):
    settings.LANGUAGE_CODE = "en"
    rows = list(RegulatedValue.objects.values())
    arguments = {"key": KEY, "value": 60, "valid_from": today(), "legal_basis": BASIS} | change
    with pytest.raises(InvalidInput, match=says):
        set_value(**arguments, by=administrator)
    assert list(RegulatedValue.objects.values()) == rows


def test_value_that_began_today_is_in_force(administrator):
    set_value(KEY, 60, today(), BASIS, by=administrator)
    with pytest.raises(InvalidInput):
        set_value(KEY, 70, today(), BASIS, by=administrator)


def test_value_before_one_already_decided_is_refused(administrator):
    set_value(KEY, 60, today() + timedelta(days=30), BASIS, by=administrator)
    with pytest.raises(InvalidInput):
        set_value(KEY, 70, today() + timedelta(days=10), BASIS, by=administrator)


def test_gap_after_a_value_that_ended_is_refused(administrator):
    RegulatedValue.objects.filter(key=KEY).update(valid_to=today() + timedelta(days=10))
    with pytest.raises(InvalidInput):
        set_value(KEY, 60, today() + timedelta(days=12), BASIS, by=administrator)
    set_value(KEY, 60, today() + timedelta(days=11), BASIS, by=administrator)
    assert value_on(KEY, today() + timedelta(days=11)) == 60


def test_others_may_not_change_values():
    with pytest.raises(NotAllowed):
        set_value(KEY, 60, today(), BASIS, by=user_with_role(Role.TRAINING_OFFICE))


def test_day_without_value_is_an_error_and_not_a_default():
    with pytest.raises(NoRegulatedValue):
        value_on(KEY, date(1999, 1, 1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(-20, 400), st.integers(1, 500)), max_size=8))
def test_on_any_day_exactly_one_value_holds_whatever_was_tried(administrator, changes):
    RegulatedValue.objects.filter(key=KEY).delete()
    RegulatedValue.objects.create(key=KEY, value=80, valid_from=date(2017, 1, 1), legal_basis="x")
    with set_to(datetime(2026, 11, 23, 8)):
        for days, value in changes:
            try:
                set_value(KEY, value, today() + timedelta(days=days), BASIS, by=administrator)
            except InvalidInput:
                continue
        for offset in range(-30, 420, 7):
            day = today() + timedelta(days=offset)
            assert RegulatedValue.objects.filter(key=KEY).valid_on(day).count() == 1
        assert value_on(KEY, today() - timedelta(days=1)) == 80
