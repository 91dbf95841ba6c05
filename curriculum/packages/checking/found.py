"""What the look through a package finds: the one form of all kinds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class FoundItem:
    """One entry of a package's table of contents. What can be opened has an ``href``; a heading has none.

    ``details`` holds what the runtime of its kind needs: mastery score, launch data, sequencing, moveOn.
    """

    identifier: str
    title: str
    href: str = ""
    parameters: str = ""
    reports: bool = False
    is_visible: bool = True
    details: dict[str, Any] = field(default_factory=dict)
    children: list["FoundItem"] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "FoundItem"]]:
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass
class FoundPackage:
    """A package that may be taken in. ``notes`` are sentences about what is odd but does no harm."""

    kind: str
    title: str
    identifier: str = ""
    edition: str = ""
    items: list[FoundItem] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[tuple[int, FoundItem]]:
        for item in self.items:
            yield from item.walk()
