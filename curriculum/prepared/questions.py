"""Questions that a page asks at every view: put into SQL once in each process, then asked with new values.

Building a queryset and turning it into SQL takes Django many times as long as the database takes to answer it. The
rows, the filters and the rules stay where they are written; only their SQL is kept (docs/decisions/0023).
"""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet

from curriculum.clock.time import now, set_to, today

# What stands for a value while the SQL is made: numbers, texts and days that occur nowhere else.
_NUMBER = 7_000_000_000_000_000
_TEXT = "\x01prepared:"
_YEAR = 1000
_MOMENT = datetime(_YEAR, 6, 15, 5, 0, 0, 1, tzinfo=UTC)
_OF_THAT_TIME = re.compile(r"^(0999|1000|1001)-\d\d-\d\d")

Value = int | str | date
Place = tuple[int, str]  # which parameter of the SQL, and what it takes: "0" the first value, "now", "today"


@dataclass(frozen=True)
class _Kept:
    """One question in SQL, and where its values go."""

    rows: QuerySet
    compiler: Any
    sql: str
    parameters: tuple
    places: tuple[Place, ...]


class Prepared:
    """Decorates a function that builds a queryset; calling it answers with the list of its rows.

    Positional arguments are the values: whole numbers (keys), days, and texts to compare as they are. Keyword
    arguments choose the form of the question; each form, and each number of values, has its own SQL. What the function
    asks of the clock is asked anew each time. What is reckoned from a value or from the clock (``today() + SOON``) must
    be a value of its own; it is refused at once where it is not.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._kept: dict[tuple, _Kept | None] = {}

    def __call__(self, *values: Value, **form: Any) -> list:
        kept = self._of(values, form)
        if kept is None:
            return []
        compiler = copy.copy(kept.compiler)
        compiler.connection = connections[kept.rows.db]
        bound = (kept.sql, _bind(kept, values, compiler.connection))
        compiler.as_sql = lambda: bound
        rows = kept.rows.all()
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(rows)

    def queryset(self, *values: Value, **form: Any) -> QuerySet:
        """The same question as Django would ask it."""
        return self.build(*values, **form)

    def _of(self, values: tuple, form: dict[str, Any]) -> _Kept | None:
        key = (connection.vendor, *map(type, values), *sorted(form.items()))
        if key not in self._kept:
            self._kept[key] = self._prepare(values, form)
        return self._kept[key]

    def _prepare(self, values: tuple, form: dict[str, Any]) -> _Kept | None:
        """None where Django sees that no row can ever answer (``in`` an empty list)."""
        stand_ins = [_stand_in(value, place) for place, value in enumerate(values)]
        with set_to(_MOMENT):
            rows = self.build(*stand_ins, **form)
            compiler = rows.query.get_compiler(using=rows.db)
            try:
                sql, parameters = compiler.as_sql()
            except EmptyResultSet:
                return None
            known = {_adapted(one, compiler.connection): str(place) for place, one in enumerate(stand_ins)}
            known |= {_adapted(now(), compiler.connection): "now", _adapted(today(), compiler.connection): "today"}
        places = []
        for place, parameter in enumerate(parameters):
            found = known.get(parameter) if parameter.__hash__ else None
            if found is not None:
                places.append((place, found))
            elif _is_reckoned(parameter):
                raise ValueError(
                    f"{self.build.__qualname__}: {parameter!r} is reckoned; give it as a value of its own."
                )
        return _Kept(rows, compiler, sql, tuple(parameters), tuple(places))


def _bind(kept: _Kept, values: tuple, connection: Any) -> tuple:
    bound = list(kept.parameters)
    for place, name in kept.places:
        value = now() if name == "now" else today() if name == "today" else values[int(name)]
        bound[place] = type(bound[place])(value) if isinstance(value, int) else _adapted(value, connection)
    return tuple(bound)


def _stand_in(value: Value, place: int) -> Value:
    if isinstance(value, datetime) or not isinstance(value, Value):
        raise TypeError(f"A prepared question takes whole numbers, texts and days, not {value!r}.")
    if isinstance(value, str):
        return f"{_TEXT}{place}"
    return date(_YEAR, 1, place + 1) if isinstance(value, date) else _NUMBER + place


def _adapted(value: Any, connection: Any) -> Any:
    """The value as this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _is_reckoned(parameter: Any) -> bool:
    """Whether a parameter nobody named comes from a stand-in all the same."""
    if isinstance(parameter, int):
        return abs(parameter - _NUMBER) < _YEAR
    return _TEXT in str(parameter) or bool(_OF_THAT_TIME.match(str(parameter)))
