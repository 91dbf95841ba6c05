"""How many queries each page makes, and how heavy it is."""

import gzip
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.bench.figures import Figure, measurement
from config.bench.pages import PAGES
from training.models import User


@measurement("queries")
def queries() -> Iterator[Figure]:
    """Each page twice as its demo account; the second time is counted, with caches as they are in use."""
    for page in PAGES:
        client = Client(headers={"host": "localhost"})
        user = User.objects.filter(username=page.account).first() if page.account else None
        if user:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = page.address(user)
        if address is None or (page.account and user is None):
            yield Figure(f"queries, {page.name}", None, "", page.queries, note="the city has none")
            continue
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        good = answer.status_code == 200
        count = len(asked) if good else None
        size = len(gzip.compress(answer.content)) / 1024
        note = f"{size:.1f} KB" if good else f"answered {answer.status_code}"
        yield Figure(f"queries, {page.name}", count, "", page.queries, note=note)
