"""Whether somebody counts as local to a unit, through mergers and divisions (rules.md L15, L16). Plain facts.

What makes a person local is the regulated value ``rotation.local_criteria``: a set of native place, birthplace,
permanent residence and previous work. A place in a unit that is no more counts for every unit that holds a part of it.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from training.units.lineage import WHOLE, Lineage

NATIVE_PLACE, BIRTHPLACE, RESIDENCE, PREVIOUS_WORK = (
    "native_place",
    "birthplace",
    "permanent_residence",
    "previous_work",
)
FIELDS = {NATIVE_PLACE: "native_place_id", BIRTHPLACE: "birth_place_id", RESIDENCE: "residence_id"}


class Tie(StrEnum):
    """How a place belongs to a unit."""

    SAME = "same"
    WHOLE = "whole"
    PARTIAL = "partial"
    UNTOLD = "untold"  # the place is recorded under a later unit; which part of it is meant, nobody can tell


def places_of(person, criteria: Iterable[str]) -> list[int]:
    """The places that make the person local by these criteria, as far as they are recorded with the person."""
    named = [FIELDS[name] for name in criteria if name in FIELDS]
    return [place for field in named if (place := getattr(person, field)) is not None]


def is_local(places: Iterable[int], unit: int, before: Lineage) -> bool:
    """Whether one of the places is the unit or went into it, however small the part."""
    return not {unit, *before.ancestors(unit)}.isdisjoint(places)


class Locality:
    """The same question asked of many people and units; each place is followed once."""

    def __init__(self, known: Lineage):
        self.known = known
        self._local_to: dict[int, frozenset[int]] = {}
        self._whole_in: dict[int, frozenset[int]] = {}

    def units_of(self, place: int) -> frozenset[int]:
        """Every unit to which the place makes one local: itself and all that came to hold something of it."""
        if place not in self._local_to:
            self._local_to[place] = frozenset({place}) | self.known.descendants(place)
        return self._local_to[place]

    def wholly_in(self, place: int) -> frozenset[int]:
        """Those of them that are the place itself or hold the whole of it."""
        if place not in self._whole_in:
            found = {unit for unit in self.units_of(place) if self.tie(place, unit) in (Tie.SAME, Tie.WHOLE)}
            self._whole_in[place] = frozenset(found)
        return self._whole_in[place]

    def tie(self, place: int, unit: int) -> Tie | None:
        """How the place belongs to the unit; None for a stranger."""
        if place == unit:
            return Tie.SAME
        if unit in self.units_of(place):
            last_day = self.known.spans[unit][1] or date.max
            extent = self.known.successors(place, last_day).get(unit)
            return Tie.WHOLE if extent == WHOLE else Tie.PARTIAL
        return Tie.UNTOLD if place in self.units_of(unit) else None
