"""The secret a device makes its key from: the same in each session of one person, and gone when the device is."""

from uuid import uuid4

import pytest

from portal.offline.devices import MOST_DEVICES
from portal.offline.models import DeviceKey

pytestmark = pytest.mark.django_db
HERE = str(uuid4())


def ask(client, user, installation=HERE):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post("/offline/key/", {"installation": installation})


def test_a_device_gets_the_same_secret_again_and_nobody_else_does(client, cast):
    first, again = ask(client, cast.mentor), ask(client, cast.mentor)
    other, elsewhere = ask(client, cast.trainee), ask(client, cast.mentor, str(uuid4()))
    secrets = [answer.json()["secret"] for answer in (first, again, other, elsewhere)]
    assert secrets[0] == secrets[1]
    assert len(set(secrets)) == 3
    assert first["Cache-Control"] == "no-store"
    assert 0 < first.json()["milliseconds"] <= 12 * 3600 * 1000
    assert not any(secret in device.salt for secret in secrets for device in DeviceKey.objects.all())


def test_a_removed_device_is_told_to_wipe_and_its_secret_is_gone(client, cast):
    ask(client, cast.mentor)
    device = DeviceKey.objects.get()
    assert client.get("/offline/sync/", headers={"X-Device": HERE}).status_code == 200
    client.post(f"/offline/devices/{device.pk}/remove/")
    device.refresh_from_db()
    assert device.salt == ""
    assert client.get("/offline/sync/", headers={"X-Device": HERE}).json() == {"revoked": True}
    answer = ask(client, cast.mentor)
    assert (answer.status_code, answer.json()["revoked"]) == (410, True)
    assert client.get("/offline/sync/", headers={"X-Device": "no name"}).status_code == 200


def test_a_browser_that_forgets_its_name_does_not_fill_the_table(client, cast):
    for _n in range(MOST_DEVICES + 3):
        ask(client, cast.mentor, str(uuid4()))
    assert DeviceKey.objects.count() == MOST_DEVICES
    assert ask(client, cast.mentor, "nonsense").status_code == 400


def test_the_worker_is_one_script_and_mentoring_stays_out_of_the_browsers_cache(client, cast):
    text = client.get("/offline/worker.js").content.decode()
    assert "AES-GCM" in text
    assert "\nexport " not in text
    assert "\nimport " not in text
    client.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/mentor/")["Cache-Control"] == "private, no-store"
    app = client.get("/offline/app.webmanifest")
    assert app["Content-Type"] == "application/manifest+json"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in app.json()["icons"]}


def test_the_closed_page_says_nothing_of_anybody(client, cast):
    client.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    assert str(cast.mentor.person) not in client.get("/offline/closed/").content.decode()
