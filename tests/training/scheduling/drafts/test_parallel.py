"""Two planners at once, with real threads on both databases: the second is told, nothing is overwritten silently."""

from datetime import date, timedelta

import pytest

from portal.models import Notice
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    RoomFactory,
    TrainingClassFactory,
    UserFactory,
    user_with_role,
)
from tests.training.nominations.test_parallel import at_once, kinds, tell
from tests.training.scheduling.drafts.conftest import fresh, place
from training.models import ClassMeeting, DraftEdit, Release, Role, TimetableDraft
from training.scheduling.drafts.services import open_draft, place_meeting, release_draft
from training.scheduling.services import move_meeting

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
OPENS = date(2099, 12, 7)  # a Monday; far away, for threads see the real clock
DAYS = {"opens_on": OPENS, "closes_on": OPENS + timedelta(days=11), "nominate_until": date(2099, 11, 1)}


@pytest.fixture
def planners():
    return [user_with_role(Role.TRAINING_OFFICE, first_name=name, last_name="Trần") for name in ("An", "Bình")]


def meeting_of(**kwargs):
    held = TrainingClassFactory(**DAYS)
    return ClassMeetingFactory(training_class=held, date=OPENS, room=RoomFactory(), **kwargs)


def test_one_of_two_who_move_the_same_row_learns_who_was_first(planners):
    meeting = meeting_of(lecturer=LecturerFactory())
    draft = open_draft(2099, by=planners[0])
    read = fresh(draft.meetings.get())
    given = {"room": read.room, "lecturer": read.lecturer, "revision": read.revision}
    results = at_once(
        [
            lambda by=by, day=day: place_meeting(read, date=OPENS + timedelta(days=day), slot="morning", by=by, **given)
            for day, by in enumerate(planners, start=1)
        ]
    )
    tell("two planners, one row", results)
    assert kinds(results) == ["DraftMeeting", "Stale"]
    won = next(row for row in results if not isinstance(row, Exception))
    refused = next(row for row in results if isinstance(row, Exception))
    assert refused.by == won.last_edit.by
    assert refused.current["date"] == won.date.isoformat()
    assert won.last_edit.by.get_full_name() in str(refused)
    now_there = fresh(read)
    assert (now_there.date, now_there.revision) == (won.date, 1)
    assert DraftEdit.objects.count() == 1
    meeting.refresh_from_db()
    assert meeting.date == OPENS


def test_two_rows_do_not_come_into_one_room_at_once(planners):
    meetings = [meeting_of(), meeting_of()]
    room, tuesday = RoomFactory(), OPENS + timedelta(days=1)
    draft = open_draft(2099, by=planners[0])
    rows = [draft.meetings.get(meeting=meeting) for meeting in meetings]
    results = at_once(
        [
            lambda row=row, by=by: place(row, by=by, date=tuesday, room=room)
            for row, by in zip(rows, planners, strict=True)
        ]
    )
    tell("two rows, one room", results)
    assert kinds(results) == ["Clash", "DraftMeeting"]
    assert draft.meetings.filter(room=room, date=tuesday).count() == 1


def test_edits_of_many_at_once_are_numbered_without_a_gap(planners):
    meetings = [meeting_of() for _n in range(8)]
    draft = open_draft(2099, by=planners[0])
    rows = [draft.meetings.get(meeting=meeting) for meeting in meetings]
    results = at_once(
        [
            lambda row=row, by=planners[number % 2]: place(row, by=by, date=OPENS + timedelta(days=1))
            for number, row in enumerate(rows)
        ]
    )
    tell("eight rows at once", results)
    assert kinds(results) == ["DraftMeeting"] * 8
    assert sorted(draft.edits.values_list("number", flat=True)) == list(range(1, 9))
    draft.refresh_from_db()
    assert draft.last_edit == 8


def test_a_draft_is_opened_once_and_released_once_and_people_hear_once(planners):
    lecturer = LecturerFactory(person=PersonFactory(user=UserFactory()))
    meeting = meeting_of(lecturer=lecturer)
    EnrolmentFactory(training_class=meeting.training_class, person=PersonFactory(user=UserFactory()))
    opened = at_once([lambda by=by: open_draft(2099, by=by) for by in planners * 2])
    assert kinds(opened) == ["TimetableDraft"] * 4
    draft = TimetableDraft.objects.get()
    place(draft.meetings.get(), by=planners[0], date=OPENS + timedelta(days=1))
    released = at_once([lambda by=by: release_draft(draft, by=by) for by in planners * 2])
    tell("four releases", released)
    assert kinds(released) == ["Release"] * 4
    assert Release.objects.count() == 1
    assert Notice.objects.filter(key__startswith="release:").count() == 2
    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_a_release_and_a_move_at_the_same_moment_lose_nothing(planners):
    """Whoever comes second sees the first: the move follows the release, or the release asks whose place counts."""
    meeting = meeting_of()
    draft = open_draft(2099, by=planners[0])
    place(draft.meetings.get(), by=planners[0], date=OPENS + timedelta(days=1))
    results = at_once(
        [
            lambda: release_draft(draft, by=planners[0]),
            lambda: move_meeting(meeting, date=OPENS + timedelta(days=2), by=planners[1]),
        ]
    )
    tell("a release and a move", results)
    meeting.refresh_from_db()
    assert meeting.date == OPENS + timedelta(days=2)
    if "WrongState" in kinds(results):
        assert kinds(results) == ["ClassMeeting", "WrongState"]
        assert not Release.objects.exists()
        release_draft(draft, by=planners[0], resolutions={draft.meetings.get().pk: "mine"})
        meeting.refresh_from_db()
        assert meeting.date == OPENS + timedelta(days=1)
    else:
        assert kinds(results) == ["ClassMeeting", "Release"]
        assert meeting.sequence == 2
    assert ClassMeeting.objects.held().count() == 1
