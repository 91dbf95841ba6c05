"""A lecturer away, a room lost, a day off: what it touches, and the problem as it then is."""

from datetime import date

import pytest

from tests.factories.training import ClassMeetingFactory, LecturerFactory, RoomFactory, TrainingClassFactory
from training.errors import InvalidInput
from training.scheduling.drafts.services import open_draft
from training.scheduling.planning.changes import Change, touched_by, touched_by_absence, with_change
from training.scheduling.planning.gather import gather, key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)


@pytest.fixture
def draft(cast):
    held = TrainingClassFactory(status="open", opens_on=MONDAY, closes_on=date(2027, 3, 12))
    lecturer, room = LecturerFactory(degree="TS."), RoomFactory(name="Phòng 201")
    for day in (MONDAY, TUESDAY):
        for slot in ("morning", "afternoon"):
            ClassMeetingFactory(training_class=held, date=day, slot=slot, lecturer=lecturer, room=room)
    ClassMeetingFactory(training_class=held, date=date(2027, 3, 3))
    return open_draft(2027, by=cast.training_office)


def test_what_a_change_touches_in_the_order_of_time(draft):
    row = draft.meetings.exclude(lecturer=None).first()
    assert touched_by_absence(draft, row.lecturer, MONDAY, MONDAY).count() == 2
    (only,) = touched_by_absence(draft, row.lecturer, TUESDAY, date(2027, 3, 9), "morning")
    assert (only.date, only.slot) == (TUESDAY, "morning")
    assert touched_by(draft, Change.of_room(row.room, MONDAY, date(2027, 3, 9))).count() == 4
    assert touched_by(draft, Change.of_holiday(date(2027, 3, 3), date(2027, 3, 3))).count() == 1
    assert touched_by_absence(draft, LecturerFactory(), MONDAY, TUESDAY).count() == 0


def test_a_change_is_kept_and_said_in_words(draft):
    row = draft.meetings.exclude(lecturer=None).first()
    change = Change.of_absence(row.lecturer, MONDAY, TUESDAY, "morning")
    assert Change.from_json(change.to_json()) == change
    assert str(row.lecturer) in change.sentence()
    assert "01/03/2027" in Change.of_room(row.room, MONDAY, MONDAY).sentence()
    assert "02/03/2027" in Change.of_holiday(MONDAY, TUESDAY).sentence()
    with pytest.raises(InvalidInput):
        Change.of_holiday(TUESDAY, MONDAY)
    with pytest.raises(InvalidInput):
        Change("weather", MONDAY, MONDAY)


def test_the_problem_as_it_is_once_the_change_has_come(draft):
    row = draft.meetings.exclude(lecturer=None).first()
    gathered = gather(draft)
    away = with_change(gathered, Change.of_absence(row.lecturer, MONDAY, MONDAY))
    (lecturer,) = [one for one in away.lecturers if one.key == key("lecturer", row.lecturer_id)]
    assert tuple(sorted(lecturer.away)) == ("2027-03-01 afternoon", "2027-03-01 evening", "2027-03-01 morning")
    lost = with_change(gathered, Change.of_room(row.room, MONDAY, MONDAY, "morning"))
    assert [room.closed for room in lost.rooms if room.key == key("room", row.room_id)] == [("2027-03-01 morning",)]
    off = with_change(gathered, Change.of_holiday(TUESDAY, TUESDAY))
    assert {one.date for one in off.half_days if one.closed == "holiday"} == {TUESDAY}
