"""Planning waves: a plan of four in two years, calendars, quotas, the documents of the five steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.regulations.queries import values_on
from training.rotation.models import RotationWave
from training.rotation.term import months_after
from training.rotation.waves.models import RotationPlan, Step, WaveCandidate, WaveDocument, WaveQuota
from training.rotation.waves.secrecy import require_dates

Status = RotationWave.Status
DATES = ("offers_from", "offers_until", "forward_until", "decide_by", "effective_on")
# Months before (or after) the reference date in the calendar that a new wave begins with.
MONTHS = {"offers_from": -4, "offers_until": -3, "forward_until": -2, "decide_by": 0, "effective_on": 1}


@dataclass(frozen=True)
class Quota:
    bloc_id: int
    kind: str
    places: int


def calendar_of(reference_date: date) -> dict[str, date]:
    """The dates a wave begins with; the office changes them."""
    dates = {name: months_after(reference_date, months) for name, months in MONTHS.items()}
    return dates | {"offers_until": dates["offers_until"] - timedelta(days=1)}


def make_plan(*, name: str, first_reference: date, by, **facts) -> RotationPlan:
    """A plan with its waves, one every so many months, as the regulated values say; four in two years.

    A wave that has the reference date already joins the plan. The same name twice is one plan. Raises ``NotAllowed``,
    ``InvalidInput``, ``NoRegulatedValue``.
    """
    require(by, "training.plan_wave")
    name = nfc(name).strip()
    if not name:
        raise InvalidInput(_("Give the plan a name."))
    count, months = values_on("rotation.waves_per_plan", "rotation.wave_interval_months", day=first_reference)
    with transaction.atomic():
        plan, is_new = RotationPlan.objects.get_or_create(
            name=name, defaults={**facts, "created_by": by, "created_at": now()}
        )
        if not is_new:
            return plan
        for number in range(count):
            reference = months_after(first_reference, number * months)
            wave = RotationWave.objects.filter(reference_date=reference, plan=None).first()
            if wave is None:
                wave = RotationWave(
                    code=_free_code(reference),
                    name=_("Wave %(number)d of rotation (%(month)s)")
                    % {"number": number + 1, "month": f"{reference:%m/%Y}"},
                    reference_date=reference,
                )
            if wave.offers_from is None:
                for field, day in calendar_of(reference).items():
                    setattr(wave, field, day)
            wave.plan, wave.plan_document = plan, wave.plan_document or plan.document
            wave.save()
        log(plan, "training.wave.plan", user=by, data={"waves": count, "first": str(first_reference)})
    return plan


def change_wave(wave: RotationWave, *, reference_date: date, by, name: str = "", **dates) -> RotationWave:
    """Set the reference date and the calendar of a wave that has no decision yet.

    Ages and years left are counted on the reference date: once officials were put forward it stays. Raises
    ``NotAllowed``, ``WrongState``, ``InvalidInput``.
    """
    require(by, "training.plan_wave")
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        _check_open(wave)
        _check_calendar({"reference_date": reference_date, **dates})
        if reference_date != wave.reference_date and WaveCandidate.objects.standing().filter(wave=wave).exists():
            raise WrongState(_("Officials have been put forward on this reference date; it stays."))
        before = {field: str(getattr(wave, field)) for field in ("reference_date", *DATES)}
        wave.reference_date, wave.name = reference_date, nfc(name).strip() or wave.name
        for field in DATES:
            setattr(wave, field, dates.get(field))
        wave.save()
        after = {field: str(getattr(wave, field)) for field in before}
        if after != before:
            log(wave, "training.wave.change", user=by, data={"before": before, "after": after})
    return wave


def announce_wave(wave: RotationWave, *, by) -> RotationWave:
    """Call on the units: from now they offer posts and put officials forward. Twice does no harm.

    Raises ``NotAllowed``, ``WrongState`` (closed), ``InvalidInput`` (no calendar).
    """
    require(by, "training.plan_wave")
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        if wave.status in (Status.APPROVED, Status.RUNNING):
            return wave
        _check_open(wave)
        missing = [_name_of(field) for field in DATES if not getattr(wave, field)]
        if missing:
            raise InvalidInput(_("The calendar lacks: %(dates)s.") % {"dates": ", ".join(map(str, missing))})
        wave.status = Status.APPROVED
        wave.save(update_fields=["status"])
        log(wave, "training.wave.announce", user=by)
    return wave


def close_wave(wave: RotationWave, *, by) -> RotationWave:
    """No further decision belongs to the wave; officials not decided on are free for another. Twice does no harm."""
    require(by, "training.plan_wave")
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        if wave.status != Status.CLOSED:
            wave.status = Status.CLOSED
            wave.save(update_fields=["status"])
            log(wave, "training.wave.close", user=by)
    return wave


def set_quotas(wave: RotationWave, quotas: Iterable[Quota], *, by) -> int:
    """How many officials of each bloc may go by each kind of movement; without any, there is no limit.

    Returns how many quotas stand. Raises ``NotAllowed``, ``WrongState``.
    """
    require(by, "training.plan_wave")
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        _check_open(wave)
        wanted = {(quota.bloc_id, quota.kind): quota.places for quota in quotas}
        known = {(row.bloc_id, row.kind): row for row in wave.quotas.all()}
        if wanted != {cell: row.places for cell, row in known.items()}:
            wave.quotas.exclude(pk__in=[row.pk for cell, row in known.items() if cell in wanted]).delete()
            for (bloc, kind), places in wanted.items():
                wave.quotas.update_or_create(bloc_id=bloc, kind=kind, defaults={"places": places})
            rows = [[bloc, kind, places] for (bloc, kind), places in sorted(wanted.items())]
            log(wave, "training.wave.quotas", user=by, data={"quotas": rows})
    return WaveQuota.objects.filter(wave=wave).count()


def record_document(wave: RotationWave, *, step: str, number: str, dated_on: date, by) -> WaveDocument:
    """Write down number and date of a document of one of the five steps. The same twice is one row.

    Raises ``NotAllowed``, ``WrongState`` (nothing may be kept, an earlier step has no document), ``InvalidInput``.
    """
    require(by, "training.plan_wave")
    require_dates()
    number = nfc(number).strip()
    if not number:
        raise InvalidInput(_("Give the number of the document."))
    if dated_on > today():
        raise InvalidInput(_("The document is dated in the future."))
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        known = wave.documents.filter(step=step, number=number).first()
        if known is not None and known.dated_on == dated_on:
            return known
        if known is not None:
            raise InvalidInput(
                _("Document %(number)s is recorded here with the date %(day)s already.")
                % {"number": number, "day": f"{known.dated_on:%d/%m/%Y}"}
            )
        lacking = steps_without_document(wave, before=step)
        if lacking:
            raise WrongState(
                _("The steps go in their order. Record first the documents of: %(steps)s.")
                % {"steps": ", ".join(str(Step(one).label) for one in lacking)}
            )
        first = wave.documents.filter(step__in=_steps_before(step)).order_by("-dated_on").first()
        if first is not None and step == Step.DECISION and dated_on < first.dated_on:
            raise InvalidInput(
                _("A decision cannot be dated before %(document)s of %(day)s, which led to it.")
                % {"document": first.number, "day": f"{first.dated_on:%d/%m/%Y}"}
            )
        document = WaveDocument.objects.create(
            wave=wave, step=step, number=number, dated_on=dated_on, recorded_by=by, recorded_at=now()
        )
        log(wave, "training.wave.document", user=by, data={"step": step, "number": number, "dated_on": str(dated_on)})
    return document


def remove_document(document: WaveDocument, *, by) -> None:
    """Take back a document written down wrongly; the log keeps that it stood there."""
    require(by, "training.plan_wave")
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=document.wave_id)
        if WaveDocument.objects.filter(pk=document.pk).delete()[0]:
            data = {"step": document.step, "number": document.number, "removed": True}
            log(wave, "training.wave.document", user=by, data=data)


def steps_without_document(wave: RotationWave, *, before: str) -> list[str]:
    """The steps before this one of which no document is recorded."""
    there = set(wave.documents.values_list("step", flat=True))
    return [step for step in _steps_before(before) if step not in there]


def _steps_before(step: str) -> list[str]:
    order = list(Step.values)
    return order[: order.index(step)]


def _name_of(field: str) -> str:
    return str(RotationWave._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _check_open(wave: RotationWave) -> None:
    if wave.status == Status.CLOSED:
        raise WrongState(_("This wave is closed; it cannot be changed any more."))


def _check_calendar(dates: dict[str, date | None]) -> None:
    names = {field: _name_of(field) for field in dates}
    order = ["offers_from", "offers_until", "forward_until", "decide_by", "effective_on"]
    given = [(field, dates[field]) for field in order if dates.get(field)]
    for (earlier, first), (later, second) in pairwise(given):
        if second < first:
            words = {"later": names[later], "earlier": names[earlier]}
            raise InvalidInput(_("“%(later)s” cannot come before “%(earlier)s”.") % words)


def _free_code(reference: date) -> str:
    code, number = f"DLC-{reference:%Y-%m}", 1
    while RotationWave.objects.filter(code=code).exists():
        number += 1
        code = f"DLC-{reference:%Y-%m}-{number}"
    return code
