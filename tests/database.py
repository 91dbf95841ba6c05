"""Puts the test database back to what the migrations made, after each test that commits.

Django empties every table instead, and with them what migrations wrote: the page tree, the site, the reference rows.
SQLite keeps a copy of the file, PostgreSQL a template database; both come back in a fraction of a second.
"""

import sqlite3
from pathlib import Path

from django.db import connection, connections
from django.test import TransactionTestCase


def keep_pristine() -> None:
    """Remember the database as it is now, and restore it after each committing test of this process."""
    if connection.vendor == "sqlite":
        copy = Path(f"{connection.settings_dict['NAME']}.pristine")
        copy.unlink(missing_ok=True)
        connection.ensure_connection()
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
        target.close()
    else:
        _recreate(f"{connection.settings_dict['NAME']}_pristine", template=connection.settings_dict["NAME"])
    TransactionTestCase._fixture_teardown = lambda self: restore_pristine()


def restore_pristine() -> None:
    if connection.vendor == "sqlite":
        connection.close()
        connection.ensure_connection()
        source = sqlite3.connect(f"{connection.settings_dict['NAME']}.pristine")
        source.backup(connection.connection)
        source.close()
    else:
        name = connection.settings_dict["NAME"]
        _recreate(name, template=f"{name}_pristine")


def _recreate(name: str, *, template: str) -> None:
    """Make PostgreSQL database ``name`` a copy of ``template``; whoever is still connected to either is cut off."""
    connections.close_all()
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
