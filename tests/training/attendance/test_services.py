from datetime import datetime
from decimal import Decimal

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    TrainingClassFactory,
)
from training.attendance.queries import attendance_of_class, meetings_lacking_roll
from training.attendance.services import RollMark, confirm_register, record_attendance, record_roll
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import AttendanceRecord, RegulatedValue
from training.regulations.queries import forget_cached_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def meeting(cast):
    return ClassMeetingFactory(training_class__status="open", lecturer=cast.lecturer.person.lecturer)


@pytest.fixture
def pair(meeting):
    return EnrolmentFactory.create_batch(2, training_class=meeting.training_class)


def roll(meeting):
    return dict(meeting.attendance.values_list("enrolment", "status"))


def test_the_roll_is_written_and_each_change_logged_with_before_and_after(cast, meeting, pair):
    one, two = (enrolment.pk for enrolment in pair)
    record_attendance(meeting, {one: "present", two: "present"}, by=cast.lecturer)
    changed = record_attendance(meeting, {one: "present", two: "excused"}, by=cast.lecturer)
    assert [record.enrolment_id for record in changed] == [two]
    assert roll(meeting) == {one: "present", two: "excused"}
    assert ModelLogEntry.objects.filter(action="training.attendance.record").latest("pk").data == {
        "source": "roll_call",
        "changes": [{"enrolment": two, "before": "present", "after": "excused"}],
    }


def test_the_same_roll_again_writes_nothing(cast, meeting, pair):
    statuses = {enrolment.pk: "late" for enrolment in pair}
    record_attendance(meeting, statuses, by=cast.lecturer)
    assert record_attendance(meeting, statuses, by=cast.lecturer) == []
    assert ModelLogEntry.objects.filter(action="training.attendance.record").count() == 1


def test_eighty_people_cost_three_queries(cast, meeting):
    enrolments = EnrolmentFactory.create_batch(80, training_class=meeting.training_class)
    record_attendance(meeting, {enrolments[0].pk: "late"}, by=cast.lecturer)  # roles and content types are read once
    with CaptureQueriesContext(connection) as asked:
        record_attendance(meeting, {enrolment.pk: "present" for enrolment in enrolments}, by=cast.lecturer)
    kinds = [query["sql"].split()[0] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert kinds == ["SELECT", "INSERT", "INSERT"]  # who is in the class and what stands; the roll; the log
    assert meeting.attendance.count() == 80


def test_not_before_the_day_but_on_it(cast, meeting, pair):
    with set_to(datetime(2026, 12, 6, 23, 59)), pytest.raises(WrongState, match="07/12/2026"):
        record_attendance(meeting, {pair[0].pk: "present"}, by=cast.lecturer)
    with set_to(datetime(2026, 12, 7, 7, 0)):
        assert record_attendance(meeting, {pair[0].pk: "present"}, by=cast.lecturer)


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_not_once_the_class_is_over(cast, meeting, pair, state):
    type(meeting.training_class).objects.update(status=state)
    with pytest.raises(WrongState):
        record_attendance(meeting, {pair[0].pk: "present"}, by=cast.lecturer)


def test_not_for_a_cancelled_meeting(cast, meeting, pair):
    type(meeting).objects.update(status="cancelled")
    with pytest.raises(WrongState):
        record_attendance(meeting, {pair[0].pk: "present"}, by=cast.lecturer)


def test_somebody_of_another_class_or_an_unknown_state_refuses_the_whole_save(cast, meeting, pair):
    stranger = EnrolmentFactory(person__full_name="Cao Bá Quát")
    gone = EnrolmentFactory(training_class=meeting.training_class, status="withdrawn")
    for wrong in ({stranger.pk: "present"}, {gone.pk: "present"}, {0: "present"}, {pair[1].pk: "asleep"}):
        with pytest.raises(InvalidInput):
            record_attendance(meeting, {pair[0].pk: "present", **wrong}, by=cast.lecturer)
    assert not AttendanceRecord.objects.exists()


def test_lecturer_supervisor_and_office_take_the_roll_and_nobody_else(cast, meeting, pair):
    meeting.training_class.supervisor = cast.editor
    meeting.training_class.save()
    may = {name for name, user in cast.everybody().items() if user.has_perm("training.record_attendance", meeting)}
    assert may == {"lecturer", "editor", "training_office", "administrator"}
    for name in ("trainee", "unit_officer", "auditor", "stranger"):
        with pytest.raises(NotAllowed):
            record_attendance(meeting, {pair[0].pk: "present"}, by=cast[name])


def test_the_lecturer_of_another_meeting_does_not_take_this_roll(cast, pair, meeting):
    other = ClassMeetingFactory(training_class=meeting.training_class, slot="evening")
    with pytest.raises(NotAllowed):
        record_attendance(other, {pair[0].pk: "present"}, by=cast.lecturer)


# Percentages


@pytest.fixture
def half_days():
    """A class of three half-days of 4, 4 and 2 periods, and a fourth whose roll was not taken."""
    training_class = TrainingClassFactory(status="open")
    slots = [("morning", 4), ("afternoon", 4), ("evening", 2)]
    held = [ClassMeetingFactory(training_class=training_class, slot=slot, periods=n) for slot, n in slots]
    untaken = ClassMeetingFactory(training_class=training_class, date=datetime(2026, 12, 8).date())
    present = EnrolmentFactory(training_class=training_class)
    for meeting in held:
        AttendanceRecordFactory(meeting=meeting, enrolment=present)
    return training_class, held, untaken


def percent(half_days, statuses):
    training_class, held, _untaken = half_days
    enrolment = EnrolmentFactory(training_class=training_class)
    for meeting, status in zip(held, statuses, strict=True):
        if status:
            AttendanceRecordFactory(meeting=meeting, enrolment=enrolment, status=status)
    return attendance_of_class(training_class)[enrolment.pk].percent


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("present", "present", "present"), "100.00"),
        (("present", "late", "unexcused"), "80.00"),
        (("present", "excused", "present"), "60.00"),
        (("present", None, "present"), "60.00"),
        ((None, None, None), "0.00"),
    ],
)
def test_percent_counts_periods_and_an_excused_absence_is_an_absence(half_days, statuses, expected):
    assert percent(half_days, statuses) == Decimal(expected)


