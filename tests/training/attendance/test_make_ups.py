"""A missed meeting made up with another class: who may, with what, and how it counts."""

from datetime import date, datetime

import pytest

from curriculum.clock.time import set_to
from portal.calendar.entries import entries_of
from portal.lecturer.queries import expected, register_of
from portal.models import Notice
from tests.factories.curriculum import ModulePageFactory
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
    UserFactory,
)
from training.attendance.absences import absences_of_class
from training.attendance.make_ups import offers_for, to_make_up
from training.attendance.queries import attendance_of_class
from training.attendance.services import assign_make_up, record_attendance, withdraw_make_up
from training.errors import Clash, InvalidInput, NotAllowed, WrongState
from training.models import Enrolment, MakeUp
from training.scheduling.clashes import find_clashes
from training.scheduling.findings import blocking

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return TrainingClassFactory(status="open")


@pytest.fixture
def other(home):
    return TrainingClassFactory(status="open", programme=home.programme)


@pytest.fixture
def module(home):
    return ModulePageFactory(parent=home.programme)


@pytest.fixture
def missed(home, module):
    for day in (8, 9, 10, 11):
        ClassMeetingFactory(training_class=home, date=date(2026, 12, day))
    return ClassMeetingFactory(training_class=home, date=date(2026, 12, 7), module=module)


@pytest.fixture
def meeting(other, module):
    return ClassMeetingFactory(
        training_class=other,
        date=date(2026, 12, 14),
        module=module,
        room=RoomFactory(capacity=2),
        lecturer=LecturerFactory(person__user=UserFactory()),
    )


@pytest.fixture
def absent(cast, home, missed):
    enrolment = EnrolmentFactory(training_class=home, person=cast.trainee.person)
    AttendanceRecordFactory(meeting=missed, enrolment=enrolment, status="excused")
    return enrolment


def assign(cast, absent, missed, meeting, by=None):
    with set_to(datetime(2026, 12, 10, 9, 0)):
        return assign_make_up(absent, missed, meeting, by=by or cast.training_office)


def test_the_other_roll_counts_for_the_home_class(
    cast, home, absent, missed, meeting, django_capture_on_commit_callbacks
):
    host = EnrolmentFactory(training_class=meeting.training_class)
    with set_to(datetime(2026, 12, 10, 9, 0)):
        assert [row.enrolment_id for row in to_make_up(Enrolment.objects.all())] == [absent.pk]
        before = absences_of_class(home)[absent.pk]
    with django_capture_on_commit_callbacks(execute=True):
        made = assign(cast, absent, missed, meeting)
    assert assign(cast, absent, missed, meeting) == made
    assert Notice.objects.filter(key=f"make-up:{made.pk}:assigned", user=cast.trainee).exists()
    assert Notice.objects.filter(key=f"make-up:{made.pk}:guest", user=meeting.lecturer.person.user).exists()
    assert [row.pk for row in expected(meeting)] == [host.pk, absent.pk]
    entries = entries_of(cast.trainee, date(2026, 12, 14), date(2026, 12, 14))
    assert [(entry.uid, entry.kind) for entry in entries] == [(str(meeting.uid), "class")]
    with set_to(datetime(2026, 12, 14, 12, 0)):
        assert not to_make_up(Enrolment.objects.all()).exists()
        record_attendance(meeting, {host.pk: "present", absent.pk: "late"}, by=cast.training_office)
        after, summary = absences_of_class(home)[absent.pk], attendance_of_class(home)[absent.pk]
        (row,) = register_of(home).rows
        (guest,) = register_of(meeting.training_class).guests
    assert (before.missed, before.excused, after.missed, after.excused) == (4, 4, 0, 0)
    assert (summary.held, summary.attended, summary.excused, summary.percent) == (4, 4, 0, 100)
    assert row[1][0].is_made_up
    assert guest[0] == absent
    assert absent.attendance.get(meeting=missed).status == "excused"  # what was written stays
    with pytest.raises(WrongState):
        withdraw_make_up(made, reason="Nhầm", by=cast.training_office)


