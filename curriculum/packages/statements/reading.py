"""Statements as they are sent: checked against xAPI 1.0.3 and made ours. Nothing of the sender's is believed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from curriculum.errors import CurriculumError
from curriculum.packages.checking.addresses import is_absolute_iri

MOST_BYTES = 128 * 1024
MOST_AT_ONCE = 100
KEYS = {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version"}
RESULT_KEYS = {"score", "success", "completion", "response", "duration", "extensions"}
OURS = ("actor", "stored", "authority", "version", "timestamp")
ACTIVITIES = ("parent", "grouping", "category", "other")
PART = r"(\d+(\.\d+)?%s)?"
DAYS, HOURS = ("".join(PART % unit for unit in units) for units in ("YMWD", "HMS"))
DURATION = re.compile(rf"^P(?=.){DAYS}(T(?=.){HOURS})?$")


class MalformedStatement(CurriculumError):
    """What was sent is no statement of xAPI; nothing of what came with it is kept."""


@dataclass(frozen=True)
class ReadStatement:
    """A statement that may be kept, once somebody has said whose it is."""

    id: UUID
    verb: str
    activity: str
    happened_at: datetime | None
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        """Alike for what was sent twice, whatever the store adds or replaces."""
        said = {key: value for key, value in self.body.items() if key not in OURS}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def result(self) -> Mapping[str, Any]:
        return self.body.get("result", {})

    @property
    def scaled(self) -> Decimal | None:
        scaled = self.result.get("score", {}).get("scaled")
        return None if scaled is None else round(Decimal(str(scaled)), 4)

    def context(self, name: str) -> list[str]:
        """The ids of the context's activities of one kind."""
        found = self.body.get("context", {}).get("contextActivities", {}).get(name, [])
        return [one["id"] for one in found]


def read_statements(sent: Any) -> list[ReadStatement]:
    """One statement or a list of them. Raises ``MalformedStatement``."""
    listed = sent if isinstance(sent, list) else [sent]
    if not 0 < len(listed) <= MOST_AT_ONCE:
        raise MalformedStatement(_("Send one to %(most)d statements at once.") % {"most": MOST_AT_ONCE})
    found = [_read(one) for one in listed]
    if len({one.id for one in found}) < len(found):
        raise MalformedStatement(_("Two statements carry one id."))
    return found


def _read(sent: Any) -> ReadStatement:
    if not isinstance(sent, dict) or not _can_be_kept(sent):
        raise _malformed("statement")
    if sent.keys() - KEYS:
        raise _malformed(min(sent.keys() - KEYS))
    body = {key: value for key, value in sent.items() if value is not None}
    try:
        key = UUID(str(body["id"])) if "id" in body else uuid4()
    except ValueError as error:
        raise _malformed("id") from error
    body["id"] = str(key)
    verb = _iri(_mapping(body, "verb").get("id"), "verb")
    target = _mapping(body, "object")
    if target.get("objectType", "Activity") != "Activity":
        raise _malformed("object.objectType")
    activity = _iri(target.get("id"), "object")
    if "result" in body:
        _check_result(_mapping(body, "result"))
    if "context" in body:
        body["context"] = _context(_mapping(body, "context"))
    return ReadStatement(key, verb, activity, _moment(body), body)


def _can_be_kept(sent: Mapping[str, Any]) -> bool:
    """Whether PostgreSQL takes it as JSON: no NaN, no half letters, no letter that ends a text; and not too long."""
    try:
        written = json.dumps(sent, ensure_ascii=False, allow_nan=False)
        return len(written.encode()) <= MOST_BYTES and "\\u0000" not in written
    except ValueError:
        return False


def _check_result(result: Mapping[str, Any]) -> None:
    if result.keys() - RESULT_KEYS:
        raise _malformed("result")
    for name in ("success", "completion"):
        if name in result and not isinstance(result[name], bool):
            raise _malformed(f"result.{name}")
    if "duration" in result and not (isinstance(result["duration"], str) and DURATION.match(result["duration"])):
        raise _malformed("result.duration")
    score = _mapping(result, "score") if "score" in result else {}
    numbers = {name: score[name] for name in ("scaled", "raw", "min", "max") if name in score}
    if score.keys() - numbers.keys() or not all(_is_number(value) for value in numbers.values()):
        raise _malformed("result.score")
    if not -1 <= numbers.get("scaled", 0) <= 1:
        raise _malformed("result.score.scaled")
    in_order = [numbers[name] for name in ("min", "raw", "max") if name in numbers]
    if in_order != sorted(in_order):
        raise _malformed("result.score.raw")


def _context(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with its activities in lists, as they may also be sent alone."""
    found = dict(context)
    if "registration" in found:
        try:
            found["registration"] = str(UUID(str(found["registration"])))
        except ValueError as error:
            raise _malformed("context.registration") from error
    if "extensions" in found and not all(is_absolute_iri(key) for key in _mapping(found, "extensions")):
        raise _malformed("context.extensions")
    if "contextActivities" in found:
        groups = _mapping(found, "contextActivities")
        if groups.keys() - set(ACTIVITIES):
            raise _malformed("context.contextActivities")
        found["contextActivities"] = {name: _activities(value) for name, value in groups.items()}
    return found


def _activities(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    for one in listed:
        if not isinstance(one, dict):
            raise _malformed("context.contextActivities")
        _iri(one.get("id"), "context.contextActivities")
    return listed


def _moment(body: Mapping[str, Any]) -> datetime | None:
    if "timestamp" not in body:
        return None
    try:
        moment = parse_datetime(body["timestamp"]) if isinstance(body["timestamp"], str) else None
    except ValueError:
        moment = None
    if moment is None or is_naive(moment) or not 2000 <= moment.year < 2200:
        raise _malformed("timestamp")
    return moment


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _iri(value: Any, name: str) -> str:
    if not isinstance(value, str) or len(value) > 2000 or not is_absolute_iri(value):
        raise _malformed(name)
    return value


def _mapping(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = source.get(name)
    if not isinstance(found, dict):
        raise _malformed(name)
    return found


def _malformed(name: str) -> MalformedStatement:
    return MalformedStatement(_("“%(name)s” of the statement is not as xAPI wants it.") % {"name": name[:80]})
