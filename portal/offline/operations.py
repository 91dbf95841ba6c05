"""What a device may send, and who takes it in. Workspaces register a handler for each kind when the app is ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Operation:
    """One thing a person did on a device. ``made_at`` is put right for the device's clock; ``by_clock`` is the same
    moment reckoned by the clock on its wall alone, which differs where that was set meanwhile or the device slept.
    Nothing in ``body`` is believed before the handler has looked at it.
    """

    id: UUID
    kind: str
    made_at: datetime
    body: Mapping[str, Any]
    by_clock: datetime


@dataclass(frozen=True)
class Answer:
    """What became of it, in words for the screen; ``kept`` is what the server now holds."""

    sentence: str
    kept: dict[str, Any] = field(default_factory=dict)


Handler = Callable[..., Answer]  # handler(operation, *, by)
_handlers: dict[str, Handler] = {}


def handles(kind: str, handler: Handler) -> None:
    """Let ``handler`` take in operations of the kind. A refusal is an exception of the rooms below."""
    _handlers[kind] = handler


def handler_of(kind: str) -> Handler | None:
    return _handlers.get(kind)
