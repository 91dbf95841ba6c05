"""What the database holds, as a problem: each thing once, what is fixed locked, in a constant number of queries."""

from datetime import date

import pytest

from tests.factories.curriculum import ModulePageFactory
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    RoomFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.models import AvailabilityException, CalendarDay, DutyPeriod, LoadLimit, ModuleNeed, RoomBlock
from training.scheduling.drafts.services import lock_meeting, open_draft
from training.scheduling.planning.gather import gather, key
from training.scheduling.solver import Person, Placement, Rule, from_json, to_json

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("november")]
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
DAYS = {"opens_on": MONDAY, "closes_on": date(2027, 3, 12)}


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def held():
    return TrainingClassFactory(status="open", capacity=40, **DAYS)


def test_rooms_lecturers_and_duties_come_with_their_half_days(held, office):
    ClassMeetingFactory(training_class=held, date=MONDAY)
    room, unit = RoomFactory(address="220 Láng"), UnitFactory()
    lecturer = LecturerFactory()
    RoomBlock.objects.create(room=room, starts_on=MONDAY, ends_on=MONDAY, slot="morning", reason="Sửa điện")
    away = {"lecturer": lecturer, "starts_on": date(2027, 2, 1), "ends_on": TUESDAY}
    AvailabilityException.objects.create(**away, reason="Đi công tác")
    AvailabilityException.objects.create(**(away | {"starts_on": TUESDAY}), slot="evening", is_available=True)
    LoadLimit.objects.create(lecturer=lecturer, week=8, month=20, year=100, valid_from=date(2027, 1, 1))
    DutyPeriod.objects.create(kind="council", title="Kỳ họp", unit=unit, starts_on=MONDAY, ends_on=MONDAY)
    DutyPeriod.objects.create(kind="election", title="Bầu cử", starts_on=TUESDAY, ends_on=TUESDAY, blocks=True)
    CalendarDay.objects.create(date=date(2027, 3, 6), kind="working", name="Làm bù", legal_basis="1/TB")
    CalendarDay.objects.create(date=TUESDAY, kind="off", name="Nghỉ bù", legal_basis="1/TB")
    gathered = gather(open_draft(2027, by=office))
    problem = gathered.problem
    closed = {half_day.key: (half_day.closed, half_day.reason) for half_day in problem.half_days}
    assert closed["2027-03-02 morning"] == ("holiday", "Nghỉ bù")
    assert [closed[f"2027-03-0{day} morning"][0] for day in (1, 6, 7)] == ["", "", "weekend"]
    (found,) = problem.rooms
    assert (found.place, found.closed) == ("220 Láng", ("2027-03-01 morning",))
    (teacher,) = problem.lecturers
    assert teacher.away[-3:] == ("2027-03-01 morning", "2027-03-02 afternoon", "2027-03-02 morning")
    assert (teacher.free, teacher.most_week, teacher.most_year) == (("2027-03-02 evening",), 8, 100)
    assert [(duty.key[:4], duty.blocks, duty.groups) for duty in problem.duties] == [
        ("duty", True, ())
    ]  # nobody of the unit
    EnrolmentFactory(training_class=held, unit=unit)
    duties = gather(open_draft(2027, by=office)).problem.duties
    assert [duty.groups for duty in duties] == [(key("class", held.pk),), ()]
    assert from_json(to_json(problem)) == problem


