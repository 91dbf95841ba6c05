"""A draft is a copy that people edit; what they read stays as it is, and nothing is overwritten silently."""

from datetime import date

import pytest

from wagtail.models import ModelLogEntry

from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    RoomFactory,
    TrainingClassFactory,
    user_with_role,
)
from tests.training.scheduling.drafts.conftest import MONDAY, TUESDAY, fresh, place
from training.errors import Clash, InvalidInput, NotAllowed, ReasonNeeded, Stale, WrongState
from training.models import Justification, Role
from training.scheduling.drafts.rule_settings import set_rule
from training.scheduling.drafts.services import (
    Placement,
    Wanted,
    add_wanted,
    apply_placements,
    discard_draft,
    edits_since,
    lock_meeting,
    open_draft,
    place_meeting,
    preview_place,
    redo,
    remove_meeting,
    restore_meeting,
    undo,
    unlock_meeting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


def rules_against(row, **kwargs):
    given = {"date": TUESDAY, "slot": "morning", "room": row.room, "lecturer": row.lecturer} | kwargs
    return [(finding.rule, finding.level) for finding in preview_place(row, **given)]


@pytest.mark.both_databases
def test_a_draft_copies_every_held_meeting_of_the_year_once(cast, office, meeting):
    cancelled = ClassMeetingFactory(training_class=meeting.training_class, slot="evening", status="cancelled")
    over = ClassMeetingFactory(training_class=TrainingClassFactory(status="closed"))
    other_year = TrainingClassFactory(opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 5))
    ClassMeetingFactory(training_class=other_year, date=date(2027, 3, 1))
    begun = ClassMeetingFactory(
        training_class=TrainingClassFactory(
            opens_on=date(2026, 11, 2), closes_on=date(2026, 12, 4), nominate_until=date(2026, 10, 20), status="open"
        ),
        date=date(2026, 11, 2),
    )
    draft = open_draft(2026, by=office)
    assert {row.meeting for row in draft.meetings.all()} == {meeting, begun}
    assert {cancelled, over}.isdisjoint(row.meeting for row in draft.meetings.all())
    assert {row.meeting for row in draft.meetings.filter(is_locked=True)} == {begun}
    assert open_draft(2026, by=office) == draft
    assert ModelLogEntry.objects.filter(action="training.draft.open").count() == 1
    for stranger in (cast.trainee, cast.lecturer, cast.auditor):
        with pytest.raises(NotAllowed):
            open_draft(2026, by=stranger)
        with pytest.raises(NotAllowed):
            place(draft.meetings.get(meeting=meeting), by=stranger)
    discard_draft(draft, by=office)
    assert discard_draft(draft, by=office).state == "discarded"
    with pytest.raises(WrongState):
        place(draft.meetings.get(meeting=meeting), by=office)
    assert open_draft(2026, by=office).number == 2


@pytest.mark.both_databases
def test_placing_changes_the_draft_and_not_the_timetable(office, meeting, row):
    placed = place(row, by=office)
    assert (placed.date, placed.slot, placed.revision) == (TUESDAY, "morning", 1)
    meeting.refresh_from_db()
    assert (meeting.date, meeting.sequence) == (MONDAY, 0)
    again = place(row, by=office, revision=0)  # the answer was lost, the browser sends it once more
    assert again.revision == 1
    (edit,) = edits_since(row.draft, 0)
    assert (edit.kind, edit.by, edit.number) == ("place", office, 1)
    (change,) = edit.changes
    assert (change["before"]["date"], change["after"]["date"]) == ("2026-12-07", "2026-12-08")
    off = place(row, by=office, date=None, slot="")
    assert not off.is_placed
    assert edits_since(row.draft, 1)[0].number == 2


def test_a_draft_is_looked_at_among_its_own_rows_and_what_it_does_not_hold(office, meeting, row):
    other = ClassMeetingFactory(training_class__code="CTX-09", room=meeting.room, date=TUESDAY)  # after the copy
    assert rules_against(row) == [("room", "block")]
    draft = discard_draft(row.draft, by=office)
    draft = open_draft(2026, by=office)
    mine, theirs = draft.meetings.get(meeting=meeting), draft.meetings.get(meeting=other)
    person = PersonFactory(full_name="Nguyễn Thị Thu Hà")
    for held in (meeting.training_class, other.training_class):
        EnrolmentFactory(training_class=held, person=person)
    assert rules_against(mine) == [("room", "block"), ("person", "block")]
    with pytest.raises(Clash, match="CTX-09") as refusal:
        place(mine, by=office)
    assert [finding.rule for finding in refusal.value.findings] == ["room", "person"]
    assert refusal.value.findings[0].facts == {"row": theirs.pk, "meeting": other.pk}
    place(theirs, by=office, date=date(2026, 12, 9))
    assert rules_against(mine) == []
    assert rules_against(mine, date=date(2026, 12, 21)) == [("window", "block")]
    assert rules_against(mine, date=None) == []
    with pytest.raises(InvalidInput):
        rules_against(mine, slot="night")


