"""What the chapters of the city share: the day, the size, the dice, and what earlier chapters have made."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from random import Random

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

    @contextmanager
    def chapter(self, title: str) -> Iterator[None]:
        """Tell how long a chapter took."""
        began = time.monotonic()
        yield
        self.say(f"{title}: {time.monotonic() - began:.1f} s")