def test_somebody_who_does_not_come_stays_absent(cast, home, absent, missed, meeting):
    assign(cast, absent, missed, meeting)
    with set_to(datetime(2026, 12, 14, 12, 0)):
        record_attendance(meeting, {absent.pk: "unexcused"}, by=cast.training_office)
        absence = absences_of_class(home)[absent.pk]
    assert (absence.missed, absence.excused) == (4, 4)


def test_another_meeting_takes_the_first_back_and_keeps_it(cast, absent, missed, meeting, module, other):
    later = ClassMeetingFactory(training_class=other, date=date(2026, 12, 15), module=module)
    first = assign(cast, absent, missed, meeting)
    second = assign(cast, absent, missed, later)
    first.refresh_from_db()
    assert first.withdrawn_at
    assert list(MakeUp.objects.standing()) == [second]
    withdraw_make_up(second, reason="Học viên chuyển lớp", by=cast.training_office)
    assert withdraw_make_up(second, reason="", by=cast.training_office).withdrawn_because == "Học viên chuyển lớp"
    assert MakeUp.objects.count() == 2


def test_seats_and_clashes_are_respected(cast, absent, missed, meeting, other):
    EnrolmentFactory.create_batch(2, training_class=other)
    (offer,) = offers_for(absent, missed)
    assert offer.left == 0
    with pytest.raises(Clash):
        assign(cast, absent, missed, meeting)
    meeting.room.capacity = 10
    meeting.room.save()
    busy = ClassMeetingFactory(training_class=absent.training_class, date=meeting.date)
    with pytest.raises(Clash, match=absent.training_class.code):
        assign(cast, absent, missed, meeting)
    busy.delete()
    assign(cast, absent, missed, meeting)
    moved = ClassMeetingFactory.build(training_class=absent.training_class, date=meeting.date)
    assert "person" in [finding.rule for finding in find_clashes(moved)]
    meeting.room.capacity = 2
    assert "capacity" in [finding.rule for finding in blocking(find_clashes(meeting))]


def test_only_what_the_rule_allows(cast, absent, missed, meeting, home, module):
    stranger = ClassMeetingFactory(date=date(2026, 12, 15), module=module)
    far = ClassMeetingFactory(training_class=meeting.training_class, date=date(2027, 4, 1), module=module)
    for wrong in (stranger, far):
        with pytest.raises(InvalidInput):
            assign(cast, absent, missed, wrong)
    absent.attendance.update(status="unexcused")
    with pytest.raises(InvalidInput):
        assign(cast, absent, missed, meeting)
    absent.attendance.update(status="excused")
    home.meetings.exclude(pk=missed.pk).delete()
    with pytest.raises(InvalidInput, match="20"):
        assign(cast, absent, missed, meeting)
    with pytest.raises(NotAllowed):
        assign(cast, absent, missed, meeting, by=cast.trainee)


def test_the_screens_offer_assign_and_take_back(cast, client, absent, missed, meeting):
    client.force_login(cast.training_office)
    page = f"/admin/make-ups/{absent.pk}/{missed.pk}/"
    with set_to(datetime(2026, 12, 10, 9, 0)):
        assert absent.person.full_name in client.get("/admin/make-ups/open/").content.decode()
        assert meeting.training_class.code in client.get(page).content.decode()
        assert client.post(page, {"meeting": meeting.pk}).status_code == 302
        made = MakeUp.objects.get()
        assert absent.person.full_name in client.get("/admin/make-ups/").content.decode()
        assert client.post(f"/admin/make-ups/{made.pk}/withdraw/", {"reason": "Đổi lịch"}).status_code == 302
        client.force_login(cast.administrator)
        page = f"/teach/make-ups/{absent.pk}/{missed.pk}/"
        assert client.post(page, {"meeting": "x"}).status_code == 404
        assert client.post(page, {"meeting": meeting.pk}).status_code == 302
        assert client.post(page, {"withdraw": "1", "reason": ""}).status_code == 422
        assert client.post(page, {"withdraw": "1", "reason": "Thôi"}).status_code == 302
    assert not MakeUp.objects.standing().exists()
