"""What the chapters of the city share: the day, the size, the dice, and what earlier chapters have made."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from curriculum.clock.time import today


@dataclass
class City:
    """One loading of the city. The same seed on the same day makes the same city, whatever the machine."""

    scale: float
    seed: int
    say: Callable[[str], None]
    day: date = field(default_factory=today)

    def dice(self, chapter: str) -> Random:
        """Dice of its own for each chapter, so that a change in one leaves the others as they were."""
        return Random(f"{self.seed}/{chapter}")

    @staticmethod
    def identifier(dice: Random) -> UUID:
        """A unique identifier from the dice, so that it is the same each time."""
        return UUID(int=dice.getrandbits(128), version=4)

    @contextmanager
    def chapter(self, title: str) -> Iterator[None]:
        """Tell how long a chapter took."""
        began = time.monotonic()
        yield
        self.say(f"{title}: {time.monotonic() - began:.1f} s")


@contextmanager
def quiet(logger: str) -> Iterator[None]:
    """Let a library that reports each page it makes speak up only for warnings."""
    log = logging.getLogger(logger)
    usual = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(usual)
