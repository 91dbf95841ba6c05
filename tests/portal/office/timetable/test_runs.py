"""Runs of the planner on their pages: asked for, carried out, read, stopped; a change shown before anything is done."""

from datetime import date

import pytest

from django.urls import reverse

from portal.office.timetable.course import HEIGHT, WIDTH, course_of
from tests.factories.training import ClassMeetingFactory, LecturerFactory, RoomFactory, TrainingClassFactory
from training.models import PlanRun
from training.scheduling.drafts.services import open_draft
from training.scheduling.planning.runs import perform

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def meeting():
    RoomFactory(name="Phòng 201", capacity=200)
    return ClassMeetingFactory(
        training_class=TrainingClassFactory(code="BTX-01"),
        topic="Chuyên đề 1",
        date=MONDAY,
        slot="morning",
        status="published",
        room=RoomFactory(name="Hội trường A", capacity=200),
        lecturer=LecturerFactory(person__full_name="Hoàng Minh Sơn"),
    )


@pytest.fixture
def draft(meeting, cast):
    return open_draft(2026, by=cast.training_office)


def test_a_lost_room_is_shown_and_planned_anew_only_when_accepted(office, draft, meeting):
    url = reverse("office:plan_anew", args=[draft.pk])
    assert office.get(url).status_code == 200
    lost = {"cause": "room", "room": meeting.room_id, "first": MONDAY.isoformat(), "last": MONDAY.isoformat()}
    shown = office.post(url, lost)
    assert [row.meeting for row in shown.context["touched"]] == [meeting]
    assert not PlanRun.objects.exists()
    asked = office.post(url, lost | {"plan": "1"})
    run = PlanRun.objects.get()
    assert asked.url == reverse("office:plan_run", args=[run.pk])
    waiting = office.get(asked.url)
    assert waiting["Refresh"] == "2"
    perform(run.pk)
    page = office.get(asked.url)
    assert "Refresh" not in page
    assert page.context["plan_run"].state == "proposed"
    assert len(page.context["moved"]) == 1
    row = draft.meetings.get()
    assert row.room_id == meeting.room_id
    office.post(reverse("office:plan_run_accept", args=[run.pk]))
    row.refresh_from_db()
    assert row.room_id != meeting.room_id
    meeting.refresh_from_db()
    assert meeting.sequence == 0


def test_a_change_without_its_lecturer_or_with_days_turned_round_says_so(office, draft):
    url = reverse("office:plan_anew", args=[draft.pk])
    days = {"first": "2026-12-09", "last": "2026-12-07"}
    assert "lecturer" in office.post(url, {"cause": "absence", **days}).context["form"].errors
    assert office.post(url, {"cause": "holiday", **days}).context["form"].non_field_errors()
    free = office.post(url, {"cause": "holiday", "first": "2026-12-20", "last": "2026-12-20"})
    assert free.context["touched"] == []


def test_a_plan_is_asked_for_watched_and_stopped(office, draft):
    url = reverse("office:plan_run_start", args=[draft.pk])
    assert office.get(url).status_code == 200
    answer = office.post(url, {"keep_placed": "1", "seconds": "10", "seed": "1"})
    run = PlanRun.objects.get()
    assert (run.seconds, run.scope["keep_placed"], answer.status_code) == (10, True, 302)
    office.post(reverse("office:plan_run_stop", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert office.get(answer.url).status_code == 200
    assert office.get(reverse("office:plan_runs")).status_code == 200


def test_the_course_falls_and_the_bound_rises_within_the_picture():
    assert course_of([]) is None
    assert course_of([[0.1, None, 0], [0.2, 90, 10]]) is None
    course = course_of([[0.1, None, 0], [0.2, 90, 10], [1.0, 50, 20], [2.0, 40, 40]])
    points = [tuple(map(float, point.split(","))) for point in course.cost.split()]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert [y for _x, y in points] == sorted(y for _x, y in points)
    assert course.cost.split()[-1] == course.bound.split()[-1]
