"""What rooms, lecturers and duties say to a meeting: each condition alone, with who and what, hard or as a warning."""

from datetime import date, timedelta

import pytest

from tests.factories.curriculum import ModulePageFactory
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.errors import Clash, InvalidInput, NotAllowed
from training.models import DutyPeriod, LoadLimit, ModuleNeed
from training.scheduling.conditions import is_free, limits_of
from training.scheduling.holidays import holiday_on, is_weekend, is_working_day
from training.scheduling.keeping import (
    add_duty,
    close_room,
    mark_days,
    remove_duty,
    set_day,
    set_equipment,
    set_lecturer,
    set_week,
    unmark_days,
    unset_day,
)
from training.scheduling.services import preview_meeting, schedule_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("november")]
MONDAY = date(2026, 12, 7)


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def held():
    return TrainingClassFactory(code="BTX-01")


@pytest.fixture
def lecturer():
    return LecturerFactory()


def found(held, **kwargs):
    findings = preview_meeting(held, **{"date": MONDAY, "slot": "morning"} | kwargs)
    return [(finding.rule, finding.level == "warn") for finding in findings]


def test_nothing_is_against_an_ordinary_meeting(held, lecturer):
    assert found(held, lecturer=lecturer, room=RoomFactory()) == []


def test_a_lecturer_away_forbids_and_the_pattern_of_the_week_warns(held, lecturer, office):
    set_week(lecturer, [(0, "afternoon"), (9, "morning"), (1, "night")], by=office)
    assert found(held, lecturer=lecturer) == [("availability", True)]
    assert found(held, lecturer=lecturer, slot="afternoon") == []
    away = mark_days(lecturer, starts_on=MONDAY, ends_on=MONDAY, slot="afternoon", reason="Đi công tác", by=office)
    assert found(held, lecturer=lecturer, slot="afternoon") == [("away", False)]
    mark_days(lecturer, starts_on=MONDAY, ends_on=MONDAY, slot="morning", is_available=True, by=office)
    assert found(held, lecturer=lecturer) == []
    assert [is_free(lecturer, MONDAY, slot) for slot in ("morning", "afternoon", "evening")] == [True, False, False]
    with pytest.raises(Clash, match="Đi công tác"):
        schedule_meeting(held, topic="Thử", date=MONDAY, slot="afternoon", lecturer=lecturer, by=office)
    unmark_days(away, by=office)
    assert found(held, lecturer=lecturer, slot="afternoon") == []


def test_lecturers_mark_their_own_days_and_nobody_elses(cast, lecturer):
    mine = cast.lecturer.person.lecturer
    mark_days(mine, starts_on=MONDAY, ends_on=MONDAY, by=cast.lecturer)
    with pytest.raises(NotAllowed):
        mark_days(lecturer, starts_on=MONDAY, ends_on=MONDAY, by=cast.lecturer)
    with pytest.raises(InvalidInput):
        mark_days(mine, starts_on=MONDAY, ends_on=MONDAY - timedelta(days=1), by=cast.lecturer)


def test_a_module_outside_what_one_may_teach_warns(held, lecturer, office):
    taught, other = (ModulePageFactory(parent=held.programme) for _n in range(2))
    assert found(held, lecturer=lecturer, module=other) == []  # never asked
    set_lecturer(lecturer, modules=[taught], by=office)
    assert found(held, lecturer=lecturer, module=taught) == []
    assert found(held, lecturer=lecturer, module=other) == [("competence", True)]


def test_load_is_counted_by_week_month_and_year(held, lecturer, office):
    for number, slot in [(number, slot) for number in range(1, 4) for slot in ("morning", "afternoon")][:5]:
        ClassMeetingFactory(date=MONDAY + timedelta(days=number), slot=slot, lecturer=lecturer, periods=4)
    assert found(held, lecturer=lecturer) == [("load", True)]  # 24 of 20 in the week
    set_lecturer(lecturer, modules=[], limits={"week": 24, "month": 24, "year": 23}, basis="15/QĐ", by=office)
    (finding,) = preview_meeting(held, date=MONDAY, slot="morning", lecturer=lecturer)
    assert finding.facts == {"span": "year", "total": 24}
    assert limits_of(lecturer, MONDAY) == {"week": 24, "month": 24, "year": 23}
    set_lecturer(lecturer, modules=[], limits=None, by=office)
    assert not LoadLimit.objects.exists()


