"""Requests a second of key pages beside two baselines of the same run."""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.test import Client

from config.bench.figures import AT_LEAST, Figure, measurement
from config.bench.pages import PAGES
from config.bench.server import gunicorn, requests_per_second
from config.bench.urls import EMPTY
from training.models import User

OF_EMPTY = 2  # each page at least half as fast as the empty one


@measurement("rates")
def rates() -> Iterator[Figure]:
    if shutil.which("wrk") is None:
        yield Figure("requests/s", None, "/s", 0, AT_LEAST, note="wrk is not installed (apt install wrk)")
        return
    with gunicorn("config.bench.bare") as url:
        bare = requests_per_second(url + "/")
    yield Figure("B, a bare Django view", bare, "/s")
    with gunicorn("config.wsgi", DJANGO_SETTINGS_MODULE="config.bench.settings") as url:
        empty = requests_per_second(f"{url}/{EMPTY}", session_of(User.objects.get(username="hocvien")))
        yield Figure("E, an empty signed-in page", empty, "/s")
        for page in PAGES:
            if page.share is None:
                continue
            user = User.objects.get(username=page.account)
            address = page.address(user)
            if address is None:
                yield Figure(f"requests/s, {page.name}", None, "/s", bare / page.share, AT_LEAST, "the city has none")
                continue
            rate = requests_per_second(url + address, session_of(user))
            yield Figure(f"requests/s, {page.name}", rate, "/s", bare / page.share, AT_LEAST, f"B/{page.share}")
            yield Figure(f"requests/s, {page.name}", rate, "/s", empty / OF_EMPTY, AT_LEAST, f"E/{OF_EMPTY}")


def session_of(user: User) -> str:
    """A Cookie header of a new session of the user."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
