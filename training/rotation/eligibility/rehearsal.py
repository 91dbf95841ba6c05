"""Whom a changed rule would touch, before it is saved: the same people asked by the rules as they are and as they would
be. Nothing is kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from training.people.models import Person, Position
from training.rotation.eligibility.answering import Answered
from training.rotation.eligibility.evaluation_models import EligibilityEvaluation
from training.rotation.eligibility.gathering import look_at_the_world
from training.rotation.eligibility.keeping import as_changed
from training.rotation.eligibility.models import PostingRule
from training.rotation.eligibility.services import Told, tell
from training.rotation.models import Posting, RotationWave
from training.units.models import UnitType

MOST_PEOPLE = 2000
YOUNG_ENOUGH = 45  # years; whom a wave is planned among, besides those who lead a division


@dataclass(frozen=True)
class Touched:
    """One person whose answer to the rule, or whose verdict, would be another."""

    person: Person
    before: str
    after: str
    answer_before: Answered | None
    answer_after: Answered | None


@dataclass(frozen=True)
class Rehearsal:
    """What a change would do: how many were asked, the verdicts before and after, and who is touched."""

    day: date
    asked: int
    before: Counter[str]
    after: Counter[str]
    touched: list[Touched]

    @property
    def verdicts_changed(self) -> int:
        return sum(one.before != one.after for one in self.touched)


def rehearse(
    rule: PostingRule,
    *,
    valid_from: date,
    wave: RotationWave | None = None,
    day: date | None = None,
    movement: str = Posting.Kind.ROTATION,
    people: Sequence[int] | None = None,
    **changes: Any,
) -> Rehearsal:
    """Ask the people of the wave (or those a wave would be planned among) with the rule as it would be from the day on.

    Asked on the wave's reference date, else on ``day``, else on the day the change begins. Raises ``InvalidInput`` for
    parameters that the rule cannot hold.
    """
    asked_on = wave.reference_date if wave is not None else day or valid_from
    versions = as_changed(rule, valid_from=valid_from, **changes)
    keys = list(people) if people is not None else people_of(wave, movement, asked_on)
    world = look_at_the_world(asked_on)
    settings: dict[str, Any] = {
        "day": asked_on,
        "movement": movement,
        "wave": wave.pk if wave else None,
        "world": world,
    }
    now_rules = list(PostingRule.objects.order_by())
    before = {told.person: told for told in tell(keys, versions=now_rules, **settings)}
    after = {told.person: told for told in tell(keys, versions=versions, **settings)}
    touched = [key for key in keys if key in before and _differs(before[key], after[key], rule.code)]
    names = Person.objects.in_bulk(touched)
    return Rehearsal(
        day=asked_on,
        asked=len(before),
        before=Counter(told.verdict for told in before.values()),
        after=Counter(told.verdict for told in after.values()),
        touched=[
            Touched(
                names[key],
                before[key].verdict,
                after[key].verdict,
                _answer(before[key], rule.code),
                _answer(after[key], rule.code),
            )
            for key in touched
        ],
    )


def people_of(wave: RotationWave | None, movement: str, day: date) -> list[int]:
    """Who was asked about for the wave; where nobody was, the people a wave is planned among. At most two thousand."""
    if wave is not None:
        rows = EligibilityEvaluation.objects.latest_for(wave, movement).order_by("person__sort_key", "person_id")
        if asked := list(rows.values_list("person_id", flat=True)[:MOST_PEOPLE]):
            return asked
    return planned_among(day)[:MOST_PEOPLE]


def planned_among(day: date) -> list[int]:
    """Officials of the City's agencies with an office on the day: the younger ones, and those who lead a division."""
    held = Position.objects.valid_on(day).filter(unit__type__level=UnitType.Level.AGENCY, is_concurrent=False)
    leads = held.filter(title__rank_level__in=["head", "deputy"]).values("person")
    latest_birth = date(day.year - YOUNG_ENOUGH, day.month, 1)
    young = held.filter(person__birth_date__gte=latest_birth).values("person")
    unknown = held.filter(person__birth_date__isnull=True).values("person")
    people = Person.objects.filter(pk__in=leads) | Person.objects.filter(pk__in=young)
    people |= Person.objects.filter(pk__in=unknown)
    return list(people.distinct().order_by("sort_key", "pk").values_list("pk", flat=True))


def _differs(before: Told, after: Told, code: str) -> bool:
    old, new = _answer(before, code), _answer(after, code)
    return before.verdict != after.verdict or _result(old) != _result(new)


def _answer(told: Told, code: str) -> Answered | None:
    return next((one for one in told.answers if one.code == code), None)


def _result(answered: Answered | None) -> str:
    return answered.finding.result if answered else ""
