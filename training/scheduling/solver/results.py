"""What comes out: a plan with its price and what it could not keep, conflicts as data, places with their price."""

from dataclasses import dataclass, field

from .problem import Placement

OPTIMAL, FEASIBLE, IMPOSSIBLE, UNKNOWN = "optimal", "feasible", "impossible", "unknown"


@dataclass(frozen=True)
class Finding:
    """A rule that is not kept. ``who``: rooms, lecturers, classes, people, units; ``meetings``: those that take part.

    ``units`` is how much of it, ``price`` that times the weight (0 for hard rules). ``accepted``: all its meetings are
    locked, so people have decided it.
    """

    rule: str
    who: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    half_day: str = ""
    units: int = 1
    price: int = 0
    accepted: bool = False


@dataclass(frozen=True)
class Plan:
    """``status``: optimal, feasible, impossible or unknown. ``bound``: no plan that keeps the hard rules costs less.

    ``bent``: the soft rules that could not be kept, with who and how much; their prices add up to ``cost``.
    ``moved``: meetings that are elsewhere than published.
    """

    status: str
    placements: dict[str, Placement] = field(default_factory=dict)
    cost: int | None = None
    bound: int = 0
    seconds: float = 0.0
    bent: tuple[Finding, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """The share of the cost that is not proven to be necessary: 0.01 is one per cent."""
        if self.cost is None:
            return None
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


@dataclass(frozen=True)
class Progress:
    """What a run has reached so far; ``cost`` and ``gap`` are None before the first plan."""

    seconds: float
    cost: int | None
    bound: int
    gap: float | None
    phase: str = ""


@dataclass(frozen=True)
class Fact:
    """One rule or fact of a conflict. ``kind``: the rule's code, or ``locked``; ``keys``: what it is about.

    ``numbers``: what is counted, such as meetings that ask and half-days that there are.
    """

    kind: str
    keys: tuple[str, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """Facts that cannot all hold; without any one of them the others can, when ``is_smallest``."""

    facts: tuple[Fact, ...]
    is_smallest: bool = True


@dataclass(frozen=True)
class Place:
    """A place for one meeting. ``price``: what the plan would cost more; ``bent``: what is dearer, and for whom."""

    half_day: str
    room: str
    lecturer: str
    price: int
    bent: tuple[Finding, ...] = ()
