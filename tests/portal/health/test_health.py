"""``/healthz`` tells the truth about each part, with a real worker on the real broker."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from django.core.cache import caches
from django.db import DatabaseError, connection

from portal.health import heartbeat

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def shared_cache(settings, monkeypatch):
    """The file cache of the installation, which other processes see too."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(settings.VAR_DIR / "cache"),
        }
    }
    caches["default"].clear()
    return caches["default"]


@contextmanager
def worker(var_dir):
    """A real Celery worker with the real settings, on the broker under ``var_dir``."""
    environment = os.environ | {"VAR_DIR": str(var_dir), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--concurrency", "1", "--loglevel", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.django_db
def test_all_parts_are_named(client):
    heartbeat.beat()
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "version": "0.1.0",
        "database": "ok",
        "broker": "ok",
        "worker": "ok",
    }
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_without_a_worker_it_is_down(client):
    response = client.get("/healthz")
    assert response.status_code == 503
    assert (response.json()["status"], response.json()["worker"], response.json()["database"]) == ("down", "down", "ok")


@pytest.mark.django_db
def test_without_the_broker_it_is_down(client, settings, tmp_path):
    heartbeat.beat()
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = options | {"data_folder_in": str(tmp_path / "gone")}
    response = client.get("/healthz")
    assert (response.status_code, response.json()["broker"]) == (503, "down")


@pytest.mark.django_db
def test_without_the_database_it_is_down_and_says_no_more(client, monkeypatch):
    heartbeat.beat()

    def fail():
        raise DatabaseError("secret address of the server")

    monkeypatch.setattr(connection, "cursor", fail)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["database"]) == (503, "down")
    assert "secret" not in response.text


@pytest.mark.worker
@pytest.mark.django_db
def test_a_real_worker_is_seen_and_missed(client, settings, shared_cache):
    with worker(settings.VAR_DIR) as process:
        assert wait_for(heartbeat.worker_is_alive, 60), "the worker never beat"
        assert client.get("/healthz").status_code == 200
        process.terminate()
        process.wait(timeout=60)
    assert not heartbeat.worker_is_alive()
    assert client.get("/healthz").status_code == 503
