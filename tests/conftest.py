"""What every test may ask for: a database put back after each test, the cast, the clock, a browser."""

import shutil

import pytest

from django.conf import settings
from django.core.cache import cache

from tests.cast import Cast
from tests.database import keep_pristine

pytest_plugins = ["tests.browser"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The migrated database, remembered as it is now (tests/database.py)."""
    with django_db_blocker.unblock():
        keep_pristine()


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _fresh_files():
    """Uploads and generated files of one test are gone before the next."""
    yield
    for folder in ("media", "private"):
        shutil.rmtree(settings.VAR_DIR / folder, ignore_errors=True)


@pytest.fixture
def cast(db) -> Cast:
    """The fixed cast (tests/cast.py): ``cast.trainee``, ``cast["registrar"]``."""
    return Cast()