def test_meetings_know_what_they_need_and_what_is_fixed(held, office):
    study, computing = (ModulePageFactory(parent=held.programme) for _n in range(2))
    study.kind = "field_study"
    study.save()
    ModuleNeed.objects.create(module=computing, kind="computers", for_each_learner=True)
    EnrolmentFactory.create_batch(2, training_class=held)
    room, lecturer = RoomFactory(), LecturerFactory()
    ClassMeetingFactory(training_class=held, date=MONDAY, module=computing, room=room, lecturer=lecturer)
    ClassMeetingFactory(training_class=held, date=TUESDAY, module=study)
    ClassMeetingFactory(training_class=held, date=TUESDAY, slot="evening", status="planned")
    draft = open_draft(2027, by=office)
    rows = {row.date.day * 10 + (row.slot == "evening"): row for row in draft.meetings.all()}
    gathered = gather(draft)
    problem = gathered.problem
    first, second, third = (
        next(one for one in problem.meetings if one.key == key("row", rows[number].pk)) for number in (10, 20, 21)
    )
    place = Placement("2027-03-01 morning", key("room", room.pk), key("lecturer", lecturer.pk))
    assert (first.equipment, first.published, first.locked) == ((("computers", 2),), place, None)
    assert (second.needs_room, second.needs_lecturer) == (False, False)
    assert third.published == Placement("2027-03-02 evening")
    assert gathered.announced == {first.key, second.key}  # of the third nobody was told
    assert (first.order, second.order, third.order) == (2, 1, 1)  # in the order of the pages
    (group,) = problem.groups
    assert (group.size, group.slots, group.day_max) == (2, ("morning", "afternoon", "evening"), 8)
    lock_meeting(rows[10], revision=0, by=office)
    locked = {one.key: one.locked for one in gather(draft).problem.meetings}
    assert locked == {first.key: place, second.key: None, third.key: None}
    assert all(one.locked for one in gather(draft, keep_placed=True).problem.meetings)
    assert all(one.locked for one in gather(draft, only=[]).problem.meetings)


def test_people_in_several_classes_and_leaders_of_one_unit(held, office):
    other = TrainingClassFactory(status="planned", **DAYS)
    unit = UnitFactory(name="Xã Ô Diên")
    secretary, chairman, both = (PersonFactory() for _n in range(3))
    for person, code in ((secretary, "party_secretary"), (chairman, "pc_chairman")):
        PositionFactory(person=person, unit=unit, title=PositionTitleFactory(code=code))
    for training_class, person in ((held, secretary), (other, chairman), (held, both), (other, both)):
        EnrolmentFactory(training_class=training_class, person=person, unit=unit)
    for training_class in (held, other):
        ClassMeetingFactory(training_class=training_class, date=MONDAY)
    gathered = gather(open_draft(2027, by=office))
    mine, theirs = key("class", held.pk), key("class", other.pk)
    assert gathered.problem.people == (Person(key("person", both.pk), tuple(sorted((mine, theirs)))),)
    (cover,) = gathered.problem.cover
    assert (cover.unit, cover.most_away) == (key("unit", unit.pk), 1)
    assert {one.key: one.groups for one in cover.leaders} == {
        key("person", secretary.pk): (mine,),
        key("person", chairman.pk): (theirs,),
    }
    assert gathered.names[cover.unit] == "Xã Ô Diên"


def test_the_settings_of_rules_are_the_planners_too(held, office, cast):
    from training.scheduling.drafts.rule_settings import set_rule

    ClassMeetingFactory(training_class=held, date=MONDAY)
    set_rule("travel", level="ignore", weight=0, by=office)
    set_rule("compact", level="ignore", weight=7, by=office)
    set_rule("spread", level="ignore", weight=2, is_on=False, by=office)
    rules = {rule.code: rule for rule in gather(open_draft(2027, by=office)).problem.rules}
    assert rules["travel"].is_on is False
    assert rules["compact"] == Rule("compact", True, 7)
    assert rules["spread"].is_on is False
    assert rules["room"].is_on is True


def test_questions_do_not_grow_with_the_year(held, office, django_assert_max_num_queries):
    for day in range(1, 12):
        other = TrainingClassFactory(status="open", **DAYS)
        ClassMeetingFactory(
            training_class=other, date=date(2027, 3, day), lecturer=LecturerFactory(), room=RoomFactory()
        )
        EnrolmentFactory(training_class=other)
    draft = open_draft(2027, by=office)
    gather(draft)
    with django_assert_max_num_queries(20):
        gather(draft)
