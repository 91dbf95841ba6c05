"""Check-in: in the room and in time, once, whatever the phone's network does."""

from datetime import datetime, timedelta

import pytest

from django.utils import timezone

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory
from training.attendance.codes import begins, code_for, short_code_for, step_at
from training.attendance.services import (
    accept_check_ins,
    check_in,
    confirm_register,
    open_check_in,
    record_attendance,
)
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import AttendanceRecord, CheckIn

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2026, 12, 7, 7, 30))
AT = START + timedelta(minutes=1)


@pytest.fixture
def meeting(cast):
    return ClassMeetingFactory(training_class__status="open", lecturer=cast.lecturer.person.lecturer)


@pytest.fixture
def enrolment(cast, meeting):
    return EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)


@pytest.fixture
def register(cast, meeting):
    with set_to(START - timedelta(minutes=20)):
        return open_check_in(meeting, by=cast.lecturer)


def code_at(register, moment):
    return code_for(register.meeting_id, register.secret, step_at(moment))


def arrive(register, user, *, shown=AT, scanned=None, received=None, installation="a"):
    """The code that is shown at one moment, read at another, reaching the server at a third."""
    scanned = scanned or begins(step_at(shown)) + timedelta(seconds=5)
    with set_to(received or scanned):
        return check_in(code_at(register, shown), by=user, scanned_at=scanned, installation=installation)


def test_a_code_read_in_time_makes_its_reader_present(cast, register, enrolment):
    result = arrive(register, cast.trainee)
    record = AttendanceRecord.objects.get()
    assert (result.is_new, record.status, record.source, record.enrolment) == (True, "present", "check_in", enrolment)
    assert not result.check_in.is_offline
    assert ModelLogEntry.objects.get(action="training.attendance.check_in").data["changes"] == [
        {"enrolment": enrolment.pk, "before": None, "after": "present"}
    ]


def test_after_the_minutes_of_the_rule_it_is_late(cast, register, enrolment):
    assert arrive(register, cast.trainee, shown=START + timedelta(minutes=15, seconds=31)).status == "late"


def test_the_typed_code_counts_too(cast, register, enrolment):
    typed = short_code_for(register.meeting_id, register.secret, step_at(AT))
    with set_to(AT):
        assert check_in(f"{typed[:4]} {typed[4:]}".lower(), by=cast.trainee, scanned_at=AT).status == "present"
        with pytest.raises(InvalidInput, match=r"eight|tám"):
            check_in("ABCD2345", by=cast.trainee, scanned_at=AT)


@pytest.mark.parametrize("seconds", [18, 60, 3600])
def test_a_photographed_or_forwarded_code_is_refused_with_its_two_moments(cast, register, enrolment, seconds):
    with pytest.raises(InvalidInput) as refusal:
        arrive(register, cast.trainee, scanned=begins(step_at(AT)) + timedelta(seconds=seconds))
    assert f"{begins(step_at(AT)):%H:%M:%S}" in str(refusal.value)
    assert not AttendanceRecord.objects.exists()


def test_a_code_of_the_future_is_refused(cast, register, enrolment):
    with pytest.raises(InvalidInput):
        arrive(register, cast.trainee, scanned=begins(step_at(AT)) - timedelta(seconds=5))


def test_counted_once_from_any_number_of_phones_and_codes(cast, register, enrolment):
    first = arrive(register, cast.trainee)
    again = arrive(register, cast.trainee, installation="b")
    much_later = arrive(register, cast.trainee, scanned=AT + timedelta(minutes=50))
    assert [again.is_new, much_later.is_new] == [False, False]
    assert again.check_in == much_later.check_in == first.check_in
    assert (CheckIn.objects.count(), AttendanceRecord.objects.count()) == (1, 1)


def test_kept_on_the_phone_and_sent_in_the_evening_it_counts_and_says_so(cast, register, enrolment):
    result = arrive(register, cast.trainee, received=START + timedelta(hours=12))
    assert (result.status, result.check_in.is_offline) == ("present", True)
    assert AttendanceRecord.objects.get().recorded_at == result.check_in.scanned_at


def test_sent_after_the_hours_of_the_rule_it_is_refused(cast, register, enrolment):
    with pytest.raises(WrongState, match="48"):
        arrive(register, cast.trainee, received=START + timedelta(days=3))


def test_after_confirmation_it_is_refused(cast, meeting, register, enrolment):
    other = EnrolmentFactory(training_class=meeting.training_class)
    with set_to(START + timedelta(hours=3)):
        record_attendance(meeting, {other.pk: "present"}, by=cast.lecturer)
        confirm_register(meeting, by=cast.lecturer)
    with pytest.raises(WrongState, match="10:30"):
        arrive(register, cast.trainee, received=START + timedelta(hours=4))
    assert AttendanceRecord.objects.get(enrolment=enrolment).status == "unexcused"


@pytest.mark.parametrize("shown", [START - timedelta(minutes=31), START + timedelta(hours=4)])
def test_outside_the_meeting_even_a_genuine_code_counts_for_nothing(cast, register, enrolment, shown):
    with pytest.raises(WrongState, match="07:00"):
        arrive(register, cast.trainee, shown=shown)


def test_somebody_of_another_class_and_an_invented_code_are_refused(cast, register, enrolment):
    with pytest.raises(InvalidInput, match=register.meeting.training_class.code):
        arrive(register, cast.chairman)
    for text in ("", "x", "1-2-3", code_for(register.meeting_id, "0" * 64, step_at(AT)), code_for(999, "", 1)):
        with set_to(AT), pytest.raises(InvalidInput):
            check_in(text, by=cast.trainee, scanned_at=AT)
    assert not CheckIn.objects.exists()


def test_what_the_lecturer_saw_is_not_overruled_until_the_lecturer_says_so(cast, meeting, register, enrolment):
    with set_to(START + timedelta(hours=1)):
        record_attendance(meeting, {enrolment.pk: "unexcused"}, by=cast.lecturer)
    result = arrive(register, cast.trainee, received=START + timedelta(hours=2))
    assert (result.status, result.check_in.is_counted) == ("unexcused", False)
    with set_to(START + timedelta(hours=2)):
        assert [one.enrolment for one in accept_check_ins(meeting, by=cast.lecturer)] == [enrolment]
        assert accept_check_ins(meeting, by=cast.lecturer) == []
    assert AttendanceRecord.objects.get().status == "present"
    assert CheckIn.objects.get().is_counted


def test_check_in_is_opened_once_by_whoever_takes_the_roll(cast, meeting, register):
    with set_to(START):
        assert open_check_in(meeting, by=cast.training_office).secret == register.secret
        with pytest.raises(NotAllowed):
            open_check_in(meeting, by=cast.trainee)


def test_check_in_is_not_opened_for_a_meeting_that_is_over_or_cancelled(cast, meeting):
    with set_to(START + timedelta(hours=5)), pytest.raises(WrongState):
        open_check_in(meeting, by=cast.lecturer)
    type(meeting).objects.update(status="cancelled")
    with set_to(START), pytest.raises(WrongState):
        open_check_in(meeting, by=cast.lecturer)


def test_every_meeting_has_its_own_secret(cast, meeting, register):
    other = ClassMeetingFactory(
        training_class=meeting.training_class, lecturer=meeting.lecturer, slot="evening", ends_at=START.replace(hour=20)
    )
    with set_to(START):
        assert open_check_in(other, by=cast.lecturer).secret != register.secret
