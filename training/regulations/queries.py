"""Asking for "the value on this day"."""

from datetime import date
from typing import Any

from django.core.cache import cache

from curriculum.clock.time import today
from training.errors import NoRegulatedValue
from training.regulations.models import RegulatedValue
from training.regulations.names import name_of

_CACHE_KEY = "training.regulated_values"
_CACHE_SECONDS = 60


def value_on(key: str, day: date | None = None) -> Any:
    """The regulated value of ``key`` on ``day`` (today by default).

    Raises ``NoRegulatedValue`` where no row holds on that day: a gap is a mistake of the office, never a silent
    default.
    """
    return values_on(key, day=day)[0]


def values_on(*keys: str, day: date | None = None) -> list[Any]:
    """Several values of the same day, for one look into the table."""
    day, table = day or today(), _table()
    return [_value_in(table, key, day) for key in keys]


def forget_cached_values() -> None:
    """Let the next question read the table anew."""
    cache.delete(_CACHE_KEY)


def _value_in(table: dict[str, list[tuple[date, date | None, Any]]], key: str, day: date) -> Any:
    for valid_from, valid_to, value in table.get(key, ()):
        if valid_from <= day and (valid_to is None or day <= valid_to):
            return value
    raise NoRegulatedValue(name_of(key), day)


def _table() -> dict[str, list[tuple[date, date | None, Any]]]:
    table = cache.get(_CACHE_KEY)
    if table is None:
        table = {}
        rows = RegulatedValue.objects.order_by("key", "valid_from").values_list(
            "key", "valid_from", "valid_to", "value"
        )
        for key, *row in rows:
            table.setdefault(key, []).append(tuple(row))
        cache.set(_CACHE_KEY, table, _CACHE_SECONDS)
    return table
