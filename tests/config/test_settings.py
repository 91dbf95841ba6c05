"""Settings come from the environment: none is needed, a bad one stops the start with a sentence."""

import os
import runpy
from pathlib import Path

import pytest

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
INHERITED = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
PRODUCTION = {"BASE_URL": "https://coso.hanoi.gov.vn", "SECRET_KEY": "q8Wz-3rT" * 8}


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Reads the settings file anew with these variables and no others."""

    def read(**variables: str) -> dict:
        for name in set(os.environ) - set(INHERITED) - {"PYTEST_CURRENT_TEST"}:
            monkeypatch.delenv(name)
        for name, value in ({"VAR_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return read


def test_nothing_need_be_set(settings_with):
    found = settings_with()
    assert (found["DEBUG"], found["DEMO"], found["SECURE"]) == (False, False, False)
    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"BASE_URL": "coso.hanoi.gov.vn"}, "BASE_URL must look like"),
        ({"BASE_URL": "https://coso.hanoi.gov.vn/portal"}, "BASE_URL must look like"),
        ({"BASE_URL": "https://coso.hanoi.gov.vn", "DEBUG": "1"}, "unset it where SECURE is on"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have 50 characters"),
        ({"COSO_NOW": "tomorrow"}, "COSO_NOW must look like"),
        ({"DEBUG": "perhaps"}, "DEBUG must be 1 or 0"),
        ({"SESSION_HOURS": "many"}, "invalid literal for int"),
        ({"OIDC_SERVER_URL": "https://sso.hanoi.gov.vn"}, "OIDC_CLIENT_ID"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_bad_value_stops_the_start(settings_with, variables, sentence):
    with pytest.raises((ImproperlyConfigured, ValueError), match=sentence):
        settings_with(**variables)


def test_the_key_is_made_once_for_the_owner_alone(settings_with, tmp_path):
    key = settings_with()["SECRET_KEY"]
    assert len(key) > 50
    assert settings_with()["SECRET_KEY"] == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("secret_key*")] == ["secret_key"]


def test_an_https_address_brings_secure_cookies_and_its_host(settings_with):
    found = settings_with(**PRODUCTION)
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_PRELOAD"):
        assert found[name] is True
    assert found["ALLOWED_HOSTS"][0] == "coso.hanoi.gov.vn"
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://coso.hanoi.gov.vn"]


def test_another_broker_needs_no_folders(settings_with, tmp_path):
    found = settings_with(CELERY_BROKER_URL="redis://127.0.0.1:6379/0")
    assert "CELERY_BROKER_TRANSPORT_OPTIONS" not in found
    assert not (tmp_path / "broker").exists()


def test_a_postgresql_address_leaves_the_tuning_of_sqlite_out(settings_with):
    found = settings_with(DATABASE_URL="postgres://coso:secret@db.example/coso")["DATABASES"]["default"]
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert "init_command" not in found.get("OPTIONS", {})
