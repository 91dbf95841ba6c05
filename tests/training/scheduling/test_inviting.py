"""Lecturers are asked and answer: by one press, by the link of the mail, anew when the meeting moves."""

from datetime import date, timedelta

import pytest

from django.urls import reverse

from tests.factories.training import ClassMeetingFactory, LecturerFactory, TrainingClassFactory
from training.errors import InvalidInput, NotAllowed
from training.models import Lecturer, TeachingInvitation
from training.scheduling.inviting import (
    accept_invitations,
    decline_invitations,
    invite_lecturers,
    link_token,
)
from training.scheduling.services import cancel_meeting, move_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("november")]
MONDAY = date(2026, 12, 7)


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    def run(service, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return service(*args, **kwargs)

    return run


@pytest.fixture
def held(cast):
    row = TrainingClassFactory(code="BTX-01")
    mine = Lecturer.objects.get(person__user=cast.lecturer)
    for number, lecturer in enumerate([mine, mine, LecturerFactory(), None]):
        ClassMeetingFactory(training_class=row, date=MONDAY + timedelta(days=number), lecturer=lecturer)
    return row


@pytest.fixture
def invited(held, cast, committing):
    committing(invite_lecturers, held, list(held.meetings.all()), by=cast.training_office)
    return list(TeachingInvitation.objects.filter(lecturer__person__user=cast.lecturer))


def states(held) -> list[str]:
    return list(TeachingInvitation.objects.filter(meeting__training_class=held).values_list("state", flat=True))


def test_many_meetings_are_asked_for_at_once_and_each_lecturer_is_told_once(held, cast, invited, committing):
    assert states(held) == ["pending"] * 3
    assert len({row.batch for row in invited}) == 1
    (notice,) = cast.lecturer.notices.all()
    assert notice.kind == "teaching"
    assert notice.body.count("Công tác cán bộ") == 2
    assert committing(invite_lecturers, held, list(held.meetings.all()), by=cast.training_office) == []


def test_an_answer_is_the_lecturers_own(cast, invited, held):
    with pytest.raises(NotAllowed):
        accept_invitations(invited, by=cast.training_office)
    assert len(accept_invitations(invited, by=cast.lecturer)) == 2
    assert accept_invitations(invited, by=cast.lecturer) == []


def test_a_refusal_needs_a_reason_and_reaches_the_office(cast, invited, committing):
    with pytest.raises(InvalidInput):
        decline_invitations(invited[:1], reason=" ", by=cast.lecturer)
    committing(decline_invitations, invited[:1], reason="Trùng lịch hội thảo", by=cast.lecturer)
    (notice,) = cast.training_office.notices.all()
    assert notice.body == "Trùng lịch hội thảo"


def test_a_moved_meeting_is_asked_for_anew_and_another_lecturer_ends_it(cast, invited, held, committing):
    accept_invitations(invited, by=cast.lecturer)
    committing(move_meeting, invited[0].meeting, slot="evening", by=cast.training_office)
    assert sorted(states(held)) == ["accepted", "pending", "pending"]
    committing(move_meeting, invited[1].meeting, lecturer=LecturerFactory(), by=cast.training_office)
    assert sorted(states(held)) == ["pending", "pending", "withdrawn"]
    cancel_meeting(invited[0].meeting, reason="Hoãn", by=cast.training_office)
    assert sorted(states(held)) == ["pending", "withdrawn", "withdrawn"]


def test_the_link_asks_before_it_answers_and_is_used_once(cast, invited, client):
    address = reverse("lecturer:invitation_link", args=[link_token(invited[0].batch)])
    for _scanner in range(2):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert {row.state for row in TeachingInvitation.objects.filter(pk__in=[row.pk for row in invited])} == {"pending"}
    assert client.post(address, {"answer": "decline"}).status_code == 422
    assert client.post(address, {"answer": "accept"}).status_code == 302
    assert {row.state for row in TeachingInvitation.objects.filter(batch=invited[0].batch)} == {"accepted"}
    client.post(address, {"answer": "decline", "reason": "Người khác bấm"})
    assert {row.state for row in TeachingInvitation.objects.filter(batch=invited[0].batch)} == {"accepted"}
    assert "sessionid" not in client.cookies or not client.session.get("_auth_user_id")


def test_a_forged_link_is_no_link(client):
    assert client.get(reverse("lecturer:invitation_link", args=["abc:def:ghi"])).status_code == 404


def test_one_press_in_the_workspace(cast, invited, client):
    client.force_login(cast.lecturer)
    assert "invitation" in client.get(reverse("lecturer:home")).content.decode()
    keys = [row.pk for row in invited]
    client.post(reverse("lecturer:invitations_answer"), {"invitation": keys, "answer": "accept"})
    assert {row.state for row in TeachingInvitation.objects.filter(pk__in=keys)} == {"accepted"}
