"""What the board sends while one works: previews, moves, locks, undoing, and what others did."""

from datetime import date

import pytest

from django.urls import reverse

from portal.office.timetable.board.rows import FIELDS
from tests.factories.training import (
    ClassMeetingFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
    user_with_role,
)
from training.models import DraftMeeting, Justification, Role, TimetableDraft
from training.scheduling.drafts.services import copy_of, open_draft, place_meeting

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to("2026-11-25 09:00", tick=False)


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def row(cast) -> DraftMeeting:
    """A meeting on Monday morning in hall A; the class of another lecturer meets in room B on Tuesday morning."""
    lecturer = LecturerFactory(person__full_name="Hoàng Minh Sơn")
    meeting = ClassMeetingFactory(
        training_class=TrainingClassFactory(code="BTX-01"), room=RoomFactory(name="Hội trường A"), lecturer=lecturer
    )
    ClassMeetingFactory(
        training_class=TrainingClassFactory(code="CTX-01"),
        room=RoomFactory(name="Phòng B"),
        lecturer=LecturerFactory(),
        date=date(2026, 12, 8),
    )
    return open_draft(2026, by=cast.training_office).meetings.get(meeting=meeting)


def url(name: str, row: DraftMeeting) -> str:
    return reverse(f"office:board_{name}", args=[row.pk])


def wanted(row: DraftMeeting, **changes) -> dict:
    """Tuesday morning, all else as it is."""
    row.refresh_from_db()
    asked = {"date": "2026-12-08", "slot": "morning", "room": row.room_id, "lecturer": row.lecturer_id}
    return asked | {"revision": row.revision} | changes


def as_dict(answer) -> dict:
    (row,) = answer.json()["rows"]
    return dict(zip(FIELDS, row, strict=True))


def test_a_draft_is_opened_from_the_board_and_shown_with_what_is_published(office, row):
    assert "dự thảo số 1" in office.get(reverse("office:board"), {"day": "2026-12-07"}).content.decode()
    year = office.get(reverse("office:board_rows", args=[2026])).json()
    assert year["draft"]["last_edit"] == 0
    ids = [one[0] for one in year["rows"]]
    assert row.pk in ids
    shown = dict(zip(FIELDS, year["rows"][ids.index(row.pk)], strict=True))
    assert shown["published"] == ["2026-12-07", 0, row.room_id, row.lecturer_id]
    answer = office.post(reverse("office:board_open", args=[2026]), {"day": "2026-12-07"})
    assert answer.url == f"{reverse('office:board')}?day=2026-12-07"
    assert TimetableDraft.objects.count() == 1


def test_what_stands_against_a_place_is_said_before_saving(office, row):
    free = office.get(url("preview", row), wanted(row)).json()
    assert [one for one in free["findings"] if one["level"] == "block"] == []
    other = DraftMeeting.objects.exclude(pk=row.pk).get()
    taken = office.get(url("preview", row), wanted(row, room=other.room_id)).json()["findings"]
    assert ("room", "block") in {(one["rule"], one["level"]) for one in taken}
    assert "Phòng B" in next(one["sentence"] for one in taken if one["rule"] == "room")
    assert DraftMeeting.objects.get(pk=row.pk).date == date(2026, 12, 7)


def test_the_board_asks_the_same_for_a_full_week(office, row, django_assert_max_num_queries):
    def look():
        return office.get(reverse("office:board"), {"day": "2026-12-07"}).content.decode()

    look()
    with django_assert_max_num_queries(40) as few:
        look()
    for slot in ("afternoon", "evening"):
        meeting = ClassMeetingFactory(slot=slot, room=RoomFactory(), lecturer=LecturerFactory(), topic=f"Đề {slot}")
        row.draft.meetings.add(copy_of(meeting, row.draft), bulk=False)
    with django_assert_max_num_queries(len(few)):
        assert "Đề evening" in look()


def test_a_preview_and_a_move_ask_little(office, row, django_assert_max_num_queries):
    with django_assert_max_num_queries(28):
        office.get(url("preview", row), wanted(row))
    with django_assert_max_num_queries(40):
        assert office.post(url("place", row), wanted(row)).status_code == 200


def test_a_move_is_saved_once_and_refused_with_the_sentence(office, row):
    asked = wanted(row)
    answer = office.post(url("place", row), asked)
    assert (as_dict(answer)["date"], as_dict(answer)["revision"]) == ("2026-12-08", 1)
    assert answer.json()["can"] == {"undo": True, "redo": False}
    again = office.post(url("place", row), asked)
    assert as_dict(again)["revision"] == 1, "sent again after a lost answer"
    other = DraftMeeting.objects.exclude(pk=row.pk).get()
    refused = office.post(url("place", row), wanted(row, room=other.room_id))
    assert refused.status_code == 422
    assert "Phòng B" in refused.json()["sentence"]
    assert refused.json()["findings"][0]["level"] == "block"
    nonsense = office.post(url("place", row), wanted(row, slot="midnight"))
    assert nonsense.status_code == 422
    assert nonsense.json()["sentence"]


