"""What every test may ask for: a database put back after each test, the cast, the clock, a browser."""

import gc
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.defaults import page_not_found

from wagtail.contrib.redirects.models import Redirect

import config.urls
from portal.city.load import load_city
from tests.cast import Cast
from tests.database import PRISTINE, keep_as, keep_pristine, made_once, migrated_once, path_of, stand_on
from tests.migrating import models_rendered_alone
from tests.portal.city.digest import digest_of_city
from training.models import Bloc, PositionTitle, RegulatedValue, Unit, UnitLink, UnitType
from training.people.reference import load_titles
from training.regulations.queries import forget_cached_values
from training.regulations.reference import load_regulated_values
from training.scheduling.drafts.reference import load_rule_settings
from training.units.reference import load_units

pytest_plugins = ["tests.browser"]
REDIRECTS = "wagtail.contrib.redirects.middleware.RedirectMiddleware"


def pytest_collection() -> None:
    """Nothing that is imported is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Everything is imported: out of the collector's sight, which otherwise walks through it again and again.

    After each 700 new objects it would look for garbage, an eighth of all the time; memory is not short here.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def _only_one_migrates(django_db_modify_db_settings) -> Iterator[ExitStack]:
    with ExitStack() as turn:
        turn.enter_context(migrated_once())
        turn.enter_context(models_rendered_alone())
        yield turn


@pytest.fixture(scope="session")
def django_db_setup(_only_one_migrates, django_db_setup, django_db_blocker):
    """The migrated database with the regulated values, remembered as it is now (tests/database.py).

    The values are read anew each time, so that a database kept from an earlier run never tests yesterday's rules.
    """
    with django_db_blocker.unblock():
        RegulatedValue.objects.all().delete()
        load_regulated_values()
        load_rule_settings()
        keep_pristine()
    _only_one_migrates.close()


@dataclass(frozen=True)
class CityCopy:
    """The copy of the database that holds the city, and how it was made."""

    name: str
    scale: float
    seed: int
    digest: dict[str, str]


@pytest.fixture(scope="session")
def city_copy(django_db_setup, django_db_blocker) -> CityCopy:
    """A small city, on SQLite loaded once for all processes of a run."""
    scale, seed = 0.02, 1
    with django_db_blocker.unblock(), made_once("city") as folder:
        if folder is not None and folder.exists():
            return CityCopy("city", scale, seed, _take_city(folder))
        load_city(scale, seed=seed)
        keep_as("city")
        digest = digest_of_city()
        stand_on(PRISTINE)
        if folder is not None:
            _leave_city(folder, digest)
    return CityCopy("city", scale, seed, digest)


def _leave_city(folder: Path, digest: dict[str, str]) -> None:
    """For the other processes: the database alone, since files do not outlive a test."""
    half = folder.with_name(f".{folder.name}")
    half.mkdir()
    shutil.copyfile(path_of("city"), half / "database")
    (half / "digest").write_text(json.dumps(digest))
    half.rename(folder)


def _take_city(folder: Path) -> dict[str, str]:
    shutil.copyfile(folder / "database", path_of("city"))
    return json.loads((folder / "digest").read_text())


@pytest.fixture(scope="module")
def city(city_copy, django_db_blocker):
    """The demonstration city at scale 0.02 in the database, for the whole module. Tests also ask for ``db``."""
    with django_db_blocker.unblock():
        stand_on(city_copy.name)
    yield
    with django_db_blocker.unblock():
        stand_on(PRISTINE)


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


@pytest.fixture
def brief_not_found(db, monkeypatch, settings) -> None:
    """For whoever is refused a thousand times and looks at the status: a 404 is drawn once in each room, then empty.

    Nor is each asked whether an editor leads its address elsewhere: in a test there are no such rows.
    """
    drawn = set()

    def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
        room = request.path.split("/")[1]
        if room in drawn:
            return HttpResponseNotFound()
        drawn.add(room)
        return page_not_found(request, exception)

    monkeypatch.setattr(config.urls, "handler404", answer, raising=False)
    assert not Redirect.objects.exists()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != REDIRECTS]


@pytest.fixture
def hanoi(db) -> None:
    """All units of Hanoi through time and the titles, as ``load_city`` has them.

    Made once in a process (a third of a second); on SQLite the later tests get the same rows as they were written.
    """
    if _hanoi and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for insert, rows in _hanoi:
                cursor.executemany(insert, rows)
        return
    load_units()
    load_titles()
    _hanoi[:] = [_written(model) for model in (Bloc, UnitType, Unit, UnitLink, PositionTitle)]


_hanoi: list[tuple[str, list[tuple]]] = []


def _written(model: type[Model]) -> tuple[str, list[tuple]]:
    """The statement that writes the rows of a table again, and the rows."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        rows = cursor.fetchall()
        columns = ", ".join(connection.ops.quote_name(column[0]) for column in cursor.description)
    places = ", ".join(["%s"] * len(rows[0]))
    return f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({places})", rows


@pytest.fixture
def one_stage(db):
    """The training office decides on nominations alone, everywhere."""
    RegulatedValue.objects.filter(key="nomination.two_stage").update(value={"*": False})
    forget_cached_values()
