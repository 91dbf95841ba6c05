"""Two versions of one text: what can be joined without asking, and what a person must settle."""

from typing import Any


def merge(
    current: dict[str, Any], incoming: dict[str, Any], base: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """The joined answers, or None when both changed the same answer in different ways.

    ``base`` is what the incoming version was written on, where it is known: an answer equal to it was not touched.
    An empty answer yields to a filled one, and a text that continues the other wins, so that a device whose last
    answer got lost on the way may simply send again.
    """
    joined = dict(current)
    for name, value in incoming.items():
        present = current.get(name)
        if value == present or (base is not None and value == base.get(name)):
            continue
        if is_empty(value):
            continue
        if is_empty(present) or (base is not None and present == base.get(name)) or _continues(value, present):
            joined[name] = value
        elif not _continues(present, value):
            return None
    return joined


def is_empty(value: Any) -> bool:
    return value in (None, "", [], {})


def _continues(text: Any, earlier: Any) -> bool:
    """Whether ``text`` only goes on where ``earlier`` stopped."""
    return isinstance(text, str) and isinstance(earlier, str) and text.startswith(earlier)
