"""The units of the city, arranged as the chapters ask for them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from training.models import PositionTitle, Unit, UnitLink

TWO_LEVELS = date(2025, 7, 1)
LAST_OF_DISTRICTS = TWO_LEVELS - timedelta(days=1)
DEMO_COMMUNE = "Xã Ô Diên"
SCHOOL, COMMITTEE, INSPECTION, OFFICE, DEMO_SENDER = "TLHP", "BTCTU", "UBKTTU", "VPTU", "SNNMT"


@dataclass
class Places:
    """Communes of today with those that went into them, districts that are no more, agencies, titles."""

    communes: list[Unit]
    agencies: dict[str, Unit]
    titles: dict[str, PositionTitle]
    before: dict[int, list[Unit]]
    ended_in_2024: dict[int, list[Unit]]
    by_pk: dict[int, Unit]
    old_units: list[Unit] = field(default_factory=list)

    @property
    def demo_commune(self) -> Unit:
        return next(unit for unit in self.communes if unit.name == DEMO_COMMUNE)

    def district_of(self, commune: Unit) -> Unit:
        """The former district that gave the commune most of its ground."""
        return self.by_pk[commune.former_district_id or 0]


def survey() -> Places:
    """Read units and titles once; three queries."""
    units = list(Unit.objects.select_related("type").order_by("code", "valid_from"))
    by_pk = {unit.pk: unit for unit in units}
    communes = [unit for unit in units if unit.type.level == "commune"]
    before = defaultdict(list)
    links = UnitLink.objects.filter(effective_on=TWO_LEVELS).order_by("predecessor__code", "successor__code")
    for link in links:
        before[link.successor_id].append(by_pk[link.predecessor_id])
    ended: dict[int, list[Unit]] = defaultdict(list)
    for unit in communes:
        if unit.parent_id and unit.valid_to and unit.valid_to.year == 2024:
            ended[unit.parent_id].append(unit)
    return Places(
        communes=[unit for unit in communes if unit.valid_to is None],
        agencies={unit.code: unit for unit in units if unit.type.level == "agency" and unit.valid_to is None},
        titles={title.code: title for title in PositionTitle.objects.all()},
        before=dict(before),
        ended_in_2024=dict(ended),
        by_pk=by_pk,
        old_units=[unit for unit in communes if unit.valid_to is not None],
    )
