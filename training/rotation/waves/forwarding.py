"""Sending units put officials forward in a wave, and take them back. Kept only where people may be kept (secrecy)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, WrongState
from training.people.models import Person, Position
from training.people.permissions import require
from training.rotation.models import Posting, RotationWave
from training.rotation.waves.models import Field, WaveCandidate, WaveWish
from training.rotation.waves.offering import CALLED
from training.rotation.waves.secrecy import require_people
from training.units.models import Bloc, Unit

MOST_WISHES = 3


def put_forward(
    wave: RotationWave,
    person: Person,
    *,
    unit: Unit,
    kind: str,
    reason: str,
    by,
    bloc: Bloc | None = None,
    fields: Sequence[str] = (),
    wishes: Sequence[Unit] = (),
    is_exempt: bool = False,
) -> WaveCandidate:
    """Put an official of the unit forward. Put forward again as he stands, he stands there once.

    Raises ``NotAllowed``, ``WrongState`` (nobody may be kept, not called, too late, in another wave, posted),
    ``InvalidInput``.
    """
    require(by, "training.forward_official", unit)
    require_people()
    reason = nfc(reason).strip()
    if not reason:
        raise InvalidInput(_("Say why the official is put forward."))
    if kind not in Posting.Kind.values or not set(fields) <= set(Field.values):
        raise InvalidInput(_("Choose kind and fields from those given."))
    if kind == Posting.Kind.SECONDMENT and is_exempt:
        raise InvalidInput(
            _("The unit confirms that %(person)s is exempt from secondment. Choose another kind of movement.")
            % {"person": person}
        )
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        _check_called(wave, by)
        known = WaveCandidate.objects.standing().filter(wave=wave, person=person).select_related("sending_unit").first()
        if known is not None and known.sending_unit_id != unit.pk:
            raise WrongState(
                _("%(person)s has been put forward in this wave by %(unit)s already.")
                % {"person": person, "unit": known.sending_unit}
            )
        if known is not None and known.state == WaveCandidate.State.DECIDED:
            return known
        _check_belongs(person, unit)
        _check_in_one_wave(person, wave)
        _check_not_posted(person)
        bloc = bloc or bloc_of(person, unit)
        if bloc is None:
            raise InvalidInput(_("Say to which bloc %(person)s belongs.") % {"person": person})
        facts = {"kind": kind, "bloc": bloc, "fields": sorted(set(fields)), "reason": reason}
        wanted = [one.pk for one in wishes][:MOST_WISHES]
        if known is not None and _is_the_same(known, facts, wanted):
            return known
        if known is None:
            facts |= {"put_by": by, "put_at": now()}
            candidate = WaveCandidate.objects.create(wave=wave, person=person, sending_unit=unit, **facts)
        else:
            WaveCandidate.objects.filter(pk=known.pk).update(**facts)
            candidate = WaveCandidate.objects.get(pk=known.pk)
            candidate.wishes.all().delete()
        WaveWish.objects.bulk_create(
            WaveWish(candidate=candidate, unit_id=one, rank=rank) for rank, one in enumerate(wanted, start=1)
        )
        log(candidate, "training.wave.put_forward", user=by, data={"unit": unit.pk, "kind": kind})
    return candidate


def withdraw_candidate(candidate: WaveCandidate, *, because: str, by) -> WaveCandidate:
    """Take an official back for a reason. Twice does no harm; not possible after the decision."""
    require(by, "training.forward_official", candidate.sending_unit)
    because = nfc(because).strip()
    if not because:
        raise InvalidInput(_("Say why the official is taken back."))
    with transaction.atomic():
        candidate = WaveCandidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
        if candidate.state == WaveCandidate.State.WITHDRAWN:
            return candidate
        if candidate.state == WaveCandidate.State.DECIDED:
            raise WrongState(_("The decision has been made. To take it back, the Committee withdraws the decision."))
        candidate.state, candidate.withdrawn_because = WaveCandidate.State.WITHDRAWN, because
        candidate.save(update_fields=["state", "withdrawn_because"])
        place = candidate.__class__.place.related.related_model.objects  # the folder above is not imported
        place.filter(candidate=candidate).delete()
        log(candidate, "training.wave.take_back", user=by, data={"because": because})
    return candidate


def bloc_of(person: Person, unit: Unit, day: date | None = None) -> Bloc | None:
    """The bloc of the office held in the unit, or else of the unit itself."""
    held = Position.objects.valid_on(day or today()).filter(person=person, unit=unit)
    offices = held.select_related("title__bloc").order_by("is_concurrent", "title__order")
    return next((office.title.bloc for office in offices if office.title.bloc_id), unit.bloc)


def _check_called(wave: RotationWave, by) -> None:
    if wave.status not in CALLED:
        raise WrongState(_("The units have not been called on for this wave, or it is closed."))
    if wave.forward_until and today() > wave.forward_until and not by.has_perm("training.plan_wave"):
        raise WrongState(
            _("Officials were put forward until %(day)s. Ask the Committee to enter a late one.")
            % {"day": f"{wave.forward_until:%d/%m/%Y}"}
        )


def _check_belongs(person: Person, unit: Unit) -> None:
    if not Position.objects.current().filter(person=person, unit=unit).exists():
        raise InvalidInput(
            _("%(person)s holds no office in %(unit)s today.") % {"person": person, "unit": unit.display_name}
        )


def _check_in_one_wave(person: Person, wave: RotationWave) -> None:
    other = (
        WaveCandidate.objects.undecided()
        .filter(person=person)
        .exclude(wave=wave)
        .exclude(wave__status=RotationWave.Status.CLOSED)
        .select_related("wave", "sending_unit")
        .first()
    )
    if other is not None:
        raise WrongState(
            _("%(person)s stands in “%(wave)s” already, put forward by %(unit)s. Take him back there first.")
            % {"person": person, "wave": other.wave, "unit": other.sending_unit}
        )


def _check_not_posted(person: Person) -> None:
    running = person.postings.exclude(status=Posting.Status.ENDED).select_related("host_unit").first()
    if running is not None:
        raise WrongState(
            _("%(person)s is already posted to %(unit)s (decision %(decision)s). End that posting first.")
            % {"person": person, "unit": running.host_unit.display_name, "decision": running.decision_number}
        )


def _is_the_same(known: WaveCandidate, facts: dict, wanted: list[int]) -> bool:
    stands = all(getattr(known, name) == value for name, value in facts.items())
    return stands and list(known.wishes.values_list("unit", flat=True)) == wanted