def test_a_move_that_needs_a_reason_asks_for_it_and_keeps_it(office, row):
    for slot in ("morning", "afternoon"):
        ClassMeetingFactory(training_class=row.training_class, date=date(2026, 12, 9), slot=slot, topic=f"Đề {slot}")
    asked = wanted(row, date="2026-12-09", slot="evening")
    refused = office.post(url("place", row), asked).json()
    assert refused["reason_needed"]
    assert [one["rule"] for one in refused["findings"]] == ["day_max"]
    reason = {"reason_day_max": "Báo cáo viên chỉ có buổi tối"}
    saved = office.post(url("place", row), asked | reason).json()
    assert "Báo cáo viên" in saved["reasons"][str(row.pk)][0]
    assert Justification.objects.get().reason == "Báo cáo viên chỉ có buổi tối"
    year = office.get(reverse("office:board_rows", args=[2026])).json()
    assert "Báo cáo viên chỉ có buổi tối" in year["reasons"][str(row.pk)][0]


def test_who_read_an_older_state_is_told_who_changed_it_and_where_it_stands(office, row):
    asked = wanted(row, date="2026-12-10")
    colleague = user_with_role(Role.TRAINING_OFFICE, first_name="Lan", last_name="Vũ")
    place_meeting(
        DraftMeeting.objects.select_related("draft").get(pk=row.pk),
        date=date(2026, 12, 11),
        slot="afternoon",
        room=row.room,
        lecturer=row.lecturer,
        revision=row.revision,
        by=colleague,
    )
    answer = office.post(url("place", row), asked)
    assert answer.status_code == 422
    assert answer.json()["stale"]
    assert "Vũ Lan" in answer.json()["sentence"] or "Lan Vũ" in answer.json()["sentence"]
    assert as_dict(answer)["date"] == "2026-12-11"
    edits = office.get(reverse("office:board_edits", args=[row.draft_id]), {"since": 0}).json()
    (edit,) = edits["edits"]
    assert (edit["mine"], edits["last_edit"]) == (False, 1)
    assert "BTX-01" in edit["sentence"]
    nothing_new = office.get(reverse("office:board_edits", args=[row.draft_id]), {"since": 1}).json()
    assert nothing_new == {"last_edit": 1, "edits": [], "rows": [], "reasons": {}}


def test_locking_undoing_and_redoing(office, row):
    office.post(url("place", row), wanted(row))
    locked = office.post(url("lock", row), {"revision": 1, "on": "1"}, headers=JSON)
    assert as_dict(locked)["locked"]
    refused = office.post(url("place", row), wanted(row, date="2026-12-10"))
    assert refused.status_code == 422
    undo, redo = (reverse(f"office:board_{name}", args=[row.draft_id]) for name in ("undo", "redo"))
    assert not as_dict(office.post(undo, headers=JSON))["locked"]
    assert as_dict(office.post(undo, headers=JSON))["date"] == "2026-12-07"
    answer = office.post(redo, headers=JSON)
    assert as_dict(answer)["date"] == "2026-12-08"
    assert "BTX-01" in answer.json()["sentence"]
    back = office.post(undo, {"back": "?day=2026-12-07"})
    assert back.url == f"{reverse('office:board')}?day=2026-12-07", "without scripts one comes back to the week"


def test_a_meeting_is_taken_out_and_put_back(office, row):
    taken = office.post(url("remove", row), {"revision": 0, "on": "1"}, headers=JSON)
    assert as_dict(taken)["removed"]
    page = office.get(reverse("office:board"), {"day": "2026-12-07"}).content.decode()
    assert "đã bỏ" in page
    form = office.get(url("move", row)).content.decode()
    assert 'name="slot"' not in form, "it can only be put back"
    back = office.post(url("remove", row), {"revision": 1})
    assert back.url == url("move", row)
    assert not DraftMeeting.objects.get(pk=row.pk).is_removed
    stale = office.post(url("lock", row), {"revision": 1, "on": "1"})
    assert stale.url == url("move", row), "a form read before says so above it"


def test_without_scripts_a_form_shows_what_stands_against_it_before_it_saves(office, row):
    other = DraftMeeting.objects.exclude(pk=row.pk).get()
    page = office.get(url("move", row)).content.decode()
    assert 'name="revision"' in page
    assert url("move", row) in office.get(reverse("office:board"), {"day": "2026-12-07"}).content.decode()
    refused = office.post(url("move", row), wanted(row, room=other.room_id))
    assert refused.status_code == 422
    assert "Phòng B" in refused.content.decode()
    for slot in ("morning", "afternoon"):
        ClassMeetingFactory(training_class=row.training_class, date=date(2026, 12, 9), slot=slot, topic=f"Đề {slot}")
    asked = wanted(row, date="2026-12-09", slot="evening")
    asks_why = office.post(url("move", row), asked)
    assert 'name="reason_day_max"' in asks_why.content.decode()
    seen = {"seen": asks_why.context["seen"]}
    again = office.post(url("move", row), asked | seen)
    assert 'name="reason_day_max"' in again.content.decode(), "no reason given yet"
    moved = office.post(url("move", row), asked | seen | {"reason_day_max": "Báo cáo viên chỉ có buổi tối"})
    assert moved.url == f"{reverse('office:board')}?day=2026-12-09"
    assert Justification.objects.get().rule == "day_max"


def test_who_may_see_but_not_plan_reads_only(cast, client, row):
    client.force_login(cast.auditor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("office:board"), {"day": "2026-12-07"}).content.decode()
    assert url("move", row) not in page
    assert "place_url" not in page
    assert client.post(url("place", row), wanted(row)).status_code == 404
    assert client.get(reverse("office:board_edits", args=[row.draft_id])).status_code == 200
