"""The packages' own origin: tokens, ranges, and nothing of the portal."""

from datetime import timedelta

import pytest
import time_machine

from django.core.exceptions import DisallowedHost
from django.test import RequestFactory

from curriculum.clock.time import now
from curriculum.packages.origin import Pass, address, is_package_host, origin_of
from curriculum.packages.services.uploads import take_in
from tests.curriculum.packages.samples import manifest, scorm, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def package():
    page = "0123456789" * 10
    return take_in(zipped({"imsmanifest.xml": manifest(), "index.html": page, "a/b.svg": "<svg/>"}), name="a", by=None)


@pytest.fixture
def portal():
    return RequestFactory().get("/", headers={"host": "127.0.0.1:8000"})


def opened(client, url: str, **headers):
    host, _slash, path = url.removeprefix("http://").partition("/")
    return client.get(f"/{path}", headers={"host": host} | headers)


def test_files_are_shown_by_token_on_the_host_of_their_package_alone(client, package, portal):
    url = address("file", package, portal, "index.html")
    answer = opened(client, url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html")
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "frame-ancestors 'self' http://127.0.0.1:8000" in policy
    assert "allow-top-navigation" not in policy
    assert "allow-popups" not in policy
    assert not answer.cookies
    other = take_in(scorm("khác"), name="b", by=None)
    assert origin_of(package, portal) != origin_of(other, portal)
    elsewhere = url.replace(origin_of(package, portal), origin_of(other, portal))
    for wrong in (elsewhere, url.replace("/files/", "x/files/"), url.replace("index.html", "../../x"), url + "x"):
        assert opened(client, wrong).status_code == 404, wrong
    assert opened(client, url, service_worker="script").status_code == 404
    assert opened(client, address("file", package, portal, "a")).status_code == 404  # a folder
    with time_machine.travel(now() + timedelta(hours=14)):
        assert opened(client, url).status_code == 404


def test_a_film_is_shown_by_parts(client, package, portal):
    url = address("file", package, portal, "index.html")
    part = opened(client, url, range="bytes=5-8")
    assert (part.status_code, part.getvalue(), part["Content-Range"]) == (206, b"5678", "bytes 5-8/100")
    assert opened(client, url, range="bytes=-3").getvalue() == b"789"
    assert opened(client, url, range="bytes=98-").getvalue() == b"89"
    assert opened(client, url, range="bytes=200-").status_code == 416


def test_which_hosts_are_the_packages(settings, package, portal, client):
    assert is_package_host("p0a.packages.localhost:8000")
    for host in (
        "packages.localhost",
        "a.b.packages.localhost",
        "127.0.0.1:8000",
        "localhost",
        "packages.localhost.vn",
    ):
        assert not is_package_host(host), host
    settings.PACKAGE_ORIGIN = "https://goi.example"
    assert origin_of(package, portal) == "https://goi.example"
    assert Pass.read("a:b") is None
    settings.PACKAGE_ORIGIN = ""
    assert origin_of(package, portal) == ""
    assert not is_package_host("")
    with pytest.raises(DisallowedHost):
        RequestFactory().get("/", headers={"host": "xau.example"}).get_host()
