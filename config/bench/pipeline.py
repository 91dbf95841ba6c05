"""The pipeline at the size of the City: all leading posts, targets on any past day, the people of two maps."""

import time
from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.bench.figures import Figure, measurement
from config.bench.pages import OFFICE
from curriculum.clock.time import today
from training.models import Posting, User

TARGETS_SECONDS, ASKED = 1, 5
PAST_DAYS = (date(2023, 3, 31), date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1))


@measurement("pipeline")
def pipeline() -> Iterator[Figure]:
    """Each page as the Committee's officer; the slowest of five is told."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="tochuc"), backend="django.contrib.auth.backends.ModelBackend")
    posting = Posting.objects.active().order_by("pk").values_list("pk", flat=True).first()
    for name, address, seconds in (
        ("all leading posts", "/admin/pipeline/", None),
        ("surplus and shortage", "/admin/pipeline/units/", None),
        ("terms side by side", "/admin/terms/", None),
        ("return or stay", "/admin/outcomes/", None),
        ("waves in numbers", "/admin/waves/numbers/", None),
        ("sheet of a decision", f"/admin/postings/{posting}/decision/", None),
        *(
            (f"targets on {day:%d/%m/%Y}", f"/admin/targets/?day={day}", TARGETS_SECONDS)
            for day in (*PAST_DAYS, today())
        ),
        ("two days, two maps", "/admin/targets/maps/", None),
    ):
        yield from _page(client, name, address, seconds)


def _page(client: Client, name: str, address: str, seconds: float | None) -> Iterator[Figure]:
    if client.get(address).status_code != 200:
        yield Figure(f"queries, {name}", None, "", OFFICE, note="not answered")
        return
    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    yield Figure(f"queries, {name}", len(counted), "", OFFICE)
    times, worked = [], []
    for _number in range(ASKED):
        began, work = time.monotonic(), time.process_time()
        client.get(address)
        times.append(time.monotonic() - began)
        worked.append(time.process_time() - work)
    yield Figure(f"seconds, {name}", max(times), "s", seconds, note=f"processor time {max(worked):.2f} s")
