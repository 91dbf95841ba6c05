"""Writing many rows at once. Services are passed by, so everything written here must satisfy what they promise."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
ROWS_AT_ONCE = 2000


def write(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert the rows and fill in their keys."""
    if rows:
        with _wide_statements():
            type(rows[0])._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return rows


def write_plain(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert plain tuples, for tables of hundreds of thousands of rows that nothing refers to; return how many."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 (names come from the model)
    written, remaining = 0, iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, 20 * ROWS_AT_ONCE)):
            cursor.executemany(statement, batch)
            written += len(batch)
    return written


def database_moment(moment: datetime) -> Any:
    """The moment as the database takes it in a plain statement."""
    return connection.ops.adapt_datetimefield_value(moment)


@contextmanager
def _wide_statements() -> Iterator[None]:
    """Let SQLite take as many values in one statement as it was built for; Django reckons with 999."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual = connection.features.max_query_params
    connection.features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    try:
        yield
    finally:
        connection.features.max_query_params = usual
