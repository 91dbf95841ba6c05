"""The board as it is read: the year in one answer, the week as a list, whatever the address asks for."""

from datetime import date

import pytest

from django.urls import reverse

from portal.office.timetable.board.rows import FIELDS, days_off
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
)
from training.scheduling.drafts.services import copy_of, open_draft

pytestmark = pytest.mark.django_db
WEEK = "2026-12-09"


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


def year(client, number: int = 2026) -> dict:
    return client.get(reverse("office:board_rows", args=[number])).json()


def as_dict(row: list) -> dict:
    return dict(zip(FIELDS, row, strict=True))


def test_a_year_comes_in_one_answer_with_every_name_once(office):
    held = TrainingClassFactory(code="BTX-2026-07")
    room, lecturer = RoomFactory(name="Phòng 201"), LecturerFactory(degree="TS.")
    enrolment = EnrolmentFactory(training_class=held)
    for day in (7, 8):
        ClassMeetingFactory(training_class=held, room=room, lecturer=lecturer, date=date(2026, 12, day), topic="Một đề")
    ClassMeetingFactory(training_class=held, date=date(2026, 12, 9), slot="evening", status="cancelled")
    answer = year(office)
    first, second = (as_dict(row) for row in answer["rows"])
    assert (first["date"], first["slot"], first["room"], first["lecturer"]) == ("2026-12-07", 0, room.pk, lecturer.pk)
    assert answer["topics"] == ["Một đề"]
    assert first["topic"] == second["topic"] == 0
    assert [one[:2] for one in answer["rooms"]] == [[room.pk, room.code]]
    assert answer["lecturers"][0][1].startswith("TS. ")
    (training_class,) = answer["classes"]
    assert training_class[1] == "BTX-2026-07"
    assert training_class[-1] == [enrolment.unit_id]
    assert answer["units"] == [[enrolment.unit_id, enrolment.unit.name]]


def test_a_year_asks_the_same_number_of_questions_for_one_meeting_and_for_many(office, django_assert_max_num_queries):
    EnrolmentFactory(training_class=ClassMeetingFactory(lecturer=LecturerFactory(), room=RoomFactory()).training_class)
    year(office)
    with django_assert_max_num_queries(16) as few:
        year(office)
    for _count in range(3):
        held = ClassMeetingFactory(lecturer=LecturerFactory(), room=RoomFactory()).training_class
        EnrolmentFactory.create_batch(2, training_class=held)
    with django_assert_max_num_queries(len(few)):
        assert len(year(office)["rows"]) == 4


def test_holidays_are_named_and_exchanged_days_are_no_weekend():
    days = days_off(2026)
    assert "Quốc khánh" in days["2026-09-02"]
    assert "2026-12-09" not in days


def test_the_week_is_a_list_for_phones_and_without_scripts(office):
    held = TrainingClassFactory(code="BTX-2026-07")
    lecturer = LecturerFactory()
    ClassMeetingFactory(training_class=held, lecturer=lecturer, date=date(2026, 12, 9), topic="Điều hành công việc")
    ClassMeetingFactory(date=date(2026, 12, 9), slot="afternoon", topic="Đề của lớp khác")
    ClassMeetingFactory(date=date(2026, 12, 16), topic="Tuần sau mới học")
    page = office.get(reverse("office:board"), {"day": WEEK}).content.decode()
    assert "Điều hành công việc" in page
    assert "Đề của lớp khác" in page
    assert "Tuần sau mới học" not in page
    narrowed = office.get(reverse("office:board"), {"day": WEEK, "class": held.pk}).content.decode()
    assert "Điều hành công việc" in narrowed
    assert "Đề của lớp khác" not in narrowed
    assert "?day=2026-12-14&amp;class=" in narrowed


def test_the_week_narrowed_to_clashes_shows_who_is_in_two_places(office, cast):
    room = RoomFactory()
    clean = ClassMeetingFactory(date=date(2026, 12, 9), topic="Không vướng", room=room)
    second = ClassMeetingFactory(date=date(2026, 12, 10), topic="Cùng phòng", room=room)
    draft = open_draft(2026, by=cast.training_office)
    draft.meetings.filter(meeting=second).update(date=clean.date)
    draft.meetings.add(copy_of(ClassMeetingFactory(date=date(2026, 12, 11), topic="Riêng"), draft), bulk=False)
    page = office.get(reverse("office:board"), {"day": WEEK, "only": "clashes"}).content.decode()
    assert "Không vướng" in page
    assert "Cùng phòng" in page
    assert "Riêng" not in page


@pytest.mark.parametrize("asked", [{"day": "2026-02-31"}, {"zoom": "decade", "rows": "; drop"}, {"class": "x"}])
def test_an_address_that_makes_no_sense_shows_today(office, asked):
    answer = office.get(reverse("office:board"), asked)
    assert answer.status_code == 200
    assert answer.context["looking"].zoom == "week"
