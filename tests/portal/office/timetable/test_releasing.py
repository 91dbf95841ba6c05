"""Releasing a draft on its page: what changes, what is decided, exactly who is told; and the release kept."""

from datetime import date, timedelta

import pytest

from django.urls import reverse

from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
    UserFactory,
)
from training.models import ClassMeeting, Release, TimetableDraft
from training.scheduling.drafts.services import open_draft, place_meeting
from training.scheduling.services import move_meeting

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def meeting():
    return ClassMeetingFactory(
        training_class=TrainingClassFactory(code="BTX-01"),
        topic="Chuyên đề 1",
        date=MONDAY,
        slot="morning",
        status="published",
        room=RoomFactory(name="Hội trường A"),
        lecturer=LecturerFactory(person__full_name="Hoàng Minh Sơn", person__user=UserFactory()),
    )


@pytest.fixture
def draft(meeting, cast):
    """The meeting moved by one day in an open draft; two trainees, one of them without an account."""
    EnrolmentFactory(
        training_class=meeting.training_class, person__full_name="Trần Thị Mai", person__user=UserFactory()
    )
    EnrolmentFactory(training_class=meeting.training_class, person__full_name="Lê Văn Bình", person__user=None)
    draft = open_draft(2026, by=cast.training_office)
    row = draft.meetings.get()
    place_meeting(
        row, date=TUESDAY, slot="morning", room=row.room, lecturer=row.lecturer, revision=0, by=cast.training_office
    )
    draft.refresh_from_db()
    return draft


def release_page(draft) -> str:
    return reverse("office:draft_release", args=[draft.pk])


def test_the_page_lists_the_change_and_exactly_the_people(office, draft):
    page = office.get(release_page(draft)).content.decode()
    assert "sáng 07/12/2026" in page.lower()
    assert "sáng 08/12/2026" in page.lower()
    for name in ("Hoàng Minh Sơn", "Trần Thị Mai", "Lê Văn Bình"):
        assert name in page
    assert not Release.objects.exists()


def test_the_button_releases_and_the_release_keeps_what_was_read(office, draft, meeting):
    answer = office.post(release_page(draft), {"note": "Hội trường sửa chữa", "last_edit": draft.last_edit})
    release = Release.objects.get()
    assert answer.url == reverse("office:release", args=[release.pk])
    meeting.refresh_from_db()
    assert (meeting.date, meeting.sequence) == (TUESDAY, 1)
    page = office.get(answer.url).content.decode()
    assert "Hội trường sửa chữa" in page
    assert "Trần Thị Mai" in page
    assert office.get(reverse("office:releases")).status_code == 200
    paper = office.get(f"{answer.url}?export=pdf")
    assert paper.content.startswith(b"%PDF")


def test_an_edit_made_since_the_page_was_opened_is_looked_at_first(office, draft):
    answer = office.post(release_page(draft), {"note": "Ghi chú", "last_edit": draft.last_edit - 1})
    assert answer.status_code == 200
    assert "Ghi chú" in answer.content.decode()
    assert not Release.objects.exists()
    again = office.post(release_page(draft), {"last_edit": answer.context["form"]["last_edit"].value()})
    assert again.status_code == 302


def test_a_meeting_moved_elsewhere_must_be_decided(office, draft, meeting, cast):
    move_meeting(meeting, date=MONDAY + timedelta(days=2), by=cast.training_office)
    page = office.get(release_page(draft))
    (conflict,) = page.context["to_decide"]
    draft.refresh_from_db()
    undecided = office.post(release_page(draft), {"last_edit": draft.last_edit})
    assert undecided.context["form"].errors
    field = f"row_{conflict.conflict.row.pk}"
    answer = office.post(release_page(draft), {"last_edit": draft.last_edit, field: "mine"})
    assert answer.status_code == 302
    assert ClassMeeting.objects.get(pk=meeting.pk).date == TUESDAY


def test_a_draft_given_up_tells_nobody(office, draft, meeting):
    office.post(reverse("office:draft_discard", args=[draft.pk]))
    draft.refresh_from_db()
    meeting.refresh_from_db()
    assert (draft.state, meeting.date) == (TimetableDraft.State.DISCARDED, MONDAY)
    assert office.get(release_page(draft)).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_often_for_three_meetings_as_for_one(
    office, draft, meeting, cast, many, django_assert_max_num_queries
):
    for number in range(1, many):
        ClassMeetingFactory(training_class=meeting.training_class, date=MONDAY + timedelta(days=number + 1))
    with django_assert_max_num_queries(24):
        office.get(release_page(draft))
