"""Asking for units on any day: by code, as a map, and through mergers and divisions. Query counts are constant."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from training.units.lineage import Change, Lineage
from training.units.models import Unit, UnitLink, UnitQuerySet


@dataclass(frozen=True)
class Relative:
    """A unit before or after another, with how much of the older one went into the younger."""

    unit: Unit
    extent: str

    @property
    def is_whole(self) -> bool:
        return self.extent == UnitLink.Extent.WHOLE


def unit_by_code(code: str, day: date) -> Unit | None:
    """The unit that bore the code on the day; None where none did.

    00004 gives Phường Trúc Bạch on 30/6/2025 and Phường Ba Đình the day after.
    """
    return Unit.objects.valid_on(day).select_related("type").filter(code=code).first()


def units_on(day: date) -> UnitQuerySet:
    """The units of a day in the order of their names, with all a list shows of them."""
    found = Unit.objects.valid_on(day).select_related("type", "bloc", "parent__type", "former_district")
    return found.in_name_order()


def counts_on(day: date) -> Counter[str]:
    """How many units of each level there are on the day."""
    return Counter(Unit.objects.valid_on(day).values_list("type__level", flat=True))


def lineage() -> Lineage:
    """All units and their changes, in two queries."""
    spans = {pk: (first, last) for pk, first, last in Unit.objects.values_list("pk", "valid_from", "valid_to")}
    rows = UnitLink.objects.values_list("predecessor_id", "successor_id", "extent", "effective_on")
    return Lineage(spans, [Change(*row) for row in rows])


def successors(unit: Unit, on: date) -> list[Relative]:
    """What holds the unit's place on the day, across all changes between; in the order of names."""
    return _relatives(lineage().successors(unit.pk, on))


def predecessors(unit: Unit, on: date) -> list[Relative]:
    """Which units of the day went into the unit, across all changes between; in the order of names."""
    return _relatives(lineage().predecessors(unit.pk, on))


@dataclass(frozen=True)
class UnitHistory:
    """A unit with everything before and after it, in the order of names, and the changes between them."""

    subject: Unit
    units: list[Unit]
    changes: list[Change]
    before: list[Relative]
    after: list[Relative]


def history(unit: Unit) -> UnitHistory:
    """All generations of a unit; ``before`` and ``after`` are its direct relatives. Three queries."""
    known = lineage()
    ids = known.ancestors(unit.pk) | known.descendants(unit.pk) | {unit.pk}
    units = list(Unit.objects.filter(pk__in=ids).select_related("type", "parent").in_name_order())
    changes = [change for pk in ids for change in known.after[pk] if change.successor in ids]
    by_id = {other.pk: other for other in units}
    return UnitHistory(
        subject=unit,
        units=units,
        changes=changes,
        before=[Relative(by_id[change.predecessor], change.extent) for change in known.before[unit.pk]],
        after=[Relative(by_id[change.successor], change.extent) for change in known.after[unit.pk]],
    )


def descends_from(unit: Unit, older: Unit) -> bool:
    """Whether something of the older unit, however small, is in this one; also true of the unit itself.

    A native place in a commune that was merged still counts as this commune (rules.md L16).
    """
    return unit.pk == older.pk or older.pk in lineage().ancestors(unit.pk)


def _relatives(extents: dict[int, str]) -> list[Relative]:
    units = Unit.objects.filter(pk__in=extents).select_related("type", "parent").in_name_order()
    return [Relative(unit, extents[unit.pk]) for unit in units]
