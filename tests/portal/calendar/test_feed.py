"""The private feed: what a calendar program reads, and what it reads after a change."""

from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from django.urls import reverse

from curriculum.clock.time import set_to
from portal.calendar.models import CalendarFeed
from portal.calendar.services import feed_of, open_feed, renew_feed, stop_feed, token_of
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, RoomFactory, TrainingClassFactory
from training.models import ClassMeeting, Lecturer
from training.scheduling.services import cancel_meeting, move_meeting, publish_meetings, schedule_meeting

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def november():
    with set_to(datetime(2026, 11, 25, 9, 0)):
        yield


@pytest.fixture
def held(cast):
    """A class of the trainee, given by the lecturer: a published meeting on Monday morning."""
    row = TrainingClassFactory(code="BTX-01", name="Lớp bồi dưỡng bí thư, khóa I")
    EnrolmentFactory(training_class=row, person=cast.trainee.person)
    meeting = schedule_meeting(
        row,
        topic="Chuyên đề 1; có dấu, phẩy",
        date=MONDAY,
        slot="morning",
        room=RoomFactory(name="Phòng 301", address="Nhà A"),
        lecturer=Lecturer.objects.get(person__user=cast.lecturer),
        by=cast.training_office,
    )
    publish_meetings(row, by=cast.training_office)
    meeting.refresh_from_db()
    return meeting


def read(client, user, **headers):
    return client.get(reverse("calendar:feed", args=[token_of(open_feed(by=user))]), headers=headers)


def events(answer) -> list:
    return Calendar.from_ical(answer.content).events


def test_a_meeting_is_one_event_with_place_time_and_zone(held, cast, client):
    answer = read(client, cast.trainee)
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.events
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["summary"] == "Chuyên đề 1; có dấu, phẩy"
    assert event["location"] == "Phòng 301, Nhà A"
    assert event.start.isoformat() == "2026-12-07T07:30:00+07:00"
    assert event.end.isoformat() == "2026-12-07T11:00:00+07:00"
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert [zone.tz_name for zone in calendar.timezones] == ["Asia/Ho_Chi_Minh"]
    assert event["uid"] == f"{held.uid}@127.0.0.1"
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
    assert event["dtstamp"].dt == event["last-modified"].dt == held.changed_at.replace(microsecond=0)


def test_the_lines_are_those_of_the_sample_made_by_another_program(held, cast, client):
    """Escapes, zone and stamps as in shared/samples/ical/lop-hoc-expected.ics."""
    ours = read(client, cast.trainee).content.decode().splitlines()
    for line in (
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "TZID:Asia/Ho_Chi_Minh",
        "DTSTART;TZID=Asia/Ho_Chi_Minh:20261207T073000",
        "DTSTAMP:20261125T020000Z",
        "SEQUENCE:0",
        "LOCATION:Phòng 301\\, Nhà A",
        "SUMMARY:Chuyên đề 1\\; có dấu\\, phẩy",
    ):
        assert line in ours, line


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence(held, cast, client):
    (before,) = events(read(client, cast.trainee))
    with set_to(datetime(2026, 11, 26, 10, 0)):
        move_meeting(held, date=MONDAY + timedelta(days=1), slot="afternoon", by=cast.training_office)
        (after,) = events(read(client, cast.trainee))
    assert after["uid"] == before["uid"]
    assert after["sequence"] == 1
    assert after.start.isoformat() == "2026-12-08T13:30:00+07:00"
    assert after["last-modified"].dt > before["last-modified"].dt


def test_a_cancelled_meeting_stays_as_cancelled(held, cast, client):
    cancel_meeting(held, reason="Giảng viên ốm", by=cast.training_office)
    (event,) = events(read(client, cast.trainee))
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_what_was_never_published_is_in_no_calendar(held, cast, client):
    dropped = schedule_meeting(held.training_class, topic="Thử", date=MONDAY, slot="afternoon", by=cast.training_office)
    cancel_meeting(dropped, reason="Chưa cần", by=cast.training_office)
    assert len(events(read(client, cast.trainee))) == 1


def test_a_feed_names_nobody_else(held, cast, client):
    text = read(client, cast.trainee).content.decode().replace("\r\n ", "")
    assert cast.lecturer.get_full_name() not in text
    assert cast.trainee.get_full_name() not in text
    assert "Class BTX-01" in text or "Lớp BTX-01" in text


def test_the_lecturer_has_the_meeting_as_teaching(held, cast, client):
    (event,) = events(read(client, cast.lecturer))
    assert held.topic in event["summary"]
    assert event["summary"] != held.topic


def test_nothing_new_is_answered_by_not_modified(held, cast, client):
    first = read(client, cast.trainee)
    again = read(client, cast.trainee, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert read(client, cast.trainee, if_modified_since=first["Last-Modified"]).status_code == 304
    with set_to(datetime(2026, 11, 26, 10, 0)):
        ClassMeeting.objects.filter(pk=held.pk).update(published_at=None)  # it only went: nothing in it is newer
        gone = read(client, cast.trainee, if_modified_since=first["Last-Modified"])
    assert gone.status_code == 200
    assert events(gone) == []


def test_the_feed_needs_and_makes_no_session(held, cast, client, django_assert_max_num_queries):
    token = token_of(open_feed(by=cast.lecturer))
    with django_assert_max_num_queries(10) as asked:
        answer = client.get(reverse("calendar:feed", args=[token]))
    assert not answer.cookies
    assert not [query for query in asked.captured_queries if "django_session" in query["sql"]]


def test_an_address_lasts_until_it_is_renewed_or_taken_back(cast, client):
    old = token_of(open_feed(by=cast.trainee))
    assert token_of(open_feed(by=cast.trainee)) == old
    new = token_of(renew_feed(by=cast.trainee))
    assert len(new) == 32
    assert client.get(reverse("calendar:feed", args=[old])).status_code == 404
    assert client.get(reverse("calendar:feed", args=[new])).status_code == 200
    assert stop_feed(by=cast.trainee)
    assert not stop_feed(by=cast.trainee)
    assert client.get(reverse("calendar:feed", args=[new])).status_code == 404


def test_the_database_alone_gives_no_address_away(cast, settings):
    token = token_of(open_feed(by=cast.trainee))
    row = CalendarFeed.objects.get()
    assert token not in (row.nonce, row.digest)
    settings.SECRET_KEY = "another-key-of-more-than-fifty-characters-for-this-test"
    assert token_of(row) == ""
    assert feed_of(token) == row


def test_a_closed_account_has_no_feed(cast, client):
    token = token_of(open_feed(by=cast.stranger))
    cast.stranger.is_active = False
    cast.stranger.save()
    assert client.get(reverse("calendar:feed", args=[token])).status_code == 404


def test_one_address_asks_only_so_often(cast, client, settings):
    settings.CALENDAR_PER_MINUTE = 2
    address = reverse("calendar:feed", args=["x" * 32])
    assert [client.get(address).status_code for _time in range(3)] == [404, 404, 429]


def test_a_cancelled_class_reaches_those_who_held_a_place(held, cast, client):
    from training.cohorts.services import cancel_class

    cancel_class(held.training_class, reason="Không đủ học viên", by=cast.training_office)
    (event,) = events(read(client, cast.trainee))
    assert event["status"] == "CANCELLED"


def test_meetings_of_others_are_not_in_it(held, cast, client):
    ClassMeetingFactory()
    assert events(read(client, cast.stranger)) == []
