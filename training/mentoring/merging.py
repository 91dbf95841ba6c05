"""Two versions of one text: answer by answer, what can be joined without asking, and what a person must settle."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Merged:
    """``answers`` hold all that could be joined; ``apart`` what both changed in different ways, as the other said."""

    answers: dict[str, Any]
    apart: dict[str, Any]


def merge(current: dict[str, Any], incoming: dict[str, Any], base: dict[str, Any] | None = None) -> Merged:
    """Join what loses nothing; the rest stays as it is in ``current`` and is named.

    ``base`` is what the incoming version was written on, where it is known: an answer equal to it was not touched.
    An empty answer yields to a filled one, and a text that continues the other wins, so that a device whose last
    answer got lost on the way may simply send again.
    """
    joined, apart = dict(current), {}
    for name, value in incoming.items():
        present = current.get(name)
        if value == present or is_empty(value) or not is_touched(name, value, base):
            continue
        if is_empty(present) or (base is not None and present == base.get(name)) or _continues(value, present):
            joined[name] = value
        elif not _continues(present, value):
            apart[name] = value
    return Merged(joined, apart)


def says(record: dict[str, Any], shown: dict[str, Any]) -> bool:
    """Whether the record says what a page shows; an empty answer is an empty answer."""
    return all(
        record.get(name) == value or (is_empty(record.get(name)) and is_empty(value)) for name, value in shown.items()
    )


def is_touched(name: str, value: Any, base: dict[str, Any] | None) -> bool:
    return base is None or value != base.get(name)


def is_empty(value: Any) -> bool:
    return value in (None, "", [], {})


def _continues(text: Any, earlier: Any) -> bool:
    """Whether ``text`` only goes on where ``earlier`` stopped."""
    return isinstance(text, str) and isinstance(earlier, str) and text.startswith(earlier)
