"""A meeting with check-in on 7/12/2026 from 07:30, a trainee in its class, and a device that sends what it kept."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from django.utils import timezone

from curriculum.clock.time import set_to
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory
from training.attendance.codes import begins, code_for, step_at
from training.attendance.services import open_check_in

START = timezone.make_aware(datetime(2026, 12, 7, 7, 30))


@pytest.fixture
def meeting(cast):
    return ClassMeetingFactory(training_class__status="open", lecturer=cast.lecturer.person.lecturer)


@pytest.fixture
def enrolment(cast, meeting):
    return EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)


@pytest.fixture
def register(cast, meeting):
    with set_to(START - timedelta(minutes=20)):
        return open_check_in(meeting, by=cast.lecturer)


@pytest.fixture
def send(client):
    """``send(user, operations, at=…, device=…)``: the device's clock, where it is not the server's, is ``device``."""

    def sent(user, operations, *, at, device=None, server=None):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        body = {"client_time": (device or at).isoformat(), "operations": operations}
        if server:
            body["server_time"] = server.isoformat()
        with set_to(at):
            return client.post("/offline/sync/", json.dumps(body), content_type="application/json")

    return sent


def scan(register, *, shown, made_at, elapsed=None, key=None, installation="phone") -> dict:
    """A check-in as a phone keeps it; ``made_at`` by the phone's own clock."""
    operation = {
        "id": key or str(uuid4()),
        "kind": "check_in",
        "made_at": made_at.isoformat(),
        "body": {
            "code": code_for(register.meeting_id, register.secret, step_at(shown)),
            "installation": installation,
        },
    }
    return operation | ({} if elapsed is None else {"elapsed": elapsed.total_seconds() * 1000})


def in_time(moment: datetime) -> datetime:
    """Five seconds after the code of the moment appeared."""
    return begins(step_at(moment)) + timedelta(seconds=5)