def test_the_second_of_two_who_read_the_same_is_told_who_was_first(office, row):
    second = user_with_role(Role.TRAINING_OFFICE, first_name="Bình", last_name="Trần")
    read = fresh(row)
    lecturer = LecturerFactory()
    place(row, by=second, slot="afternoon", lecturer=lecturer)
    with pytest.raises(Stale) as refusal:
        place_meeting(
            read, date=TUESDAY, slot="morning", room=read.room, lecturer=None, revision=read.revision, by=office
        )
    assert refusal.value.by == second
    assert refusal.value.current["slot"] == "afternoon"
    for words in ("BTX-01", second.get_full_name(), str(lecturer), "08/12/2026"):
        assert words in str(refusal.value)
    assert fresh(row).lecturer == lecturer


def test_levels_come_from_the_dated_settings(office, row):
    saturday = date(2026, 12, 12)
    assert rules_against(row, date=saturday) == [("weekend", "warn")]
    set_rule("weekend", level="justify", weight=0, by=office)
    assert rules_against(row, date=saturday) == [("weekend", "justify")]
    set_rule("weekend", level="warn", weight=0, is_on=False, valid_from=saturday, by=office)
    assert rules_against(row, date=saturday) == []
    room = RoomFactory(capacity=1)
    set_rule("capacity", level="ignore", weight=0, by=office)
    assert rules_against(row, room=room) == []
    with pytest.raises(InvalidInput):
        set_rule("room", level="warn", weight=0, by=office)
    with pytest.raises(InvalidInput):
        set_rule("weekend", level="warn", weight=0, valid_from=date(2026, 1, 1), by=office)
    with pytest.raises(NotAllowed):
        set_rule("weekend", level="warn", weight=0, by=LecturerFactory().person.user)


def test_what_needs_a_reason_is_kept_with_the_reason_and_its_author(office, row):
    set_rule("weekend", level="justify", weight=0, by=office)
    saturday = date(2026, 12, 12)
    with pytest.raises(ReasonNeeded, match="12/12/2026") as refusal:
        place(row, by=office, date=saturday)
    assert [finding.rule for finding in refusal.value.findings] == ["weekend"]
    place(row, by=office, date=saturday, reasons={"weekend": "Học viên bận trong tuần"})
    kept = Justification.objects.get()
    assert (kept.reason, kept.by, kept.meeting) == ("Học viên bận trong tuần", office, row.meeting)
    assert ModelLogEntry.objects.get(action="training.draft.justify").data["reason"] == kept.reason
    moved = place(row, by=office)
    assert not kept.counts_for(moved)
    assert kept.counts_for(place(row, by=office, date=saturday))  # written once for this very place
    assert Justification.objects.count() == 1


def test_a_locked_row_stays_and_a_roll_that_was_taken_is_history(office, meeting, row):
    row = lock_meeting(row, revision=0, by=office)
    assert lock_meeting(row, revision=0, by=office).revision == 1
    with pytest.raises(WrongState, match="khóa"):
        place(row, by=office)
    with pytest.raises(Stale):
        unlock_meeting(row, revision=0, by=office)
    unlock_meeting(row, revision=1, by=office)
    AttendanceRecordFactory(meeting=meeting)
    with pytest.raises(WrongState, match="điểm danh"):
        place(row, by=office)
    with pytest.raises(WrongState, match="điểm danh"):
        remove_meeting(fresh(row), revision=2, by=office)


