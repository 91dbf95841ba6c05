"""How many secretaries and chairmen of communes are not local people (rules.md L15, L16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from training.people.models import Position
from training.regulations.queries import value_on
from training.units.locality import is_local, places_of
from training.units.models import UnitType
from training.units.queries import lineage

TITLES = ("party_secretary", "pc_chairman")


@dataclass
class Heads:
    """The holders of one title on the day; ``unknown`` are those of whom the places are not recorded."""

    title: str
    local: int = 0
    non_local: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        return self.local + self.non_local

    @property
    def percent(self) -> int | None:
        return round(self.non_local / self.known * 100) if self.known else None


def heads_on(day: date, units: Iterable[int] | None = None) -> list[Heads]:
    """By title, of all communes or those named. What counts as local is a regulated value; a commune counts with all
    that was merged into it. Three queries.
    """
    criteria = value_on("rotation.local_criteria", day)
    held = Position.objects.valid_on(day).filter(
        title__code__in=TITLES, is_concurrent=False, unit__type__level=UnitType.Level.COMMUNE
    )
    if units is not None:
        held = held.filter(unit__in=list(units))
    before = lineage()
    found: dict[str, Heads] = {}
    for office in held.select_related("person", "title").order_by("title__order"):
        heads = found.setdefault(office.title.code, Heads(str(office.title)))
        places = places_of(office.person, criteria)
        if is_local(places, office.unit_id, before):
            heads.local += 1
        elif places or office.person.native_place_text:
            heads.non_local += 1
        else:
            heads.unknown += 1
    return list(found.values())
