"""The units of Hanoi through time, from the tables in ``data/`` (sources and gaps in the README beside them)."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from wagtail.log_actions import log

from training.units.models import Bloc, Unit, UnitLink, UnitType

DATA = Path(__file__).parent / "data"

CITY_CODE = "01"
ENLARGED_CITY = date(2008, 8, 1)
COMMUNES_REARRANGED = date(2025, 1, 1)
TWO_LEVELS = date(2025, 7, 1)

LOWER_BOUND = "Nghị quyết 15/2008/QH12 (mốc dưới của dữ liệu: đã có tại ngày 31/12/2024)"
RESOLUTION_1286 = "Nghị quyết 1286/NQ-UBTVQH15 ngày 14/11/2024"
RESOLUTION_1656 = "Nghị quyết 1656/NQ-UBTVQH15 ngày 16/6/2025"
TO_BE_CONFIRMED = "Ghi theo hiểu biết chung về tổ chức bộ máy Thành phố; cần Ban Tổ chức xác nhận"

Key = tuple[str, date]
Units = dict[Key, Unit]


@transaction.atomic
def load_units() -> int:
    """Add what is missing: blocs, unit types, the City, 30 districts, the 579, 526 and 126, agencies, successions.

    Returns how many units were added. Rows that exist are left as they are, so a second run does no harm.
    """
    before = Unit.objects.count()
    types = _load_types()
    city = _add([_unit(CITY_CODE, "Thành phố Hà Nội", types["thanh_pho"], ENLARGED_CITY, basis=LOWER_BOUND)])
    root = city[CITY_CODE, ENLARGED_CITY]
    districts = _add(list(_districts(types, root)))
    communes = _add(list(_communes(types, root, districts)))
    agencies = _add(list(_agencies(types, root)))
    _add_links([*_renamings(communes), *_mergers(communes), *_agency_links(agencies)])
    added = Unit.objects.count() - before
    if added:
        log(root, "training.unit.load", data={"added": added})
    return added


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_types() -> dict[str, UnitType]:
    for row in _rows("blocs.csv"):
        Bloc.objects.get_or_create(code=row.pop("code"), valid_from=ENLARGED_CITY, defaults=row)
    for row in _rows("unit_types.csv"):
        facts: dict[str, Any] = row | {"valid_to": _day(row["valid_to"])}
        UnitType.objects.get_or_create(code=facts.pop("code"), valid_from=facts.pop("valid_from"), defaults=facts)
    return {kind.code: kind for kind in UnitType.objects.filter(valid_from=ENLARGED_CITY)}


def _unit(code: str, name: str, kind: UnitType, first: date, last: date | None = None, *, basis: str, **facts) -> Unit:
    unit = Unit(code=code, type=kind, valid_from=first, valid_to=last, legal_basis=basis, **facts)
    unit.set_name(name)
    return unit


def _add(units: list[Unit]) -> Units:
    """Save the units that are not there yet, in one statement; return all of them by code and first day."""
    codes = {unit.code for unit in units}
    known = {(unit.code, unit.valid_from): unit for unit in Unit.objects.filter(code__in=codes)}
    missing = [unit for unit in units if (unit.code, unit.valid_from) not in known]
    Unit.objects.bulk_create(missing, batch_size=400)
    return known | {(unit.code, unit.valid_from): unit for unit in missing}


def _districts(types: dict[str, UnitType], root: Unit) -> Iterator[Unit]:
    last = TWO_LEVELS - timedelta(days=1)
    for row in _rows("hanoi_districts_before_2025-07.csv"):
        kind = types[row["type"]]
        yield _unit(row["code"], row["name"], kind, ENLARGED_CITY, last, basis=LOWER_BOUND, parent=root)


def _communes(types: dict[str, UnitType], root: Unit, districts: Units) -> Iterator[Unit]:
    """One row for each name a code has had: until 2024, in the first half of 2025, since 1/7/2025."""
    last_of_2024 = COMMUNES_REARRANGED - timedelta(days=1)
    last_of_districts = TWO_LEVELS - timedelta(days=1)
    for row in _rows("hanoi_units_before_2025-01.csv"):
        kind, parent = types[row["type"]], districts[row["district_code"], ENLARGED_CITY]
        last = last_of_districts if row["status_at_2025_01_01"] == "kept" else last_of_2024
        yield _unit(row["code"], row["name"], kind, ENLARGED_CITY, last, basis=LOWER_BOUND, parent=parent)
        if row["status_at_2025_01_01"] == "renamed":
            new_name = row["name_at_2025_01_01"]
            days = COMMUNES_REARRANGED, last_of_districts
            yield _unit(row["code"], new_name, kind, *days, basis=RESOLUTION_1286, parent=parent)
    for row in _rows("hanoi_units_after_2025-07.csv"):
        yield _unit(
            row["code"],
            row["name"],
            types[row["type"]],
            TWO_LEVELS,
            basis=RESOLUTION_1656,
            parent=root,
            area_km2=Decimal(row["area_km2"]),
            former_district=districts[row["main_former_district_code"], ENLARGED_CITY],
        )


def _agencies(types: dict[str, UnitType], root: Unit) -> Iterator[Unit]:
    blocs = {bloc.code: bloc for bloc in Bloc.objects.filter(valid_from=ENLARGED_CITY)}
    for row in _rows("city_agencies.csv"):
        days = date.fromisoformat(row["valid_from"]), _day(row["valid_to"])
        facts: dict[str, Any] = {"parent": root, "bloc": blocs[row["bloc"]], "basis": TO_BE_CONFIRMED}
        yield _unit(row["code"], row["name"], types[row["type"]], *days, **facts)


def _renamings(communes: Units) -> Iterator[UnitLink]:
    for (code, first), unit in communes.items():
        if first == COMMUNES_REARRANGED:
            before = communes[code, ENLARGED_CITY]
            yield _link(before, unit, UnitLink.Extent.WHOLE, first, RESOLUTION_1286, is_default=True)


def _mergers(communes: Units) -> Iterator[UnitLink]:
    for row in _rows("hanoi_unit_mergers.csv"):
        code = row["old_code"]
        before = communes.get((code, COMMUNES_REARRANGED)) or communes[code, ENLARGED_CITY]
        after = communes[row["new_code"], TWO_LEVELS]
        default = row["default_successor"] == "yes"
        yield _link(before, after, row["extent"], TWO_LEVELS, RESOLUTION_1656, is_default=default)


def _agency_links(agencies: Units) -> Iterator[UnitLink]:
    """Departments merged in 2025: from the row that ended the day before to the one that holds on the day."""
    for row in _rows("city_agency_links.csv"):
        effective = date.fromisoformat(row["effective_on"])
        before = _holding_on(effective - timedelta(days=1), row["old_code"], agencies)
        after = _holding_on(effective, row["new_code"], agencies)
        default = row["extent"] == UnitLink.Extent.WHOLE
        yield _link(before, after, row["extent"], effective, TO_BE_CONFIRMED, is_default=default)


def _holding_on(day: date, code: str, units: Units) -> Unit:
    return next(unit for unit in units.values() if unit.code == code and unit.is_valid_on(day))


def _link(before: Unit, after: Unit, extent: str, effective: date, basis: str, *, is_default: bool) -> UnitLink:
    return UnitLink(
        predecessor=before,
        successor=after,
        extent=extent,
        effective_on=effective,
        legal_basis=basis,
        is_default=is_default,
    )


def _add_links(links: list[UnitLink]) -> None:
    known = set(UnitLink.objects.values_list("predecessor_id", "successor_id"))
    missing = [link for link in links if (link.predecessor_id, link.successor_id) not in known]
    UnitLink.objects.bulk_create(missing, batch_size=400)
