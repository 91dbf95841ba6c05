from datetime import date, datetime

import pytest

from django.utils import timezone

from wagtail.models import ModelLogEntry

from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    RoomFactory,
    TrainingClassFactory,
)
from training.errors import Clash, InvalidInput, NotAllowed, WrongState
from training.models import ClassMeeting
from training.scheduling import services
from training.scheduling.services import (
    cancel_meeting,
    find_clashes,
    move_meeting,
    publish_meetings,
    schedule_meeting,
)
from training.signals import meeting_changed, timetable_published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
MONDAY = date(2026, 12, 7)


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def training_class():
    return TrainingClassFactory(code="BTX-01")


@pytest.fixture
def heard():
    calls = []

    def hear(signal, **kwargs):
        calls.append({timetable_published: "published", meeting_changed: "changed"}[signal])

    timetable_published.connect(hear)
    meeting_changed.connect(hear)
    yield calls
    timetable_published.disconnect(hear)
    meeting_changed.disconnect(hear)


def local(day, hour, minute):
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=hour, minute=minute)))


def kinds(findings):
    return [(finding.rule, finding.level == "warn") for finding in findings]


def test_a_meeting_takes_its_hours_and_periods_from_the_regulated_values(training_class, office):
    room, lecturer = RoomFactory(), LecturerFactory()
    meeting = schedule_meeting(
        training_class, topic="Chuyên đề 1", date=MONDAY, slot="morning", room=room, lecturer=lecturer, by=office
    )
    assert (meeting.starts_at, meeting.ends_at) == (local(MONDAY, 7, 30), local(MONDAY, 11, 0))
    assert (meeting.periods, meeting.status, meeting.sequence) == (4, ClassMeeting.Status.PLANNED, 0)
    again = schedule_meeting(
        training_class, topic="Chuyên đề 1", date=MONDAY, slot="morning", room=room, lecturer=lecturer, by=office
    )
    assert again == meeting
    assert ModelLogEntry.objects.filter(action="training.meeting.schedule").count() == 1


def test_a_clash_names_who_and_what(training_class, office):
    room = RoomFactory(name="Hội trường A")
    lecturer = LecturerFactory(degree="TS.", person=PersonFactory(full_name="Hoàng Minh Sơn"))
    other = ClassMeetingFactory(training_class__code="CTX-09", room=room, lecturer=lecturer)
    ClassMeetingFactory(training_class=training_class, topic="Chuyên đề 2")
    person = PersonFactory(full_name="Nguyễn Thị Thu Hà")
    EnrolmentFactory(training_class=training_class, person=person)
    EnrolmentFactory(training_class=other.training_class, person=person)
    with pytest.raises(Clash) as refusal:
        schedule_meeting(
            training_class, topic="Chuyên đề 1", date=MONDAY, slot="morning", room=room, lecturer=lecturer, by=office
        )
    for words in ("BTX-01", "Hội trường A", "CTX-09", "TS. Hoàng Minh Sơn", "Nguyễn Thị Thu Hà", "07/12/2026"):
        assert words in str(refusal.value)
    assert ClassMeeting.objects.count() == 2


def test_find_clashes_for_each_kind(training_class):
    small, closed = RoomFactory(capacity=1), RoomFactory(is_active=False)
    EnrolmentFactory.create_batch(2, training_class=training_class)
    draft = ClassMeetingFactory.build(training_class=training_class, room=small, lecturer=None, date=MONDAY)
    assert kinds(find_clashes(draft)) == [("capacity", False)]
    small.capacity = 30
    assert kinds(find_clashes(draft)) == [("capacity", True)]
    draft.room = closed
    assert kinds(find_clashes(draft)) == [("room", False)]
    draft.room = None
    assert find_clashes(draft) == []
    draft.date = date(2026, 12, 12)
    assert kinds(find_clashes(draft)) == [("weekend", True)]
    draft.date = date(2027, 1, 1)
    assert kinds(find_clashes(draft)) == [("window", False), ("holiday", True)]


def test_a_cancelled_meeting_and_the_meeting_itself_stand_in_nobodys_way(training_class):
    meeting = ClassMeetingFactory(training_class=training_class, room=RoomFactory(), lecturer=LecturerFactory())
    assert find_clashes(meeting) == []
    draft = ClassMeetingFactory.build(training_class=training_class, room=meeting.room, lecturer=meeting.lecturer)
    assert kinds(find_clashes(draft)) == [("class", False), ("room", False), ("lecturer", False)]
    meeting.status = "cancelled"
    meeting.save()
    assert find_clashes(draft) == []


def test_many_names_are_cut_short(training_class):
    other = ClassMeetingFactory()
    for _ in range(5):
        person = PersonFactory()
        for row in (training_class, other.training_class):
            EnrolmentFactory(training_class=row, person=person)
    finding = find_clashes(ClassMeetingFactory.build(training_class=training_class, room=None, lecturer=None))[0]
    assert (finding.rule, len(finding.facts["names"]), finding.sentence.count("Nguyễn Văn")) == ("person", 5, 3)


def test_holidays_and_weekends_are_logged_and_not_refused(office):
    training_class = TrainingClassFactory(opens_on=date(2026, 12, 28), closes_on=date(2027, 1, 8))
    schedule_meeting(training_class, topic="Bế giảng", date=date(2027, 1, 1), slot="evening", by=office)
    assert len(ModelLogEntry.objects.get(action="training.meeting.schedule").data["warnings"]) == 1


