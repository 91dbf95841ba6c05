"""Puts the test database back to what the migrations made, after each test that commits.

Django empties every table instead, and with them what migrations wrote: the page tree, the site, the reference rows.
SQLite keeps a copy of the file, PostgreSQL a template database; both come back in a fraction of a second.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections
from django.test import TransactionTestCase

PRISTINE = "pristine"
_standing = PRISTINE  # the copy that a committing test of this process gets back


@contextmanager
def migrated_once() -> Iterator[None]:
    """Of the processes of one run on SQLite the first migrates while the others wait; they begin with its copy."""
    if connection.vendor != "sqlite":
        yield
        return
    mine = Path(connection.settings_dict["TEST"]["NAME"])
    with (mine.parent.parent / ".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = next(mine.parent.parent.glob(f"*/{mine.name.split('_')[0]}*.{PRISTINE}"), None)
        if made is not None and not mine.exists():
            shutil.copyfile(made, mine)
        yield


@contextmanager
def made_once(copy: str) -> Iterator[Path | None]:
    """Of the processes of one run on SQLite the first makes a copy while the others wait, and take what it left.

    Yields the run's own folder for the copy, None where there is one process or each has a server's database of its
    own. What stands in the folder is the work of the same run and so of the same code; older folders are removed.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if connection.vendor != "sqlite" or run is None:
        yield None
        return
    shared = Path(connection.settings_dict["NAME"]).parent.parent
    with (shared / f".making-{copy}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in shared.glob(f"{copy}-*"):
            if old.name != f"{copy}-{run}":
                shutil.rmtree(old)
        yield shared / f"{copy}-{run}"


def keep_pristine() -> None:
    """Remember the database as it is now, and restore it after each committing test of this process."""
    keep_as(PRISTINE)
    TransactionTestCase._fixture_teardown = lambda self: bring_back(_standing)


def stand_on(copy: str) -> None:
    """Bring the copy back now, and after each committing test from now on."""
    global _standing
    _standing = copy
    bring_back(copy)


def keep_as(copy: str) -> None:
    """Remember the database as it is now under a name."""
    if connection.vendor == "sqlite":
        file = path_of(copy)
        file.unlink(missing_ok=True)
        connection.ensure_connection()
        with sqlite3.connect(file) as target:
            connection.connection.backup(target)
        target.close()
    else:
        _recreate(f"{connection.settings_dict['NAME']}_{copy}", template=connection.settings_dict["NAME"])


def path_of(copy: str) -> Path:
    """The file of a copy on SQLite."""
    return Path(f"{connection.settings_dict['NAME']}.{copy}")


def bring_back(copy: str) -> None:
    """Make the database what it was when it was remembered under the name."""
    if connection.vendor == "sqlite":
        connection.close()
        connection.ensure_connection()
        source = sqlite3.connect(path_of(copy))
        source.backup(connection.connection)
        source.close()
    else:
        name = connection.settings_dict["NAME"]
        _recreate(name, template=f"{name}_{copy}")


def _recreate(name: str, *, template: str) -> None:
    """Make PostgreSQL database ``name`` a copy of ``template``; whoever is still connected to either is cut off."""
    connections.close_all()
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
