"""The map of units on any day, one unit's history, and the map as a file."""

import csv
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from curriculum.vietnamese.text import collation_key
from portal.access import requires
from portal.organisation.forms import MapFilter
from portal.organisation.picture import draw
from training.units.models import Unit, UnitType
from training.units.queries import counts_on, history, units_on
from training.units.reference import COMMUNES_REARRANGED, ENLARGED_CITY, TWO_LEVELS

NOTED_DAYS = (date(2024, 12, 31), COMMUNES_REARRANGED, TWO_LEVELS)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Group:
    """Units shown under one heading: a district, the former one, or a bloc."""

    title: str
    unit: Unit | None
    units: list[Unit]


@requires("training.view_unit")
def unit_map(request: HttpRequest) -> HttpResponse:
    form, day, units = _filtered(request)
    groups = _grouped(units)
    return render(
        request,
        "portal/organisation/map.html",
        {
            "form": form,
            "day": day,
            "groups": groups,
            "total": sum(len(group.units) for group in groups),
            "counts": counts_on(day),
            "noted_days": [*NOTED_DAYS, today()],
            "earliest": ENLARGED_CITY,
            "is_filtered": bool(request.GET.get("q") or request.GET.get("type")),
        },
    )


@requires("training.view_unit")
def unit_history(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("type", "bloc", "parent", "former_district"), pk=pk)
    facts = history(unit)
    return render(request, "portal/organisation/unit.html", {"unit": unit, "history": facts, "picture": draw(facts)})


@requires("training.view_unit")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The units of the day, as filtered, as CSV (for Excel: UTF-8 with a mark) or XLSX."""
    _form, day, units = _filtered(request)
    head = [_("Code"), _("Name"), _("Kind of unit"), _("Belongs to"), _("From"), _("To"), _("Legal basis")]
    rows = [head, *(_row(unit) for unit in units)]
    name = f"units-{day:%Y-%m-%d}.{kind}"
    if kind == "csv":
        answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        csv.writer(answer).writerows(rows)
    else:
        answer = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_("Units"))
        for row in rows:
            sheet.append(row)
        book.save(answer)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _filtered(request: HttpRequest):
    form = MapFilter(request.GET or {"day": today()})
    form.is_valid()
    wanted = form.cleaned_data
    day = wanted.get("day") or today()
    units = units_on(day).exclude(type__level__in=[UnitType.Level.CITY, UnitType.Level.DISTRICT])
    if wanted.get("type"):
        units = units_on(day).filter(type__code=wanted["type"])
    if wanted.get("q"):
        units = units.matching(wanted["q"])
    return form, day, units


def _grouped(units) -> list[Group]:
    groups: dict[tuple[int, str], Group] = {}
    for unit in units:
        place, title, above = _heading(unit)
        groups.setdefault((place, collation_key(title)), Group(title, above, [])).units.append(unit)
    return [groups[key] for key in sorted(groups)]


def _heading(unit: Unit) -> tuple[int, str, Unit | None]:
    """Communes by district (the former one since 1/7/2025), agencies by bloc behind them."""
    if unit.bloc:
        return 1, unit.bloc.name, None
    above = unit.former_district or unit.parent
    return 0, above.name if above else unit.name, above


def _row(unit: Unit) -> list[str]:
    last = unit.valid_to.strftime("%d/%m/%Y") if unit.valid_to else ""
    first = unit.valid_from.strftime("%d/%m/%Y")
    above = unit.parent.name if unit.parent else ""
    cells = [unit.code, unit.name, unit.type.name_vi, above, first, last, unit.legal_basis]
    return [f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells]
