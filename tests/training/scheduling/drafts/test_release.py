"""A release changes what the draft says, tells exactly the people whose own meetings change, and keeps both."""

from datetime import date

import pytest

from wagtail.models import ModelLogEntry

from portal.models import Notice
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    RoomFactory,
    TrainingClassFactory,
    UserFactory,
)
from tests.training.scheduling.drafts.conftest import MONDAY, TUESDAY, fresh, place
from training.cohorts.services import cancel_class
from training.errors import Clash, NotAllowed, Stale, WrongState
from training.models import ClassMeeting, Justification, Release, TeachingInvitation
from training.scheduling.drafts.changes import Kind, changes_of
from training.scheduling.drafts.rule_settings import set_rule
from training.scheduling.drafts.services import (
    Placement,
    Wanted,
    add_wanted,
    apply_placements,
    open_draft,
    people_told,
    place_meeting,
    preview_place,
    release_draft,
    remove_meeting,
)
from training.scheduling.inviting import accept_invitations, decline_invitations, invite_lecturers
from training.scheduling.services import cancel_meeting, move_meeting, schedule_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    def run(call, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return call(*args, **kwargs)

    return run


def lecturer_of(name):
    return LecturerFactory(person=PersonFactory(full_name=name, user=UserFactory()))


def names_told(draft):
    return {one.name for one in people_told(draft)}


def row_of(draft, meeting):
    return draft.meetings.get(meeting=meeting)


@pytest.mark.both_databases
def test_a_year_changes_as_the_draft_says_and_only_those_concerned_are_told(office, committing):
    """Two meetings change places in everything; one is new, one taken out, one stays; a bystander hears nothing."""
    held = TrainingClassFactory(code="BTX-01", supervisor=UserFactory(first_name="Mai", last_name="Lê"))
    quiet = TrainingClassFactory(code="YEN-02")
    trainee, bystander = (PersonFactory(full_name=name, user=UserFactory()) for name in ("Trần An", "Vũ Yên"))
    EnrolmentFactory(training_class=held, person=trainee)
    EnrolmentFactory(training_class=held, person=PersonFactory(full_name="Đã Thôi"), status="withdrawn")
    EnrolmentFactory(training_class=quiet, person=bystander)
    first, second, third = (lecturer_of(name) for name in ("Đỗ Một", "Đỗ Hai", "Đỗ Ba"))
    rooms = RoomFactory.create_batch(2)
    one = ClassMeetingFactory(training_class=held, topic="Một", room=rooms[0], lecturer=first)
    two = ClassMeetingFactory(training_class=held, topic="Hai", slot="afternoon", room=rooms[1], lecturer=second)
    gone = ClassMeetingFactory(training_class=held, topic="Bỏ", date=TUESDAY, lecturer=third)
    stays = ClassMeetingFactory(training_class=quiet, topic="Yên", date=TUESDAY, slot="evening")
    draft = open_draft(2026, by=office)
    apply_placements(
        draft,
        [
            Placement(row_of(draft, one).pk, MONDAY, "afternoon", rooms[1].pk, second.pk),
            Placement(row_of(draft, two).pk, MONDAY, "morning", rooms[0].pk, first.pk),
        ],
        kind="plan",
        by=office,
    )
    remove_meeting(row_of(draft, gone), revision=0, by=office)
    (new,) = add_wanted(draft, [Wanted(held, "Mới", 4), Wanted(held, "Chưa xếp", 4)], by=office)[:1]
    place(new, by=office, date=date(2026, 12, 9))

    found = changes_of(draft)
    assert [(change.row.topic, change.kind.value) for change in found.changes] == [
        ("Hai", "moved"),
        ("Một", "moved"),
        ("Bỏ", "removed"),
        ("Mới", "new"),
    ]
    assert found.changes[0].kinds == (Kind.MOVED, Kind.ROOM, Kind.LECTURER)
    assert (found.untouched, [row.topic for row in found.not_placed]) == (1, ["Chưa xếp"])
    told = {one.name: (one.parts, one.changes) for one in people_told(draft)}
    assert told == {
        "Đỗ Một": (["lecturer"], [1, 2]),
        "Đỗ Hai": (["lecturer"], [1, 2]),
        "Đỗ Ba": (["lecturer"], [3]),
        held.supervisor.get_full_name(): (["supervisor"], [1, 2, 3, 4]),
        "Trần An": (["trainee"], [1, 2, 3, 4]),
    }

    release = committing(release_draft, draft, note="Theo đề nghị của lớp", by=office)
    for meeting in (one, two, gone, stays):
        meeting.refresh_from_db()
    assert (one.slot, one.room, one.lecturer, one.sequence) == ("afternoon", rooms[1], second, 1)
    assert (two.slot, two.room, two.lecturer, two.sequence) == ("morning", rooms[0], first, 1)
    assert one.starts_at.astimezone().hour != two.starts_at.astimezone().hour
    assert (gone.status, gone.sequence) == ("cancelled", 1)
    assert (stays.status, stays.sequence) == ("published", 0)
    made = ClassMeeting.objects.get(topic="Mới")
    assert (made.status, made.date, made.sequence) == ("published", date(2026, 12, 9), 0)
    assert made.published_at
    notices = {notice.user: notice for notice in Notice.objects.all()}
    assert set(notices) == {
        *(lecturer.person.user for lecturer in (first, second, third)),
        held.supervisor,
        trainee.user,
    }
    assert {notice.kind for notice in notices.values()} == {"timetable"}
    assert "Bỏ" in notices[third.person.user].body
    assert "Một" not in notices[third.person.user].body
    note, *lines = notices[trainee.user].body.splitlines()
    assert (note, len(lines)) == ("Theo đề nghị của lớp", 4)
    assert (release.number, len(release.changes), len(release.told)) == (1, 4, 5)
    assert release.changes[3]["meeting"] == made.pk

    assert committing(release_draft, draft, by=office) == release
    assert Notice.objects.count() == 5
    assert (Release.objects.count(), ClassMeeting.objects.held().count()) == (1, 4)
    assert ModelLogEntry.objects.filter(action="training.meeting.move").count() == 2
    with pytest.raises(WrongState):
        place(row_of(draft, one), by=office)


def test_nobody_without_the_right_releases_and_nothing_is_no_release(cast, office, draft, row):
    place(row, by=office)
    for stranger in (cast.lecturer, cast.trainee, cast.unit_officer, cast.auditor):
        with pytest.raises(NotAllowed):
            release_draft(draft, by=stranger)
    with pytest.raises(Stale):
        release_draft(draft, last_edit=0, by=office)
    place(row, by=office, date=MONDAY)
    with pytest.raises(WrongState, match="không có gì để công bố"):
        release_draft(draft, by=office)
    place(row, by=office, date=None, slot="")
    with pytest.raises(WrongState, match="chưa có chỗ"):
        release_draft(draft, by=office)


def test_a_planned_meeting_is_new_to_people_and_one_taken_out_unpublished_concerns_nobody(office, committing):
    planned = ClassMeetingFactory(status="planned", lecturer=lecturer_of("Đỗ Mới"))
    dropped = ClassMeetingFactory(status="planned", lecturer=lecturer_of("Đỗ Thôi"))
    draft = open_draft(2026, by=office)
    remove_meeting(row_of(draft, dropped), revision=0, by=office)
    assert names_told(draft) == {"Đỗ Mới"}
    committing(release_draft, draft, by=office)
    planned.refresh_from_db()
    dropped.refresh_from_db()
    assert (planned.status, planned.sequence, planned.published_at is not None) == ("published", 0, True)
    assert (dropped.status, dropped.sequence) == ("cancelled", 0)


def test_rows_nobody_touched_follow_what_is_changed_elsewhere(office, committing, meeting, draft, row):
    untold = committing(schedule_meeting, meeting.training_class, topic="Thêm", date=TUESDAY, slot="evening", by=office)
    assert row_of(draft, untold).topic == "Thêm"
    committing(move_meeting, meeting, date=TUESDAY, by=office)
    assert (fresh(row).date, fresh(row).last_edit.kind, fresh(row).last_edit.by) == (TUESDAY, "follow", None)
    committing(cancel_meeting, untold, reason="Hoãn", by=office)
    assert row_of(draft, untold).is_removed
    assert changes_of(draft).changes == []
    committing(cancel_class, meeting.training_class, reason="Không đủ người", by=office)
    assert fresh(row).is_removed


@pytest.mark.both_databases
@pytest.mark.parametrize("resolution", ["mine", "theirs"])
def test_a_meeting_changed_here_and_there_is_decided_and_not_overwritten(
    office, committing, meeting, draft, row, resolution
):
    place(row, by=office, slot="afternoon")
    committing(move_meeting, meeting, date=date(2026, 12, 9), by=office)
    (conflict,) = changes_of(draft).conflicts
    assert (conflict.mine["date"], conflict.theirs["date"]) == ("2026-12-08", "2026-12-09")
    with pytest.raises(WrongState, match="BTX-01"):
        release_draft(draft, by=office)
    other = ClassMeetingFactory(status="planned", date=date(2026, 12, 10))
    release = release_draft(draft, by=office, resolutions={row.pk: resolution})
    meeting.refresh_from_db()
    if resolution == "mine":
        assert (meeting.date, meeting.slot, meeting.sequence) == (TUESDAY, "afternoon", 2)
        assert [change["meeting"] for change in release.changes] == [meeting.pk, other.pk]
    else:
        assert (meeting.date, meeting.slot, meeting.sequence) == (date(2026, 12, 9), "morning", 1)
        assert [change["meeting"] for change in release.changes] == [other.pk]


def test_a_roll_taken_meanwhile_keeps_the_meeting_where_it_was_held(office, meeting, draft, row):
    place(row, by=office)
    AttendanceRecordFactory(meeting=meeting)
    (conflict,) = changes_of(draft).conflicts
    assert conflict.choices == ("theirs",)
    with pytest.raises(WrongState):
        release_draft(draft, by=office, resolutions={row.pk: "mine"})
    with pytest.raises(WrongState, match="không có gì để công bố"):
        release_draft(draft, by=office, resolutions={row.pk: "theirs"})
    meeting.refresh_from_db()
    assert meeting.date == MONDAY


def test_two_things_in_one_place_are_never_released(office, meeting, draft, row):
    place(row, by=office)
    outside = TrainingClassFactory(code="XA-09", opens_on=date(2026, 12, 1), status="closing")  # not of the draft
    ClassMeetingFactory(training_class=outside, room=meeting.room, date=TUESDAY)
    with pytest.raises(Clash, match="XA-09"):
        release_draft(draft, by=office)
    meeting.refresh_from_db()
    assert (meeting.date, meeting.status) == (MONDAY, "published")


def test_invitations_follow_and_a_lecturer_who_declines_after_it_is_seen(cast, office, committing):
    held = TrainingClassFactory(code="BTX-01")
    mine = cast.lecturer.person.lecturer
    one, two = (ClassMeetingFactory(training_class=held, lecturer=mine, slot=slot) for slot in ("morning", "evening"))
    accept_invitations(invite_lecturers(held, [one, two], by=office), by=cast.lecturer)
    draft = open_draft(2026, by=office)
    place(row_of(draft, one), by=office)
    place(row_of(draft, two), by=office, lecturer=LecturerFactory(), date=MONDAY, slot="evening")
    committing(release_draft, draft, by=office)
    asked = TeachingInvitation.objects.get(meeting=one)
    assert (asked.state, TeachingInvitation.objects.get(meeting=two).state) == ("pending", "withdrawn")
    assert Notice.objects.filter(user=cast.lecturer, key__startswith="release:").count() == 1
    decline_invitations([asked], reason="Trùng lịch họp", by=cast.lecturer)
    row = row_of(open_draft(2026, by=office), one)
    given = {"date": row.date, "slot": row.slot, "room": row.room}
    assert [finding.rule for finding in preview_place(row, **given, lecturer=mine)] == ["declined"]
    place(row, by=office, **given, lecturer=LecturerFactory())


def test_justifications_go_with_the_meeting_they_were_written_for(office, meeting, draft, row):
    set_rule("weekend", level="justify", weight=0, by=office)
    saturday = date(2026, 12, 12)
    (new,) = add_wanted(draft, [Wanted(meeting.training_class, "Mới", 4)], by=office)
    new = fresh(new)
    given = {"date": saturday, "slot": "morning", "room": None, "lecturer": None}
    place_meeting(new, **given, revision=new.revision, reasons={"weekend": "Lớp học bù"}, by=office)
    release = release_draft(draft, by=office)
    (kept,) = [one["reasons"] for one in release.changes if one["reasons"]]
    assert "Lớp học bù" in kept[0]
    assert office.get_full_name() in kept[0]
    made = ClassMeeting.objects.get(topic="Mới")
    assert Justification.objects.get().meeting == made
    assert Justification.objects.get().counts_for(made)
