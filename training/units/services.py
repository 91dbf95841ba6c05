"""Changing the map: units end, units begin, and links say what went where. Nothing that exists is renamed or moved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from training.errors import InvalidInput, NotAllowed
from training.signals import duties_changed, units_reorganised
from training.units.models import Bloc, Unit, UnitLink, UnitType

WHOLE, PARTIAL = UnitLink.Extent.WHOLE, UnitLink.Extent.PARTIAL


@dataclass(frozen=True)
class NewUnit:
    """A unit that begins with a reorganisation."""

    code: str
    name: str
    type: UnitType
    parent: Unit | None = None
    bloc: Bloc | None = None
    former_district: Unit | None = None


@dataclass(frozen=True)
class Flow:
    """An old unit going into a unit of the new map (named by its code), whole or in part."""

    predecessor: Unit
    successor_code: str
    extent: str = WHOLE
    is_default: bool = False


@transaction.atomic
def reorganise(
    *, effective_on: date, begins: Iterable[NewUnit], flows: Iterable[Flow], legal_basis: str, by
) -> list[Unit]:
    """End the predecessors the day before, begin the new units on the day, and link them; return the new units.

    A predecessor goes whole into one unit, or in parts into two or more. A successor begins now or exists already.
    The same reorganisation a second time changes nothing. Raises ``NotAllowed`` and ``InvalidInput``.
    """
    if not by.has_perm("training.change_unit"):
        raise NotAllowed(_("Only a system administrator may change the map of units. Nothing was changed."))
    begins, flows = list(begins), list(flows)
    done = _already_done(effective_on, begins, flows)
    if done is not None:
        return done
    _refuse_without_basis(begins, flows, legal_basis)
    ending = _lock_predecessors(flows, effective_on)
    _refuse_bad_flows(flows)
    _refuse_orphans(ending, effective_on)
    Unit.objects.filter(pk__in=[unit.pk for unit in ending]).update(valid_to=effective_on - timedelta(days=1))
    new = [_begin(facts, effective_on, legal_basis) for facts in begins]
    _link(flows, effective_on, legal_basis)
    for unit in new:
        log(unit, "training.unit.begin", user=by, data={"legal_basis": legal_basis, "from": str(effective_on)})
    for unit in ending:
        log(unit, "training.unit.end", user=by, data={"legal_basis": legal_basis, "from": str(effective_on)})
    units_reorganised.send(Unit, effective_on=effective_on, by=by)
    transaction.on_commit(lambda: duties_changed.send(Unit, people=None))
    return new


def merge_units(units: Iterable[Unit], into: NewUnit, *, effective_on: date, legal_basis: str, by) -> Unit:
    """Let several units go whole into a new one."""
    flows = [Flow(unit, into.code, WHOLE, is_default=True) for unit in units]
    return reorganise(effective_on=effective_on, begins=[into], flows=flows, legal_basis=legal_basis, by=by)[0]


def split_unit(unit: Unit, into: list[NewUnit], *, effective_on: date, legal_basis: str, by) -> list[Unit]:
    """Divide a unit into two or more new ones; the first named is offered as default successor."""
    flows = [Flow(unit, new.code, PARTIAL, is_default=new is into[0]) for new in into]
    return reorganise(effective_on=effective_on, begins=into, flows=flows, legal_basis=legal_basis, by=by)


def rename_unit(unit: Unit, name: str, *, effective_on: date, legal_basis: str, by) -> Unit:
    """Give a unit a new name: the old row ends, a new row with the same code begins."""
    new = NewUnit(unit.code, name, unit.type, unit.parent, unit.bloc, unit.former_district)
    return merge_units([unit], new, effective_on=effective_on, legal_basis=legal_basis, by=by)


def _already_done(effective_on: date, begins: list[NewUnit], flows: list[Flow]) -> list[Unit] | None:
    """The units of this very reorganisation when it was made before, else None."""
    known = {unit.code: unit for unit in Unit.objects.filter(valid_from=effective_on)}
    same = all(new.code in known and known[new.code].name == new.name for new in begins)
    links = set(
        UnitLink.objects.filter(effective_on=effective_on).values_list(
            "predecessor_id", "successor__code", "extent", "is_default"
        )
    )
    wanted = {(flow.predecessor.pk, flow.successor_code, str(flow.extent), flow.is_default) for flow in flows}
    return [known[new.code] for new in begins] if flows and same and wanted <= links else None


def _refuse_without_basis(begins: list[NewUnit], flows: list[Flow], legal_basis: str) -> None:
    if not legal_basis.strip():
        raise InvalidInput(_("Name the resolution or decision behind the change. Nothing was changed."))
    if not flows:
        raise InvalidInput(_("Say which unit goes into which. Nothing was changed."))
    codes = [new.code for new in begins]
    if len(codes) != len(set(codes)):
        raise InvalidInput(_("Two new units have the same code. Nothing was changed."))
    unused = set(codes) - {flow.successor_code for flow in flows}
    if unused:
        raise InvalidInput(
            _("Say which unit goes into %(codes)s. Nothing was changed.") % {"codes": ", ".join(sorted(unused))}
        )


def _lock_predecessors(flows: list[Flow], effective_on: date) -> list[Unit]:
    last_day = effective_on - timedelta(days=1)
    ending = list(Unit.objects.select_for_update().filter(pk__in={flow.predecessor.pk for flow in flows}))
    for unit in ending:
        if unit.valid_to is not None or not unit.is_valid_on(last_day):
            raise InvalidInput(
                _("%(unit)s (%(code)s) is not in force on %(day)s, or has an end already. Nothing was changed.")
                % {"unit": unit.name, "code": unit.code, "day": last_day.strftime("%d/%m/%Y")}
            )
    return ending


def _refuse_bad_flows(flows: list[Flow]) -> None:
    by_predecessor: dict[int, list[Flow]] = defaultdict(list)
    for flow in flows:
        by_predecessor[flow.predecessor.pk].append(flow)
    for parts in by_predecessor.values():
        extents = {flow.extent for flow in parts}
        name = parts[0].predecessor.name
        if extents == {WHOLE} and len(parts) > 1:
            raise InvalidInput(_("%(unit)s cannot go whole into two units. Nothing was changed.") % {"unit": name})
        if PARTIAL in extents and (len(parts) == 1 or WHOLE in extents):
            raise InvalidInput(
                _("%(unit)s is divided: name every unit that receives a part. Nothing was changed.") % {"unit": name}
            )
        if sum(flow.is_default for flow in parts) > 1:
            raise InvalidInput(_("%(unit)s can have one default successor only.") % {"unit": name})


def _refuse_orphans(ending: list[Unit], effective_on: date) -> None:
    """A unit does not end while others still hang below it."""
    ids = [unit.pk for unit in ending]
    left = Unit.objects.valid_on(effective_on).filter(parent__in=ids).exclude(pk__in=ids).count()
    if left:
        raise InvalidInput(
            ngettext(
                "%(count)d unit still belongs to a unit that ends. Say first what becomes of it.",
                "%(count)d units still belong to units that end. Say first what becomes of them.",
                left,
            )
            % {"count": left}
        )


def _begin(facts: NewUnit, effective_on: date, legal_basis: str) -> Unit:
    if Unit.objects.valid_on(effective_on).filter(code=facts.code).exists():
        raise InvalidInput(
            _("The code %(code)s belongs to another unit on %(day)s. Nothing was changed.")
            % {"code": facts.code, "day": effective_on.strftime("%d/%m/%Y")}
        )
    return Unit.objects.create(**vars(facts), valid_from=effective_on, legal_basis=legal_basis)


def _link(flows: list[Flow], effective_on: date, legal_basis: str) -> None:
    codes = {flow.successor_code for flow in flows}
    units = {unit.code: unit for unit in Unit.objects.valid_on(effective_on).filter(code__in=codes)}
    missing = codes - set(units)
    if missing:
        raise InvalidInput(
            _("No unit has the code %(codes)s on %(day)s. Nothing was changed.")
            % {"codes": ", ".join(sorted(missing)), "day": effective_on.strftime("%d/%m/%Y")}
        )
    UnitLink.objects.bulk_create(
        UnitLink(
            predecessor=flow.predecessor,
            successor=units[flow.successor_code],
            extent=flow.extent,
            is_default=flow.is_default,
            effective_on=effective_on,
            legal_basis=legal_basis,
        )
        for flow in flows
    )
