"""Three hundred phones check in to one meeting: a third has no network and sends later, some send twice or from two
phones, clocks are wrong by minutes, some send a photographed code on. A real gunicorn, real HTTP clients.

The three minutes are run as fast as the machine goes: each phone says when it read the code, and the codes are those of
three minutes before. What is printed: requests, duplicates, refusals and the 95th percentile (``pytest -s``).
"""

import os
import random
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, PersonFactory, UserFactory
from training.attendance.codes import begins, code_for, step_at
from training.attendance.services import open_check_in
from training.models import AttendanceRecord, CheckIn

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
PHONES, AT_ONCE, CHEATS = 300, 24, 20
WINDOW = timedelta(minutes=3)


@contextmanager
def web_server():
    """The portal under gunicorn as it is served, on the database of this test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.test_settings",
        "COSO_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "BIND": f"127.0.0.1:{port}",
        "DEMO": "",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "tests.portal.offline.served:app"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(300):
            try:
                if requests.get(f"{address}/offline/worker.js", timeout=2).status_code == 200:
                    break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


# Like the outbox, a phone whose connection breaks tries again; the operations bear their keys, so nothing counts twice.
AGAIN = Retry(total=5, backoff_factor=0.2, allowed_methods=None)


@dataclass
class Phone:
    """One trainee's phone: its session, how wrong its clock is, and what it keeps until it has a network."""

    user: object
    address: str
    error: timedelta
    installation: str = field(default_factory=lambda: str(uuid4()))
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        self.http = requests.Session()
        self.http.mount("http://", HTTPAdapter(max_retries=AGAIN))
        self.http.cookies.set(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)

    def clock(self, moment: datetime) -> str:
        return (moment + self.error).isoformat()

    def read(self, code: str, moment: datetime) -> dict:
        return {
            "id": str(uuid4()),
            "kind": "check_in",
            "made_at": self.clock(moment),
            "body": {"code": code, "installation": self.installation},
        }

    def send(self, *operations: dict) -> list[dict]:
        began = time.monotonic()
        hello = self.http.get(f"{self.address}/offline/sync/", timeout=60)
        greeting = hello.json()
        content = {"client_time": self.clock(timezone.now()), "operations": list(operations)}
        headers = {"X-CSRFToken": greeting["token"], "Referer": self.address}
        answer = self.http.post(f"{self.address}/offline/sync/", json=content, headers=headers, timeout=60)
        self.times.append(time.monotonic() - began)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]


def class_of(size: int, lecturer):
    meeting = ClassMeetingFactory(
        training_class__status="open",
        training_class__capacity=size,
        lecturer=lecturer,
        date=timezone.localdate(),
        starts_at=timezone.now() - WINDOW,
        ends_at=timezone.now() + timedelta(hours=2),
    )
    people = [PersonFactory(user=UserFactory()) for _n in range(size)]
    for person in people:
        EnrolmentFactory(training_class=meeting.training_class, person=person)
    return meeting, people


def test_three_hundred_phones_make_three_hundred_records(cast):
    dice = random.Random(20261207)
    meeting, people = class_of(PHONES, cast.lecturer.person.lecturer)
    register = open_check_in(meeting, by=cast.lecturer)
    start = timezone.now() - WINDOW

    def read_by(phone: Phone, age: float) -> dict:
        """A code of the three minutes, read so many seconds after it appeared."""
        step = step_at(start + dice.random() * (WINDOW - timedelta(seconds=40)))
        return phone.read(code_for(meeting.pk, register.secret, step), begins(step) + timedelta(seconds=age))

    with web_server() as address:
        phones = [Phone(p.user, address, timedelta(seconds=dice.choice([0, 0, -420, -75, 190, 660]))) for p in people]
        kept = {phone.installation: read_by(phone, dice.uniform(0, 15)) for phone in phones}
        late, at_once = phones[: PHONES // 3], phones[PHONES // 3 :]
        cheats = [(phone, read_by(phone, dice.uniform(30, 170))) for phone in dice.sample(late, CHEATS)]
        second = [Phone(phone.user, address, timedelta(minutes=4)) for phone in dice.sample(phones, 30)]
        began = time.monotonic()
        results = []
        with ThreadPoolExecutor(AT_ONCE) as network:
            send = lambda pair: pair[0].send(*pair[1:])  # noqa: E731
            # A photographed code first, from a phone whose owner comes later; then those who have a network.
            results += network.map(send, cheats)
            results += network.map(send, [(phone, kept[phone.installation]) for phone in at_once])
            # The network comes back: everybody who waited sends at once, sixty of all twice, thirty from two phones.
            again = [(phone, kept[phone.installation]) for phone in dice.sample(phones, 60)]
            twins = [(phone, read_by(phone, 3)) for phone in second]
            results += network.map(send, [(phone, kept[phone.installation]) for phone in late] + again + twins)
        seconds = time.monotonic() - began

    flat = [result for answers in results for result in answers]
    states = [result["state"] for result in flat]
    times = sorted(took for phone in [*phones, *second] for took in phone.times)
    print(
        f"\n{connection.vendor}: {PHONES} phones, {2 * len(times)} requests in {seconds:.1f} s; "
        f"accepted {states.count('accepted')}, duplicate {states.count('duplicate')}, "
        f"refused {states.count('refused')}; "
        f"clock and sync together p50 {times[len(times) // 2]:.3f} s, p95 {times[int(len(times) * 0.95)]:.3f} s; "
        f"records {AttendanceRecord.objects.count()}, offline {CheckIn.objects.filter(is_offline=True).count()}"
    )
    assert AttendanceRecord.objects.filter(meeting=meeting, source="check_in").count() == PHONES
    assert CheckIn.objects.filter(meeting=meeting, is_counted=True).count() == PHONES
    assert states.count("refused") == CHEATS
    assert states.count("accepted") + states.count("duplicate") == PHONES + 60 + 30
    assert seconds < WINDOW.total_seconds()
