"""The one sync endpoint: each operation once, in its own moment, answered in words."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.clock.time import set_to
from portal.models import SyncReceipt
from portal.offline.clocks import DeviceClock
from tests.factories.training import EnrolmentFactory
from tests.portal.offline.conftest import START, in_time, scan
from training.models import AttendanceRecord, CheckIn

pytestmark = pytest.mark.django_db
SHOWN = START + timedelta(minutes=2)
READ = in_time(SHOWN)
EVENING = START + timedelta(hours=10)


def results(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_it_says_whose_session_it_is_and_what_time_it_is(client, cast):
    client.force_login(cast.trainee)
    with set_to(START):
        answer = client.get("/offline/sync/")
    assert answer.json()["user"] == str(cast.trainee.pk)
    assert answer.json()["now"] == START.isoformat()
    assert answer["Cache-Control"] == "no-store"


def test_a_check_in_kept_on_the_phone_counts_once_however_often_it_is_sent(cast, register, enrolment, send):
    operation = scan(register, shown=SHOWN, made_at=READ)
    (first,) = results(send(cast.trainee, [operation], at=EVENING))
    (again,) = results(send(cast.trainee, [operation, operation], at=EVENING))[:1]
    (other_id,) = results(send(cast.trainee, [operation | {"id": str(uuid4())}], at=EVENING))
    assert (first["state"], again["state"], again["first"], other_id["state"]) == (
        "accepted",
        "duplicate",
        "accepted",
        "accepted",
    )
    assert first["sentence"] == again["sentence"]
    assert first["kept"]["status"] == "present"
    assert (CheckIn.objects.count(), AttendanceRecord.objects.count()) == (1, 1)
    assert CheckIn.objects.get().is_offline


def test_a_forwarded_code_is_refused_and_stays_refused(cast, register, enrolment, send):
    operation = scan(register, shown=SHOWN, made_at=READ + timedelta(minutes=3))
    (first,) = results(send(cast.trainee, [operation], at=EVENING))
    (again,) = results(send(cast.trainee, [operation], at=EVENING))
    assert (first["state"], again["state"], again["first"]) == ("refused", "duplicate", "refused")
    assert "07:32:00" in first["sentence"]
    assert not AttendanceRecord.objects.exists()


@pytest.mark.parametrize("minutes", [-14, -3, 4, 61])
def test_a_clock_that_is_minutes_wrong_does_no_harm(cast, register, enrolment, send, minutes):
    error = timedelta(minutes=minutes)
    operation = scan(register, shown=SHOWN, made_at=READ + error)
    (result,) = results(send(cast.trainee, [operation], at=EVENING, device=EVENING + error))
    assert result["state"] == "accepted"
    assert CheckIn.objects.get().scanned_at == READ


def test_a_clock_put_right_between_scan_and_sync_does_no_harm_while_the_page_is_open(cast, register, enrolment, send):
    operation = scan(register, shown=SHOWN, made_at=READ + timedelta(minutes=7), elapsed=EVENING - READ)
    (result,) = results(send(cast.trainee, [operation], at=EVENING))
    assert result["state"] == "accepted"
    assert CheckIn.objects.get().scanned_at == READ


def test_a_slow_upload_does_not_make_the_code_older(cast, register, enrolment, send):
    arrives = READ + timedelta(seconds=40)
    operation = scan(register, shown=SHOWN, made_at=READ)
    sent = READ + timedelta(seconds=2)
    (result,) = results(send(cast.trainee, [operation], at=arrives, device=sent, server=sent))
    assert result["state"] == "accepted"
    assert CheckIn.objects.get().scanned_at == READ


@given(minutes=st.integers(-600, 600), age=st.floats(0, 17), kept=st.integers(0, 40 * 3600))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_clock_says_the_moment_is_found(minutes, age, kept):
    error = timedelta(minutes=minutes)
    made_at = START + timedelta(seconds=age)
    with set_to(made_at + timedelta(seconds=kept)):
        clock = DeviceClock.of(made_at + timedelta(seconds=kept) + error, None)
        assert abs(clock.moment_of(made_at + error) - made_at) < timedelta(milliseconds=1)
        assert clock.moment_of(made_at + error + timedelta(days=9)) <= made_at + timedelta(seconds=kept)


def test_two_devices_take_the_roll_without_network_and_the_later_mark_stands(cast, meeting, send):
    one, two = EnrolmentFactory.create_batch(2, training_class=meeting.training_class)

    def roll(made_at, **marks):
        sent = {"meeting": meeting.pk, "marks": marks}
        return {"id": str(uuid4()), "kind": "roll_call", "made_at": made_at.isoformat(), "body": sent}

    first = roll(
        START + timedelta(minutes=10),
        **{str(one.pk): {"status": "unexcused", "age": 60_000}, str(two.pk): {"status": "present"}},
    )
    second = roll(
        START + timedelta(minutes=12),
        **{str(one.pk): {"status": "present"}, str(two.pk): {"status": "late", "age": 1000}},
    )
    (later,) = results(send(cast.lecturer, [second], at=EVENING))
    (earlier,) = results(send(cast.training_office, [first], at=EVENING))
    assert [later["state"], earlier["state"]] == ["accepted", "accepted"]
    assert dict(meeting.attendance.values_list("enrolment", "status")) == {one.pk: "unexcused", two.pk: "late"}
    assert results(send(cast.lecturer, [second], at=EVENING))[0]["state"] == "duplicate"


def test_what_the_person_may_not_do_is_refused_and_the_rest_taken_in(cast, register, enrolment, meeting, send):
    roll = {
        "id": str(uuid4()),
        "kind": "roll_call",
        "made_at": READ.isoformat(),
        "body": {"meeting": meeting.pk, "marks": {str(enrolment.pk): {"status": "present"}}},
    }
    unknown = roll | {"id": str(uuid4()), "kind": "unheard_of"}
    answers = results(send(cast.trainee, [roll, unknown, scan(register, shown=SHOWN, made_at=READ)], at=EVENING))
    assert [answer["state"] for answer in answers] == ["refused", "refused", "accepted"]
    assert SyncReceipt.objects.filter(kind="unheard_of").count() == 0


def test_one_operation_of_two_people_is_two(cast, register, enrolment, send):
    EnrolmentFactory(training_class=register.meeting.training_class, person=cast.chairman.person)
    operation = scan(register, shown=SHOWN, made_at=READ)
    for user in (cast.trainee, cast.chairman):
        assert results(send(user, [operation], at=EVENING))[0]["state"] == "accepted"
    assert CheckIn.objects.filter(installation="phone").count() == 2


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"operations": 3}',
        b'{"client_time": "yesterday", "operations": []}',
        b'{"client_time": "2026-12-07T07:30:00", "operations": []}',
        json.dumps({"client_time": START.isoformat(), "operations": [{}]}).encode(),
        json.dumps({"client_time": START.isoformat(), "operations": [{"kind": "a", "body": {}, "id": "x"}]}).encode(),
        json.dumps({"client_time": START.isoformat(), "operations": [{}] * 201}).encode(),
    ],
)
def test_what_cannot_be_read_is_named(client, cast, body):
    client.force_login(cast.trainee)
    answer = client.post("/offline/sync/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": 3},
        {"code": "x", "installation": []},
        {"code": "A" * 101},
        {"meeting": "1e9", "marks": {}},
        {"meeting": [], "marks": 4},
    ],
)
def test_a_body_that_makes_no_sense_is_refused(cast, send, body):
    for kind in ("check_in", "roll_call"):
        operation = {"id": str(uuid4()), "kind": kind, "made_at": READ.isoformat(), "body": body}
        (result,) = results(send(cast.trainee, [operation], at=EVENING))
        assert result["state"] == "refused"
        assert result["sentence"]


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get("/offline/sync/").status_code == 302
    assert client.post("/offline/sync/").status_code == 302


def test_the_worker_may_serve_the_whole_site_and_is_asked_for_anew(client):
    answer = client.get("/offline/worker.js")
    assert (answer.status_code, answer["Service-Worker-Allowed"]) == (200, "/")
    assert answer["Cache-Control"] == "no-cache"
