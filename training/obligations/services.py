"""Keeping the obligations in step with the records: for everybody each night, for one person at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from curriculum.clock.time import today
from training.nominations.models import Enrolment
from training.obligations.models import Obligation, ObligationRule
from training.obligations.reckoning import (
    Binding,
    Completion,
    Guiding,
    Office,
    Reckoned,
    Succession,
    holdings_of,
    mentoring_of,
    reckon,
)
from training.people.models import Person, Position
from training.regulations.queries import value_on
from training.units.models import Unit, UnitLink

BATCH = 1000
FACTS = ("office_id", "unit_id", "due_on", "state", "met_by_id", "met_on", "lapsed_on")
COLUMNS = ("office", "unit", "due_on", "state", "met_by", "met_on", "lapsed_on")


@transaction.atomic
def recompute_obligations(people: Iterable[Person | int] | None = None) -> int:
    """Bring the obligations of these people, or of everybody, into step with the records; returns the rows changed.

    Eight queries and the writing, whether it is about one person or twenty thousand. A second call changes nothing.
    Nobody is asked for permission: the rows follow from records that others were allowed to change.
    """
    keys = None if people is None else sorted({one.pk if isinstance(one, Person) else one for one in people})
    if keys == []:
        return 0
    rules = [_binding(rule) for rule in ObligationRule.objects.order_by("pk")]
    wanted = _reckon_all(rules, keys, today())
    held = _of(Obligation.objects.select_for_update(), keys)
    return _write(held, wanted)


def _reckon_all(rules: list[Binding], keys: list[int] | None, day: date) -> dict[tuple, Reckoned]:
    """What there should be, by person, rule and day of appointment."""
    offices = _offices(rules, keys)
    guidings = _guidings(rules, keys)
    completions = _completions(rules, keys)
    units = _main_units(guidings, day)
    succession = _succession()
    wanted = {}
    for person in offices.keys() | guidings.keys():
        holdings = holdings_of(offices[person], succession) if person in offices else []
        if person in guidings:
            holdings += mentoring_of(guidings[person], units.get(person))
        for one in reckon(holdings, completions.get(person, ()), rules, day):
            wanted[person, one.rule, one.since] = one
    return wanted


def _binding(rule: ObligationRule) -> Binding:
    titles = frozenset(rule.titles) if rule.subject == ObligationRule.Subject.TITLE else frozenset()
    return Binding(
        key=rule.pk,
        titles=titles,
        programmes=frozenset(rule.programme_codes),
        months=rule.months,
        earlier_months=rule.earlier_months,
        first=rule.valid_from,
        last=rule.valid_to,
    )


def _of(rows, keys: list[int] | None, field: str = "person"):
    return rows if keys is None else rows.filter(**{f"{field}__in": keys})


def _offices(rules: list[Binding], keys: list[int] | None) -> dict[int, list[Office]]:
    titles = {title for rule in rules for title in rule.titles}
    rows = _of(Position.objects.filter(title__code__in=titles), keys).order_by()
    found: dict[int, list[Office]] = defaultdict(list)
    for person, *facts in rows.values_list("person_id", "pk", "title__code", "unit_id", "valid_from", "valid_to"):
        found[person].append(Office(*facts))
    return found


def _guidings(rules: list[Binding], keys: list[int] | None) -> dict[int, list[Guiding]]:
    """The mentorships of people; mentoring stands above, so they are reached from the person."""
    found: dict[int, list[Guiding]] = defaultdict(list)
    if all(rule.titles for rule in rules):
        return found
    rows = _of(Person.objects.filter(mentor__mentorships__isnull=False), keys, "pk").order_by()
    for person, *facts in rows.values_list("pk", "mentor__mentorships__valid_from", "mentor__mentorships__valid_to"):
        found[person].append(Guiding(*facts))
    return found


def _completions(rules: list[Binding], keys: list[int] | None) -> dict[int, list[Completion]]:
    codes = {code for rule in rules for code in rule.programmes}
    rows = Enrolment.objects.filter(
        status=Enrolment.Status.COMPLETED, training_class__programme__code__in=codes
    ).order_by()
    found: dict[int, list[Completion]] = defaultdict(list)
    facts_of = _of(rows, keys).values_list(
        "person_id", "pk", "training_class__programme__code", "training_class__closes_on"
    )
    for person, *facts in facts_of:
        found[person].append(Completion(*facts))
    return found


def _main_units(guidings: dict[int, Any], day: date) -> dict[int, int]:
    """The unit of the main office of mentors on the day."""
    rows = Position.objects.valid_on(day).filter(person__in=guidings).order_by("-is_concurrent", "-title__order")
    return dict(rows.values_list("person_id", "unit_id"))


def _succession() -> Succession:
    followed: dict[int, dict[int, date]] = defaultdict(dict)
    for before, after, effective_on in UnitLink.objects.values_list("predecessor_id", "successor_id", "effective_on"):
        followed[before][after] = effective_on
    ended = dict(Unit.objects.filter(valid_to__isnull=False).values_list("pk", "valid_to"))
    return Succession(followed, ended, value_on("training.recreated_post_days"))


def _write(held, wanted: dict[tuple, Reckoned]) -> int:
    """Add, change and drop rows until what is held is what is wanted."""
    gone, changed = [], []
    for row in held:
        one = wanted.pop((row.person_id, row.rule_id, row.since), None)
        if one is None:
            gone.append(row.pk)
        elif _differs(row, one):
            _set(row, one)
            changed.append(row)
    new = [
        _set(Obligation(person_id=person, rule_id=rule, since=since), one)
        for (person, rule, since), one in sorted(wanted.items())
    ]
    Obligation.objects.bulk_create(new, batch_size=BATCH)
    Obligation.objects.bulk_update(changed, COLUMNS, batch_size=BATCH)
    for start in range(0, len(gone), BATCH):
        Obligation.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(new) + len(changed) + len(gone)


def _facts(one: Reckoned) -> tuple:
    return one.office, one.unit, one.due_on, one.state, one.met_by, one.met_on, one.lapsed_on


def _differs(row: Obligation, one: Reckoned) -> bool:
    return tuple(getattr(row, name) for name in FACTS) != _facts(one)


def _set(row: Obligation, one: Reckoned) -> Obligation:
    for name, value in zip(FACTS, _facts(one), strict=True):
        setattr(row, name, value)
    return row
