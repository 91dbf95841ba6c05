"""Reading what a device sent. Anything that has not the agreed shape is named, and nothing of it is taken in."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from portal.offline.clocks import DeviceClock
from portal.offline.operations import Operation

MOST = 200
LONGEST = timedelta(days=60)


class UnreadableError(ValueError):
    """The request cannot be read; the message says where."""


def read_request(content: bytes) -> list[Operation]:
    """``{"client_time", "server_time"?, "operations": [{"id", "kind", "made_at", "elapsed"?, "body"}, …]}``."""
    try:
        sent = json.loads(content)
    except ValueError as error:
        raise UnreadableError(_("The request is not JSON.")) from error
    if not isinstance(sent, dict) or not isinstance(sent.get("operations"), list):
        raise UnreadableError(_("The request holds no list of operations."))
    if len(sent["operations"]) > MOST:
        raise UnreadableError(_("Send at most %(count)s operations at once.") % {"count": MOST})
    server = _moment(sent["server_time"]) if sent.get("server_time") else None
    clock = DeviceClock.of(_moment(sent.get("client_time")), server)
    return [_operation(one, clock) for one in sent["operations"]]


def _operation(one: Any, clock: DeviceClock) -> Operation:
    if not isinstance(one, dict) or not isinstance(one.get("kind"), str) or not isinstance(one.get("body"), dict):
        raise UnreadableError(_("An operation lacks its kind or its content."))
    try:
        key = UUID(str(one.get("id")))
    except ValueError as error:
        raise UnreadableError(_("An operation has no proper id.")) from error
    made_at = _moment(one.get("made_at"))
    moment = clock.moment_of(made_at, _elapsed(one.get("elapsed")))
    return Operation(key, one["kind"], moment, one["body"], clock.moment_of(made_at))


def _moment(value: Any) -> datetime:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or is_naive(moment) or not 2000 <= moment.year < 2200:
        raise UnreadableError(_("“%(value)s” is no moment with a time zone.") % {"value": str(value)[:40]})
    return moment


def _elapsed(value: Any) -> timedelta | None:
    """Milliseconds by the page's own clock, or None where that page is gone."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return timedelta(milliseconds=value) if 0 <= value < LONGEST.total_seconds() * 1000 else None