def test_undo_and_redo_take_back_ones_own_edits_one_by_one(office, row):
    other = user_with_role(Role.TRAINING_OFFICE)
    place(row, by=office, slot="afternoon")
    lock_meeting(fresh(row), revision=1, by=office)
    assert undo(row.draft, by=other) is None
    assert undo(row.draft, by=office).kind == "undo"
    assert not fresh(row).is_locked
    undo(row.draft, by=office)
    assert (fresh(row).date, fresh(row).slot) == (MONDAY, "morning")
    assert undo(row.draft, by=office) is None
    redo(row.draft, by=office)
    assert fresh(row).slot == "afternoon"
    redo(row.draft, by=office)
    assert fresh(row).is_locked
    assert redo(row.draft, by=office) is None
    undo(row.draft, by=office)
    place(row, by=office, date=date(2026, 12, 9))  # a new edit: what was undone is not done again
    assert redo(row.draft, by=office) is None
    undo(row.draft, by=office)
    undo(row.draft, by=office)
    assert (fresh(row).date, fresh(row).revision) == (MONDAY, fresh(row).last_edit.number)


def test_undo_says_who_changed_the_row_since(office, row):
    other = user_with_role(Role.TRAINING_OFFICE, first_name="Bình", last_name="Trần")
    place(row, by=office, slot="afternoon")
    place(row, by=other, slot="evening")
    with pytest.raises(WrongState, match=other.get_full_name()):
        undo(row.draft, by=office)
    assert fresh(row).slot == "evening"
    undo(row.draft, by=other)
    undo(row.draft, by=office)
    assert fresh(row).slot == "morning"


def test_undo_does_not_push_somebody_out_of_the_old_place(office, meeting, row):
    other = user_with_role(Role.TRAINING_OFFICE)
    place(row, by=office)
    (new,) = add_wanted(row.draft, [Wanted(meeting.training_class, "Chuyên đề 2", 4)], by=other)
    place(new, by=other, date=MONDAY, slot="morning", room=meeting.room)
    with pytest.raises(Clash, match="BTX-01"):
        undo(row.draft, by=office)


def test_half_days_asked_for_are_added_once_and_taken_back_together(office, meeting, row):
    wanted = [Wanted(meeting.training_class, f"Chuyên đề {number}", 4, part=number) for number in (2, 3)]
    made = add_wanted(row.draft, wanted, by=office)
    assert add_wanted(row.draft, wanted, by=office) == []
    assert [one.is_placed for one in made] == [False, False]
    assert edits_since(row.draft, 0)[0].kind == "add"
    undo(row.draft, by=office)
    assert row.draft.meetings.kept().get() == row
    redo(row.draft, by=office)
    assert row.draft.meetings.kept().count() == 3


def test_taking_out_and_putting_back(office, meeting, row):
    removed = remove_meeting(row, revision=0, by=office)
    (new,) = add_wanted(row.draft, [Wanted(meeting.training_class, "Khác", 4)], by=office)
    place(new, by=office, date=MONDAY)
    with pytest.raises(Clash):
        restore_meeting(removed, revision=1, by=office)
    with pytest.raises(WrongState, match="bỏ khỏi dự thảo"):
        place(removed, by=office)
    place(new, by=office, slot="evening")
    assert restore_meeting(removed, revision=1, by=office).is_placed


def test_a_plan_is_one_edit_and_swaps_what_it_likes(office, meeting, row):
    other = ClassMeetingFactory(training_class__code="CTX-09", room=RoomFactory(), lecturer=LecturerFactory())
    draft = open_draft(2026, by=discard_draft(row.draft, by=office).opened_by)
    mine, theirs = draft.meetings.get(meeting=meeting), draft.meetings.get(meeting=other)
    swap = [
        Placement(mine.pk, MONDAY, "morning", theirs.room_id, theirs.lecturer_id),
        Placement(theirs.pk, MONDAY, "morning", mine.room_id, mine.lecturer_id),
    ]
    edit = apply_placements(draft, swap, kind="plan", by=office, revisions={mine.pk: 0, theirs.pk: 0})
    assert len(edit.changes) == 2
    assert apply_placements(draft, swap, kind="plan", by=office) is None
    with pytest.raises(Stale):
        apply_placements(draft, swap, kind="plan", by=office, revisions={mine.pk: 0, theirs.pk: 0})
    both = [Placement(key, TUESDAY, "morning", mine.room_id, None) for key in (mine.pk, theirs.pk)]
    with pytest.raises(Clash, match="CTX-09"):
        apply_placements(draft, both, kind="plan", by=office)
    undo(draft, by=office)
    assert fresh(mine).room_id == meeting.room_id
