"""Reading what the checks are asked of: for one person or thousands in the same number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from training.errors import NoRegulatedValue
from training.people.models import Person, Position
from training.regulations.queries import value_on
from training.rotation.eligibility.facts import (
    Facts,
    Flag,
    Lifted,
    Office,
    Relative,
    Said,
    Sent,
    UnitName,
    World,
)
from training.rotation.eligibility.models import (
    ExceptionDecision,
    Kinship,
    PoliticalConclusion,
    SecondmentConfirmation,
    SuccessionEntry,
)
from training.rotation.models import Posting
from training.units.locality import FIELDS, PREVIOUS_WORK, Locality
from training.units.models import Unit
from training.units.queries import lineage

VALUES = {"retirement": "retirement.age_months", "local_criteria": "rotation.local_criteria"}
OFFICE = ("unit_id", "title__code", "title__name_vi", "valid_from", "valid_to", "is_concurrent", "decision_number")


def look_at_the_world(day: date) -> World:
    """Units through time and the values of the day; a value with a gap is told, not raised. Three queries."""
    values: dict[str, Any] = {}
    gaps: dict[str, str] = {}
    for name, key in VALUES.items():
        try:
            values[name] = value_on(key, day)
        except NoRegulatedValue as gap:
            gaps[name] = str(gap)
    rows = Unit.objects.order_by().values_list("pk", "name", "type__level", "valid_from", "valid_to")
    units = {pk: UnitName(name, level, first, last) for pk, name, level, first, last in rows}
    known = lineage()
    return World(known, units, values, gaps, Locality(known))


def gather(people: Collection[int], world: World) -> dict[int, Facts]:
    """The facts about each of these people (keys), in ten queries."""
    criteria = world.values.get("local_criteria", ())
    offices = _offices(people)
    sent, flags, lifted = _sent(people), _flags(people), _lifted(people)
    relatives = _relatives(people)
    confirmations = _said(SecondmentConfirmation, people, "confirmed_on", "is_exempt")
    conclusions = _said(PoliticalConclusion, people, "concluded_on", "is_met")
    found = {}
    fields = [FIELDS[name] for name in criteria if name in FIELDS]
    names = [name for name in criteria if name in FIELDS]
    told = ("pk", "staff_code", "birth_date", "sex", "political_theory_level", "native_place_text")
    for row in Person.objects.filter(pk__in=people).order_by().values_list(*told, *fields):
        pk = row[0]
        places = [(name, place) for name, place in zip(names, row[len(told) :], strict=True) if place is not None]
        if PREVIOUS_WORK in criteria:
            places += [(PREVIOUS_WORK, unit) for unit in sorted({o.unit for o in offices[pk] if o.last is not None})]
        found[pk] = Facts(
            *row[: len(told)],
            places=tuple(places),
            offices=tuple(offices[pk]),
            sent=tuple(sent[pk]),
            flags=tuple(flags[pk]),
            confirmations=tuple(confirmations[pk]),
            conclusions=tuple(conclusions[pk]),
            relatives=tuple(relatives[pk]),
            lifted=tuple(lifted[pk]),
        )
    return found


def _offices(people: Collection[int]) -> dict[int, list[Office]]:
    found: dict[int, list[Office]] = defaultdict(list)
    rows = Position.objects.filter(person__in=people).order_by("is_concurrent", "title__order", "-valid_from", "pk")
    for person, unit, title, name, first, last, is_concurrent, decision in rows.values_list("person_id", *OFFICE):
        found[person].append(Office(unit, title, name, first, last, not is_concurrent, decision))
    return found


def _sent(people: Collection[int]) -> dict[int, list[Sent]]:
    found: dict[int, list[Sent]] = defaultdict(list)
    rows = Posting.objects.not_withdrawn().filter(person__in=people).order_by("effective_on", "pk")
    told = ("person_id", "effective_on", "due_on", "ended_on", "decision_number")
    for person, first, due, ended, decision in rows.values_list(*told):
        found[person].append(Sent(first, due, ended, decision))
    return found


def _flags(people: Collection[int]) -> dict[int, list[Flag]]:
    found: dict[int, list[Flag]] = defaultdict(list)
    rows = SuccessionEntry.objects.filter(person__in=people).order_by("-valid_from", "pk")
    for person, first, last, document in rows.values_list("person_id", "valid_from", "valid_to", "source_document"):
        found[person].append(Flag(first, last, document))
    return found


def _said(model, people: Collection[int], day: str, answer: str) -> dict[int, list[Said]]:
    """The latest first."""
    found: dict[int, list[Said]] = defaultdict(list)
    rows = model.objects.filter(person__in=people).order_by(f"-{day}", "-pk")
    for person, on, yes in rows.values_list("person_id", day, answer):
        found[person].append(Said(on, yes))
    return found


def _lifted(people: Collection[int]) -> dict[int, list[Lifted]]:
    found: dict[int, list[Lifted]] = defaultdict(list)
    rows = ExceptionDecision.objects.filter(person__in=people, withdrawn_on__isnull=True).order_by("decided_on", "pk")
    told = ("pk", "rule_code", "decision_number", "decided_on", "wave_id", "host_unit_id")
    for person, *facts in rows.values_list("person_id", *told):
        found[person].append(Lifted(*facts))
    return found


def _relatives(people: Collection[int]) -> dict[int, list[Relative]]:
    """Kinship is written down once and read in both directions."""
    pairs: list[tuple[int, int, str]] = []
    told = ("person_id", "relative_id", "kind")
    for one, other, kind in Kinship.objects.filter(person__in=people).values_list(*told):
        pairs.append((one, other, kind))
    for one, other, kind in Kinship.objects.filter(relative__in=people).values_list(*told):
        pairs.append((other, one, kind))
    found: dict[int, list[Relative]] = defaultdict(list)
    kin = {other for _one, other, _kind in pairs}
    if not kin:
        return found
    offices = _offices(kin)
    names = {pk: (name, code) for pk, name, code in _names(kin)}
    for one, other, kind in sorted(pairs):
        found[one].append(Relative(kind, *names[other], tuple(offices[other])))
    return found


def _names(people: Iterable[int]):
    return Person.objects.filter(pk__in=people).order_by().values_list("pk", "full_name", "staff_code")
