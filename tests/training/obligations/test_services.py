"""Obligations in step with the records: for one person at once, for everybody in a few queries."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.clock.time import set_to
from tests.cast import MEMBERS
from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import (
    EnrolmentFactory,
    MentorFactory,
    MentorshipFactory,
    ObligationRuleFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.models import Enrolment, Obligation, Position
from training.obligations.queries import obligations_by_person, obligations_of
from training.obligations.reference import load_obligation_rules
from training.obligations.services import recompute_obligations
from training.people.services import begin_position, end_position, move_person
from training.signals import results_recognised
from training.units.services import NewUnit, merge_units

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def rule():
    return ObligationRuleFactory(titles=["pc_chairman", "pc_vice_chairman"], months=12, earlier_months=60)


@pytest.fixture
def chairman_title():
    return PositionTitleFactory(code="pc_chairman", name_vi="Chủ tịch UBND")


def states(person=None):
    rows = Obligation.objects.order_by("since")
    return [row.state for row in (rows.filter(person=person) if person else rows)]


def completed(person, code="CTX", closes_on=date(2026, 3, 1)):
    programme = ProgrammePageFactory(code=code)
    held = TrainingClassFactory(
        programme=programme,
        opens_on=closes_on - timedelta(days=9),
        closes_on=closes_on,
        nominate_until=closes_on - timedelta(days=20),
        status="closed",
    )
    return EnrolmentFactory(person=person, training_class=held, status=Enrolment.Status.COMPLETED)


@pytest.mark.both_databases
def test_everybody_is_reckoned_and_a_second_time_changes_nothing(rule):
    due = PositionFactory(valid_from=date(2026, 3, 1)).person
    late = PositionFactory(valid_from=date(2025, 9, 1)).person
    met = PositionFactory(valid_from=date(2025, 9, 1)).person
    study = completed(met)
    PositionFactory(title=PositionTitleFactory(code="specialist"))
    assert recompute_obligations() == 3
    assert recompute_obligations() == 0
    assert (states(due), states(late), states(met)) == (["due"], ["overdue"], ["met"])
    assert met.obligations.get().met_by == study
    with set_to(datetime(2027, 3, 2)):
        assert recompute_obligations() == 1
    assert states(due) == ["overdue"]


@pytest.mark.both_databases
def test_standing_is_asked_for_many_people_in_one_query(rule, django_assert_num_queries):
    late = PositionFactory(valid_from=date(2025, 9, 1)).person
    free = PersonFactory()
    rule.equivalents = ["CTX2"]
    rule.save()
    recompute_obligations()
    for code in ("CTX", "CTX2"):
        with django_assert_num_queries(1):
            found = obligations_of([late, free.pk], code)
        assert found.keys() == {late.pk}
        assert (found[late.pk].is_overdue, found[late.pk].due_on) == (True, date(2026, 9, 1))
    assert obligations_of([late], "BTX") == {}
    assert not obligations_of([late], "CTX", date(2026, 8, 1))[late.pk].is_overdue
    with django_assert_num_queries(1):
        assert [row.rule for row in obligations_by_person([late])[late.pk]] == [rule]


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow_with_the_people(rule, count):
    for _n in range(count):
        completed(PositionFactory(valid_from=date(2025, 9, 1)).person, code=f"C{_n}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        recompute_obligations()
    assert len(asked) <= 14


def test_an_appointment_counts_at_once_and_a_move_lets_it_lapse(
    rule, chairman_title, cast, django_capture_on_commit_callbacks
):
    office, person = cast.training_office, PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        position = begin_position(person, UnitFactory(), chairman_title, date(2025, 9, 1), by=office)
    assert states(person) == ["overdue"]
    with django_capture_on_commit_callbacks(execute=True):
        move_person(position, UnitFactory(), chairman_title, date(2026, 11, 1), by=office)
    assert states(person) == ["lapsed", "due"]
    with django_capture_on_commit_callbacks(execute=True):
        end_position(person.positions.get(valid_to=None), date(2026, 11, 20), by=office)
    assert states(person) == ["lapsed", "lapsed"]


def test_a_merger_carries_the_day_on(rule, chairman_title, cast, django_capture_on_commit_callbacks):
    first, second = UnitFactory(), UnitFactory()
    position = PositionFactory(title=chairman_title, unit=first, valid_from=date(2025, 9, 1))
    recompute_obligations()
    with django_capture_on_commit_callbacks(execute=True):
        into = NewUnit("99999", "Xã Mới", first.type)
        merged = merge_units(
            [first, second], into, effective_on=date(2026, 11, 1), legal_basis="Nghị quyết", by=cast.administrator
        )
    assert states(position.person) == ["lapsed"]
    with django_capture_on_commit_callbacks(execute=True):
        begin_position(position.person, merged, chairman_title, date(2026, 11, 1), by=cast.training_office)
    row = position.person.obligations.get()
    assert (row.state, row.due_on, row.unit) == ("overdue", date(2026, 9, 1), merged)


def test_recognised_results_meet_what_was_overdue(rule, django_capture_on_commit_callbacks):
    person = PositionFactory(valid_from=date(2025, 9, 1)).person
    recompute_obligations()
    study = completed(person)
    decision = SimpleNamespace(number="7/QĐ-TLHP", decided_on=date(2026, 11, 20))
    results_recognised.send(type(study.training_class), training_class=study.training_class, decision=decision)
    assert states(person) == ["met"]
    assert person.obligations.get().was_late is False


def test_mentors_are_bound_from_their_first_mentorship():
    ObligationRuleFactory(subject="mentor", titles=[], programme_code="NHD", months=3)
    mentor = MentorFactory()
    PositionFactory(person=mentor.person, unit=UnitFactory(name="Xã Kèm Cặp"))
    MentorshipFactory(mentor=mentor, valid_from=date(2026, 10, 1))
    recompute_obligations([mentor.person])
    row = mentor.person.obligations.get()
    assert (row.state, row.due_on, row.unit.name, row.office) == ("due", date(2027, 1, 1), "Xã Kèm Cặp", None)


def test_a_corrected_record_takes_its_obligation_away(rule):
    position = PositionFactory(valid_from=date(2025, 9, 1))
    recompute_obligations()
    Position.objects.filter(pk=position.pk).update(title=PositionTitleFactory(code="specialist"))
    assert recompute_obligations([position.person]) == 1
    assert not Obligation.objects.exists()


def test_rows_and_rule_agree_for_the_whole_cast(rule, cast):
    everybody = cast.everybody()
    PositionFactory(valid_from=date(2026, 3, 1))
    recompute_obligations()
    rows = list(Obligation.objects.select_related("person"))
    assert len(rows) >= 3
    for name in MEMBERS:
        user = everybody[name]
        if user.is_superuser:
            continue
        seen = set(Obligation.objects.visible_to(user))
        assert seen == {row for row in rows if user.has_perm("training.view_obligation", row)}, name


def test_the_rules_of_the_start_are_loaded_once():
    assert load_obligation_rules() == 5
    assert load_obligation_rules() == 0