def test_two_places_in_consecutive_half_days_warn(held, lecturer):
    far, near = RoomFactory(address="Sơn Tây"), RoomFactory(address="220 Láng")
    ClassMeetingFactory(date=MONDAY, slot="afternoon", lecturer=lecturer, room=far)
    assert found(held, lecturer=lecturer, room=near) == [("travel", True)]
    assert found(held, lecturer=lecturer, room=RoomFactory(address="Sơn Tây")) == []
    ClassMeetingFactory(date=MONDAY, slot="evening", lecturer=(other := LecturerFactory()), room=far)
    assert found(held, lecturer=other, room=near) == []  # the afternoon lies between


def test_a_room_closed_forbids_and_missing_equipment_warns(held, office):
    room, module = RoomFactory(), ModulePageFactory(parent=held.programme)
    ModuleNeed.objects.create(module=module, kind="computers", for_each_learner=True)
    for _n in range(3):
        EnrolmentFactory(training_class=held)
    set_equipment(room, {"computers": 2, "nonsense": 9}, by=office)
    assert found(held, room=room, module=module) == [("equipment", True)]
    set_equipment(room, {"computers": 3}, by=office)
    assert found(held, room=room, module=module) == []
    close_room(room, starts_on=MONDAY, ends_on=MONDAY, reason="Sửa điện", by=office)
    assert found(held, room=room) == [("room_closed", False)]


def test_duties_concern_the_units_of_the_class(cast, held, office):
    ward, elsewhere = cast.ward, UnitFactory()
    EnrolmentFactory(training_class=held, unit=ward)
    days = {"starts_on": MONDAY, "ends_on": MONDAY}
    add_duty(kind="council", title="Kỳ họp thứ 3", unit=ward, by=cast.unit_officer, **days)
    add_duty(kind="flood", title="Trực lũ", unit=elsewhere, legal_basis="7/KH", blocks=True, by=office, **days)
    assert found(held) == [("duty", True)]
    whole = add_duty(kind="election", title="Bầu cử", legal_basis="9/KH", blocks=True, by=office, **days)
    assert found(held) == [("duty", True), ("duty", False)]
    remove_duty(whole, by=office)
    assert found(held) == [("duty", True)]
    with pytest.raises(NotAllowed):
        add_duty(kind="other", title="Khác", unit=elsewhere, by=cast.unit_officer, **days)
    with pytest.raises(NotAllowed):
        add_duty(kind="other", title="Khác", by=cast.unit_officer, **days)
    with pytest.raises(InvalidInput):
        add_duty(kind="other", title="Không có văn bản", unit=ward, blocks=True, by=cast.unit_officer, **days)
    again = add_duty(kind="council", title="Kỳ họp thứ 3", unit=ward, by=cast.unit_officer, **days)
    assert DutyPeriod.objects.filter(title=again.title).count() == 1


def test_swapped_days_are_worked_and_special_days_go_before_the_calendar(held, office):
    swapped = date(2026, 8, 22)  # a Saturday worked for 31/8/2026
    assert not is_weekend(swapped)
    assert holiday_on(date(2026, 8, 31))
    saturday = date(2026, 12, 12)
    assert found(held, date=saturday) == [("weekend", True)]
    row = set_day(saturday, kind="working", name="Làm bù", legal_basis="15/TB-UBND", by=office)
    assert is_working_day(saturday)
    assert found(held, date=saturday) == []
    set_day(MONDAY, kind="off", name="Nghỉ bù", legal_basis="15/TB-UBND", by=office)
    assert found(held) == [("holiday", True)]
    unset_day(row, by=office)
    assert is_weekend(saturday)
    with pytest.raises(InvalidInput):
        set_day(saturday, kind="off", name="Nghỉ", legal_basis=" ", by=office)


def test_a_class_of_many_days_takes_a_lecturer_only_where_he_teaches(held, lecturer):
    ClassMeetingFactory(date=MONDAY + timedelta(days=2), lecturer=lecturer)
    assert found(held, lecturer=lecturer, date=MONDAY + timedelta(days=1)) == []


def test_looking_asks_a_bounded_number_of_questions(held, lecturer, django_assert_max_num_queries):
    DutyPeriod.objects.create(kind="flood", title="Trực lũ", starts_on=MONDAY, ends_on=MONDAY)
    module, room = ModulePageFactory(parent=held.programme), RoomFactory()
    with django_assert_max_num_queries(20):
        preview_meeting(held, date=MONDAY, slot="morning", lecturer=lecturer, room=room, module=module)
