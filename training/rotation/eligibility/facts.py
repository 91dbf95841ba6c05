"""What is known of a person, of the post and of the day: plain facts, which the checks are asked of. No database."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from training.units.lineage import Lineage
from training.units.locality import Locality

DAY = "%d/%m/%Y"


@dataclass(frozen=True)
class Office:
    """An office held."""

    unit: int
    title: str
    title_name: str
    first: date
    last: date | None
    is_main: bool
    decision: str

    def is_held_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Sent:
    """A posting: from when, until when at the latest, and the decision behind it."""

    first: date
    due: date | None
    ended: date | None
    decision: str

    def is_running_on(self, day: date) -> bool:
        return self.first <= day and (self.ended is None or day <= self.ended)


@dataclass(frozen=True)
class Flag:
    """Succession planning: the days and the document."""

    first: date
    last: date | None
    document: str


@dataclass(frozen=True)
class Said:
    """What was confirmed or concluded on a day, yes or no."""

    on: date
    yes: bool


@dataclass(frozen=True)
class Relative:
    """A relative with the offices he holds or held."""

    kind: str
    name: str
    staff_code: str
    offices: tuple[Office, ...]


@dataclass(frozen=True)
class Lifted:
    """A decision that lifts a rule for the person."""

    pk: int
    code: str
    number: str
    decided_on: date
    wave: int | None
    unit: int | None

    def covers(self, code: str, wave: int | None, unit: int | None, day: date) -> bool:
        """Whether it speaks of this rule, wave and host unit; one that names no wave counts from its date on."""
        in_time = self.wave == wave if self.wave is not None else self.decided_on <= day
        return self.code == code and in_time and (self.unit is None or self.unit == unit)


@dataclass(frozen=True)
class Facts:
    """One person, as the register and the Committee's files know him."""

    person: int
    staff_code: str
    birth_date: date | None
    sex: str
    theory: str
    place_text: str
    places: tuple[tuple[str, int], ...] = ()
    offices: tuple[Office, ...] = ()
    sent: tuple[Sent, ...] = ()
    flags: tuple[Flag, ...] = ()
    confirmations: tuple[Said, ...] = ()
    conclusions: tuple[Said, ...] = ()
    relatives: tuple[Relative, ...] = ()
    lifted: tuple[Lifted, ...] = ()


@dataclass(frozen=True)
class UnitName:
    name: str
    level: str
    first: date
    last: date | None


@dataclass(frozen=True)
class World:
    """Units through time and the values that hold on the day; ``gaps`` says which value has none and why."""

    known: Lineage
    units: dict[int, UnitName]
    values: dict[str, Any]
    gaps: dict[str, str]
    locality: Locality = field(compare=False)

    def name_on(self, unit: int, day: date) -> str:
        """The name, with "(cũ)" behind a unit that was no more on the day."""
        this = self.units[unit]
        return f"{this.name} (cũ)" if this.last is not None and this.last < day else this.name


@dataclass(frozen=True)
class Post:
    """A post at a host unit; ``key`` is whatever the caller knows it by."""

    key: Any
    unit: int
    title: str


@dataclass(frozen=True)
class Ask:
    """What is asked: on which day, for which movement, for which wave and post."""

    day: date
    movement: str
    world: World
    wave: int | None = None
    post: Post | None = None
