"""What people keep about days, lecturers and rooms: availability, loads, modules, special days, duties."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.models import ModulePage
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput
from training.people.permissions import require
from training.scheduling.holidays import forget_special_days
from training.scheduling.models import ClassMeeting, Lecturer, Room
from training.scheduling.resources.models import (
    AvailabilityException,
    CalendarDay,
    DutyPeriod,
    EquipmentKind,
    LoadLimit,
    ModuleNeed,
    RoomBlock,
    RoomEquipment,
    TaughtModule,
    WeeklyAvailability,
)
from training.units.models import Unit


@transaction.atomic
def set_week(lecturer: Lecturer, free: Iterable[tuple[int, str]], *, by) -> int:
    """The half-days of a week in which the lecturer is free; none at all says nothing about any. Returns how many."""
    require(by, "training.change_availability", lecturer)
    wanted = {(weekday, slot) for weekday, slot in free if 0 <= weekday <= 6 and slot in ClassMeeting.Slot.values}
    held = Lecturer.objects.select_for_update(of=("self",)).get(pk=lecturer.pk)
    if wanted != set(held.weekly.values_list("weekday", "slot")):
        held.weekly.all().delete()
        WeeklyAvailability.objects.bulk_create(
            WeeklyAvailability(lecturer=held, weekday=weekday, slot=slot) for weekday, slot in sorted(wanted)
        )
        log(held, "training.availability.change", user=by, data={"week": sorted(wanted)})
    return len(wanted)


@transaction.atomic
def mark_days(
    lecturer: Lecturer,
    *,
    starts_on: date,
    ends_on: date,
    by,
    slot: str = "",
    is_available: bool = False,
    reason: str = "",
) -> AvailabilityException:
    """Mark days on which the lecturer is away, or free against the pattern of the week."""
    require(by, "training.change_availability", lecturer)
    _expect_span(starts_on, ends_on)
    if ends_on < today():
        raise InvalidInput(_("These days are over. Choose days to come."))
    row, made = AvailabilityException.objects.get_or_create(
        lecturer=lecturer,
        starts_on=starts_on,
        ends_on=ends_on,
        slot=slot,
        is_available=is_available,
        defaults={"reason": nfc(reason)},
    )
    if made:
        data = {"from": str(starts_on), "to": str(ends_on), "slot": slot, "free": is_available}
        log(lecturer, "training.availability.change", user=by, data=data)
    return row


@transaction.atomic
def unmark_days(exception: AvailabilityException, *, by) -> None:
    """Take a marking of days back."""
    require(by, "training.change_availability", exception.lecturer)
    data = {"taken_back": [str(exception.starts_on), str(exception.ends_on)]}
    log(exception.lecturer, "training.availability.change", user=by, data=data)
    exception.delete()


@transaction.atomic
def set_lecturer(
    lecturer: Lecturer, *, modules: Iterable[ModulePage], by, limits: dict[str, int] | None = None, basis: str = ""
) -> Lecturer:
    """The modules a lecturer may teach, and the own most periods from today (``None``: the rule holds)."""
    require(by, "training.change_class", None)
    held = Lecturer.objects.select_for_update(of=("self",)).get(pk=lecturer.pk)
    wanted = {module.pk for module in modules}
    known = set(held.taught_modules.values_list("module", flat=True))
    held.taught_modules.filter(module__in=known - wanted).delete()
    TaughtModule.objects.bulk_create(TaughtModule(lecturer=held, module_id=pk) for pk in sorted(wanted - known))
    changed = wanted != known
    current = held.load_limits.current().first()
    if _figures(current) != limits:
        changed = True
        _end_limit(current)
        if limits:
            LoadLimit.objects.create(lecturer=held, valid_from=today(), legal_basis=nfc(basis), **limits)
    if changed:
        log(held, "training.lecturer.change", user=by, data={"modules": sorted(wanted), "limits": limits})
    return held


@transaction.atomic
def set_equipment(room: Room, quantities: dict[str, int], *, by) -> Room:
    """What stands in the room: the number of each kind; none of it is no row."""
    require(by, "training.change_class", None)
    room.equipment.all().delete()
    RoomEquipment.objects.bulk_create(
        RoomEquipment(room=room, kind=kind, quantity=quantity)
        for kind, quantity in quantities.items()
        if quantity and kind in EquipmentKind.values
    )
    log(room, "training.room.change", user=by, data={"equipment": quantities})
    return room


@transaction.atomic
def close_room(room: Room, *, starts_on: date, ends_on: date, reason: str, by, slot: str = "") -> RoomBlock:
    """Days on which the room is not to be had."""
    require(by, "training.change_class", None)
    _expect_span(starts_on, ends_on)
    block, made = RoomBlock.objects.get_or_create(
        room=room, starts_on=starts_on, ends_on=ends_on, slot=slot, defaults={"reason": nfc(reason)}
    )
    if made:
        log(room, "training.room.change", user=by, data={"closed": [str(starts_on), str(ends_on)]})
    return block


@transaction.atomic
def reopen_room(block: RoomBlock, *, by) -> None:
    """Let the room be had again: a closing to come is taken back, one that has begun ended yesterday. The log keeps it.

    A second call, or one after its last day, changes nothing.
    """
    require(by, "training.change_class", None)
    held = RoomBlock.objects.select_for_update(of=("self",)).select_related("room").filter(pk=block.pk).first()
    if held is None or held.ends_on < today():
        return
    data = {"reopened": [str(held.starts_on), str(held.ends_on)], "from": str(max(today(), held.starts_on))}
    log(held.room, "training.room.change", user=by, data=data)
    if held.starts_on >= today():
        held.delete()
        return
    held.ends_on = today() - timedelta(days=1)
    held.save(update_fields=["ends_on"])


@transaction.atomic
def set_needs(module: ModulePage, needs: dict[str, bool], *, by) -> int:
    """What the module asks of its room: ``{kind: whether one for each learner}``. Returns how many kinds.

    Meetings already planned stay; the timetable warns where a room lacks something.
    """
    require(by, "training.change_class", None)
    wanted = {kind: each for kind, each in needs.items() if kind in EquipmentKind.values}
    rows = ModuleNeed.objects.select_for_update().filter(module=module)
    before = dict(rows.values_list("kind", "for_each_learner"))
    if before != wanted:
        rows.delete()
        ModuleNeed.objects.bulk_create(
            ModuleNeed(module=module, kind=kind, for_each_learner=each) for kind, each in wanted.items()
        )
        log(module, "training.module.needs", user=by, data={"before": before, "after": wanted})
    return len(wanted)


@transaction.atomic
def set_day(day: date, *, kind: str, name: str, legal_basis: str, by) -> CalendarDay:
    """Say of one day that it is off, or worked, whatever the calendar says."""
    require(by, "training.change_class", None)
    if not nfc(legal_basis):
        raise InvalidInput(_("Name the document that makes it so. Nothing was changed."))
    row, _made = CalendarDay.objects.update_or_create(
        date=day, defaults={"kind": kind, "name": nfc(name), "legal_basis": nfc(legal_basis)}
    )
    log(row, "training.day.set", user=by, data={"date": str(day), "kind": kind, "name": nfc(name)})
    _forget(day)
    return row


@transaction.atomic
def unset_day(row: CalendarDay, *, by) -> None:
    """Let the calendar hold again for the day."""
    require(by, "training.change_class", None)
    log(row, "training.day.unset", user=by, data={"date": str(row.date)})
    day = row.date
    row.delete()
    _forget(day)


@transaction.atomic
def add_duty(
    *,
    kind: str,
    title: str,
    starts_on: date,
    ends_on: date,
    by,
    unit: Unit | None = None,
    slot: str = "",
    legal_basis: str = "",
    blocks: bool = False,
) -> DutyPeriod:
    """Put a duty into the calendar, of one unit or of the whole City. The same duty twice is one."""
    require(by, "training.change_duties", unit)
    _expect_span(starts_on, ends_on)
    if blocks and not nfc(legal_basis):
        raise InvalidInput(_("Name the document: without one a duty warns, but does not forbid a class."))
    duty, made = DutyPeriod.objects.get_or_create(
        unit=unit,
        title=nfc(title),
        starts_on=starts_on,
        ends_on=ends_on,
        slot=slot,
        defaults={"kind": kind, "legal_basis": nfc(legal_basis), "blocks": blocks, "added_by": by},
    )
    if made:
        log(duty, "training.duty.add", user=by, data={"unit": unit.pk if unit else None, "from": str(starts_on)})
    return duty


@transaction.atomic
def remove_duty(duty: DutyPeriod, *, by) -> None:
    """Take a duty out of the calendar; the log keeps it."""
    require(by, "training.change_duties", duty.unit)
    data = {"title": duty.title, "from": str(duty.starts_on), "to": str(duty.ends_on), "unit": duty.unit_id}
    log(duty, "training.duty.remove", user=by, data=data)
    duty.delete()


def _expect_span(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise InvalidInput(_("The last day cannot come before the first."))


def _figures(limit: LoadLimit | None) -> dict[str, int] | None:
    return {"week": limit.week, "month": limit.month, "year": limit.year} if limit else None


def _end_limit(limit: LoadLimit | None) -> None:
    """What held until yesterday stays readable; what began today was never in force."""
    if limit is None:
        return
    if limit.valid_from >= today():
        limit.delete()
        return
    limit.valid_to = date.fromordinal(today().toordinal() - 1)
    limit.save(update_fields=["valid_to"])


def _forget(day: date) -> None:
    forget_special_days(day.year)
    transaction.on_commit(lambda: forget_special_days(day.year))
