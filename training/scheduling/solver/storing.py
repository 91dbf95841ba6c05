"""Problems and placements as JSON: plain objects whose names are those of the fields; dates are ISO 8601."""

import json
import types
import typing
from dataclasses import asdict, is_dataclass
from datetime import date

from .problem import Placement, Problem


def to_json(problem: Problem) -> str:
    return json.dumps(asdict(problem), default=date.isoformat, ensure_ascii=False)


def from_json(text: str) -> Problem:
    return _read(Problem, json.loads(text))


def placements_to_json(placements: dict[str, Placement]) -> str:
    return json.dumps({key: asdict(place) for key, place in placements.items()}, ensure_ascii=False)


def placements_from_json(text: str) -> dict[str, Placement]:
    return {key: Placement(**value) for key, value in json.loads(text).items()}


def _read(kind, value):
    """The value as the annotation says it is."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if value is None:
        return None
    if origin is types.UnionType:
        return _read(next(one for one in inner if one is not types.NoneType), value)
    if origin is tuple:
        kinds = [inner[0]] * len(value) if inner[1:] == (...,) else inner
        return tuple(_read(one, item) for one, item in zip(kinds, value, strict=True))
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in value.items()})
    return value