def test_a_constraint_of_the_database_says_the_same_sentence(training_class, office, monkeypatch):
    """Two offices at once: the look finds nothing, the write meets the constraint."""
    room = RoomFactory(name="Phòng 302")
    ClassMeetingFactory(room=room)
    looks = iter([[], find_clashes])

    def blind_at_first(meeting):
        look = next(looks)
        return look(meeting) if callable(look) else look

    monkeypatch.setattr(services, "find_clashes", blind_at_first)
    with pytest.raises(Clash, match="Phòng 302"):
        schedule_meeting(training_class, topic="Chuyên đề 1", date=MONDAY, slot="morning", room=room, by=office)
    monkeypatch.setattr(services, "find_clashes", lambda meeting: [])
    with pytest.raises(Clash):
        schedule_meeting(training_class, topic="Chuyên đề 1", date=MONDAY, slot="morning", room=room, by=office)
    assert ClassMeeting.objects.count() == 1


@pytest.mark.parametrize("change", [{"date": date(2026, 12, 19)}, {"date": date(2026, 12, 6)}, {"slot": "night"}])
def test_schedule_refuses_a_time_outside_the_class(training_class, office, change):
    with pytest.raises(InvalidInput):
        schedule_meeting(training_class, **({"topic": "x", "date": MONDAY, "slot": "morning", "by": office} | change))


def test_schedule_refuses_a_class_that_is_over(office):
    with pytest.raises(WrongState):
        schedule_meeting(TrainingClassFactory(status="closed"), topic="x", date=MONDAY, slot="morning", by=office)


def test_publish_then_move_raises_the_sequence_and_tells(
    training_class, office, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        meeting = schedule_meeting(training_class, topic="Chuyên đề 1", date=MONDAY, slot="morning", by=office)
        moved = move_meeting(meeting, slot="afternoon", by=office)
        assert (moved.sequence, moved.starts_at) == (0, local(MONDAY, 13, 30))
        assert publish_meetings(training_class, by=office) == [meeting]
        assert publish_meetings(training_class, by=office) == []
        moved = move_meeting(meeting, date=date(2026, 12, 8), room=RoomFactory(), reason="Đổi lịch", by=office)
        move_meeting(meeting, date=date(2026, 12, 8), by=office)
    assert (moved.status, moved.sequence, moved.slot) == ("published", 1, "afternoon")
    assert heard == ["published", "changed"]
    data = ModelLogEntry.objects.filter(action="training.meeting.move").latest("pk").data
    assert (data["before"]["date"], data["after"]["date"], data["reason"]) == ("2026-12-07", "2026-12-08", "Đổi lịch")


def test_publish_only_the_meetings_given(training_class, office):
    one, two = (
        ClassMeetingFactory(training_class=training_class, slot=slot, status="planned")
        for slot in ("morning", "afternoon")
    )
    assert publish_meetings(training_class, meetings=[two], by=office) == [two]
    one.refresh_from_db()
    assert one.status == "planned"


def test_move_can_take_the_lecturer_away_and_refuses_a_clash(training_class, office):
    lecturer = LecturerFactory()
    meeting = ClassMeetingFactory(training_class=training_class, lecturer=lecturer)
    ClassMeetingFactory(lecturer=lecturer, slot="afternoon")
    with pytest.raises(Clash):
        move_meeting(meeting, slot="afternoon", by=office)
    assert move_meeting(meeting, slot="afternoon", lecturer=None, by=office).lecturer is None


def test_cancel_tells_once_and_frees_the_half_day(training_class, office, heard, django_capture_on_commit_callbacks):
    meeting = ClassMeetingFactory(training_class=training_class)
    with pytest.raises(InvalidInput):
        cancel_meeting(meeting, reason="", by=office)
    with django_capture_on_commit_callbacks(execute=True):
        assert cancel_meeting(meeting, reason="Giảng viên ốm", by=office).sequence == 1
        assert cancel_meeting(meeting, reason="Lần hai", by=office).sequence == 1
    assert heard == ["changed"]
    with pytest.raises(WrongState):
        move_meeting(meeting, slot="evening", by=office)
    schedule_meeting(training_class, topic="Thay thế", date=MONDAY, slot="morning", by=office)


def test_cancelling_a_planned_meeting_tells_nobody(training_class, office, heard, django_capture_on_commit_callbacks):
    meeting = ClassMeetingFactory(training_class=training_class, status="planned")
    with django_capture_on_commit_callbacks(execute=True):
        assert cancel_meeting(meeting, reason="Đổi kế hoạch", by=office).sequence == 0
    assert heard == []


def test_a_meeting_whose_roll_was_taken_stays(training_class, office):
    record = AttendanceRecordFactory(meeting__training_class=training_class)
    for act in (
        lambda: move_meeting(record.meeting, slot="evening", by=office),
        lambda: cancel_meeting(record.meeting, reason="x", by=office),
    ):
        with pytest.raises(WrongState):
            act()


def test_only_the_training_office_plans(cast, training_class):
    meeting = ClassMeetingFactory(training_class=training_class, lecturer=cast.lecturer.person.lecturer)
    for name in ("lecturer", "unit_officer", "auditor", "registrar", "committee_officer", "stranger"):
        for act in (
            lambda by: schedule_meeting(training_class, topic="x", date=MONDAY, slot="evening", by=by),
            lambda by: move_meeting(meeting, slot="evening", by=by),
            lambda by: publish_meetings(training_class, by=by),
            lambda by: cancel_meeting(meeting, reason="x", by=by),
        ):
            with pytest.raises(NotAllowed):
                act(cast[name])


def test_who_sees_a_meeting(cast, training_class):
    meeting = ClassMeetingFactory(training_class__status="open", lecturer=cast.lecturer.person.lecturer)
    EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)
    seen = {name for name, user in cast.everybody().items() if user.has_perm("training.view_meeting", meeting)}
    assert seen == {
        "lecturer",
        "trainee",
        "training_office",
        "committee_officer",
        "registrar",
        "signatory",
        "auditor",
        "administrator",
    }
