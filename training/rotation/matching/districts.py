"""How far two communes lie from each other, counted in former districts crossed: no map is needed and none is kept.

Two districts are neighbours where a commune of today holds ground of both (the mergers of 2025 say so).
"""

from collections import defaultdict, deque
from collections.abc import Iterable

from training.units.lineage import Lineage
from training.units.models import Unit, UnitLink, UnitType
from training.units.queries import lineage


def steps_between_districts() -> dict[tuple[int, int], int]:
    """The districts crossed from each to each that can be reached. One query."""
    ground: dict[int, set[int]] = defaultdict(set)
    links = UnitLink.objects.filter(predecessor__parent__type__level=UnitType.Level.DISTRICT)
    for successor, district in links.values_list("successor", "predecessor__parent"):
        ground[successor].add(district)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for districts in ground.values():
        for district in districts:
            neighbours[district] |= districts - {district}
    return {(start, end): steps for start in neighbours for end, steps in _walk(start, neighbours).items()}


def districts_of(units: Iterable[int]) -> dict[int, int]:
    """The former district of each unit: its own, that of its parent, or that of what it became. Three queries."""
    wanted = set(units)
    known = lineage()
    rows = Unit.objects.filter(pk__in=wanted | _later(wanted, known)).values_list(
        "pk", "type__level", "former_district", "parent", "parent__type__level"
    )
    direct: dict[int, int] = {}
    for pk, level, former, parent, parent_level in rows:
        if level == UnitType.Level.DISTRICT:
            direct[pk] = pk
        elif parent_level == UnitType.Level.DISTRICT:
            direct[pk] = parent
        elif former is not None:
            direct[pk] = former
    found = {}
    for unit in wanted:
        places = [unit, *sorted(known.descendants(unit))]
        district = next((direct[place] for place in places if place in direct), None)
        if district is not None:
            found[unit] = district
    return found


def _later(units: set[int], known: Lineage) -> set[int]:
    return {later for unit in units for later in known.descendants(unit)}


def _walk(start: int, neighbours: dict[int, set[int]]) -> dict[int, int]:
    found, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for district in sorted(neighbours[here]):
            if district not in found:
                found[district] = found[here] + 1
                waiting.append(district)
    return found