@pytest.mark.parametrize(("counts_as", "expected"), [("present", "80.00"), ("excluded", "66.67")])
def test_an_excused_absence_counts_as_the_regulation_of_the_day_says(half_days, counts_as, expected):
    RegulatedValue.objects.filter(key="training.excused_counts_as").update(value=counts_as)
    forget_cached_values()
    assert percent(half_days, ("excused", "present", "unexcused")) == Decimal(expected)


def test_nothing_held_is_nothing_missed():
    enrolment = EnrolmentFactory()
    assert attendance_of_class(enrolment.training_class)[enrolment.pk].percent == Decimal("100.00")


def test_a_cancelled_meeting_does_not_count(half_days):
    training_class, held, _untaken = half_days
    type(held[0]).objects.filter(pk=held[0].pk).update(status="cancelled")
    assert {summary.held for summary in attendance_of_class(training_class).values()} == {6}


def test_meetings_without_a_roll_are_found_once_their_day_has_come(half_days):
    training_class, _held, untaken = half_days
    ClassMeetingFactory(training_class=training_class, date=datetime(2026, 12, 19).date())
    ClassMeetingFactory(training_class=training_class, date=datetime(2026, 12, 9).date(), status="planned")
    assert list(meetings_lacking_roll(training_class)) == [untaken]


# Two devices


def at(minute):
    return timezone.make_aware(datetime(2026, 12, 7, 8, minute))


def test_the_mark_made_last_stands_whatever_the_order_of_arrival(cast, meeting, pair):
    one, two = (enrolment.pk for enrolment in pair)
    record_roll(meeting, {one: RollMark("unexcused", at(9)), two: RollMark("present", at(1))}, by=cast.lecturer)
    record_roll(meeting, {one: RollMark("present", at(5)), two: RollMark("late", at(6))}, by=cast.lecturer)
    assert roll(meeting) == {one: "unexcused", two: "late"}
    assert ModelLogEntry.objects.filter(action="training.attendance.record").latest("pk").data == {
        "source": "roll_call",
        "changes": [{"enrolment": two, "before": "present", "after": "late"}],
        "outdated": [{"enrolment": one, "kept": "unexcused", "came_late": "present"}],
    }


def test_a_preset_nobody_touched_fills_only_what_is_empty(cast, meeting, pair):
    one, two = (enrolment.pk for enrolment in pair)
    record_roll(meeting, {one: RollMark("unexcused", at(1))}, by=cast.lecturer)
    record_roll(meeting, {one: RollMark("present"), two: RollMark("present")}, by=cast.lecturer)
    assert roll(meeting) == {one: "unexcused", two: "present"}


def test_a_mark_of_the_future_does_not_shut_out_later_ones(cast, meeting, pair):
    one = pair[0].pk
    record_roll(meeting, {one: RollMark("late", timezone.make_aware(datetime(2030, 1, 1)))}, by=cast.lecturer)
    record_attendance(meeting, {one: "present"}, by=cast.lecturer)
    assert roll(meeting)[one] == "present"


# Confirming


def test_confirming_makes_the_missing_absent_and_leaves_the_rest_to_the_office(cast, meeting, pair):
    one, two = (enrolment.pk for enrolment in pair)
    with pytest.raises(WrongState):
        confirm_register(meeting, by=cast.lecturer)
    record_attendance(meeting, {one: "present"}, by=cast.lecturer)
    first = confirm_register(meeting, by=cast.lecturer)
    assert confirm_register(meeting, by=cast.training_office).confirmed_by == first.confirmed_by == cast.lecturer
    assert roll(meeting) == {one: "present", two: "unexcused"}
    with pytest.raises(WrongState):
        record_attendance(meeting, {two: "present"}, by=cast.lecturer)
    assert record_attendance(meeting, {two: "present"}, by=cast.training_office)
