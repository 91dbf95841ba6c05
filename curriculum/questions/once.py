"""What was made of versions of questions, kept once in each process: a version never changes.

The words are compared all the same, so that nothing older than they are is ever given.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class Once(Generic[Made]):
    """The last ``most`` things made, by the key of their version and whatever else they depend on."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Any, Made]] = OrderedDict()

    def of(self, key: Hashable, words: Any, make: Callable[[], Made]) -> Made:
        """What was made of these words under this key, made now where it was not."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] == words:
            return kept[1]
        made = make()
        self._kept[key] = words, made
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return made
