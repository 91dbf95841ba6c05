"""Waves in numbers: who was sent, by bloc, kind and unit, with the structure of those sent. Six queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.nominations.models import Enrolment
from training.people.models import Person
from training.regulations.queries import value_on
from training.rotation.eligibility.versions import Versions, youth
from training.rotation.models import Posting, PostingQuerySet
from training.units.locality import places_of
from training.units.queries import lineage

PREPARATION = "TLC"  # the programme before a rotation (programmes.csv)


class By(models.TextChoices):
    """By what those sent are put into groups."""

    WAVE = "wave", _("wave")
    BLOC = "bloc", _("bloc")
    KIND = "kind", _("kind")
    SENDING = "sending", _("sending unit")
    HOST = "host", _("host unit")


@dataclass(frozen=True)
class Sent:
    """One posting with what the structure asks of it, on the reference date of its wave or the day it began."""

    posting: Posting
    age: int | None
    is_young: bool | None
    is_woman: bool | None
    is_local: bool | None
    is_prepared: bool
    crosses_blocs: bool


KEYS: dict[str, Callable[[Sent], object]] = {
    By.WAVE: lambda one: one.posting.wave,
    By.BLOC: lambda one: one.posting.title.bloc or one.posting.sending_unit.bloc,
    By.KIND: lambda one: Posting.Kind(one.posting.kind).label,
    By.SENDING: lambda one: one.posting.sending_unit,
    By.HOST: lambda one: one.posting.host_unit_now or one.posting.host_unit,
}


@dataclass(frozen=True)
class Structure:
    """Some of those sent together; ``common`` is what they have in common, None for all or for nothing."""

    common: object
    rows: tuple[Sent, ...]

    def count(self, of: str) -> int:
        return sum(getattr(one, of) is True for one in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def young(self) -> int:
        return self.count("is_young")

    @property
    def women(self) -> int:
        return self.count("is_woman")

    @property
    def non_local(self) -> int:
        return sum(one.is_local is False for one in self.rows)

    @property
    def prepared(self) -> int:
        return self.count("is_prepared")

    @property
    def crossing(self) -> int:
        return self.count("crosses_blocs")

    @property
    def running(self) -> int:
        return sum(one.posting.status != Posting.Status.ENDED for one in self.rows)

    @property
    def ended_early(self) -> int:
        return sum(one.posting.end_reason == Posting.EndReason.TERMINATED for one in self.rows)

    @property
    def mean_age(self) -> float | None:
        ages = [one.age for one in self.rows if one.age is not None]
        return round(sum(ages) / len(ages), 1) if ages else None


def sent_in(postings: PostingQuerySet, day: date) -> list[Sent]:
    """Those of the postings that had begun by the day, in the order of names."""
    related = ("person", "wave", "title__bloc", "host_unit", "host_unit_now", "sending_unit__bloc")
    begun = postings.not_withdrawn().filter(effective_on__lte=day).select_related(*related)
    rows = list(begun.order_by("person__sort_key", "pk"))
    prepared = _prepared([row.person_id for row in rows])
    before = lineage()
    criteria = {day: value_on("rotation.local_criteria", day) for day in {row.effective_on for row in rows}}
    young = youth()
    grounds: dict[int, frozenset[int]] = {}
    found = []
    for row in rows:
        if row.host_unit_id not in grounds:
            grounds[row.host_unit_id] = frozenset({row.host_unit_id, *before.ancestors(row.host_unit_id)})
        found.append(
            _sent(row, grounds[row.host_unit_id], prepared.get(row.person_id, []), criteria[row.effective_on], young)
        )
    return found


def structures(rows: Iterable[Sent], by: str) -> list[Structure]:
    """The groups, the largest first."""
    groups: dict[object, list[Sent]] = defaultdict(list)
    for one in rows:
        groups[KEYS[by](one)].append(one)
    found = [Structure(common, tuple(members)) for common, members in groups.items()]
    if by == By.WAVE:
        return sorted(found, key=lambda one: str(getattr(one.common, "reference_date", "")))
    return sorted(found, key=lambda one: (-one.total, str(one.common)))


def _reference(row: Posting) -> date:
    return row.wave.reference_date if row.wave else row.effective_on


def _sent(row: Posting, ground: frozenset[int], classes: list[date], criteria: list[str], young: Versions) -> Sent:
    person, day = row.person, _reference(row)
    age, young_below = person.age_on(day), young.years_on(day)
    places = places_of(person, criteria)
    known = bool(places) or bool(person.native_place_text)
    blocs = (row.sending_unit.bloc_id, row.title.bloc_id)
    return Sent(
        posting=row,
        age=age,
        is_young=None if age is None or young_below is None else age < young_below,
        is_woman=person.sex == Person.Sex.FEMALE if person.sex else None,
        is_local=not ground.isdisjoint(places) if known else None,
        is_prepared=any(closed <= row.effective_on for closed in classes),
        crosses_blocs=None not in blocs and blocs[0] != blocs[1],
    )


def _prepared(people: list[int]) -> dict[int, list[date]]:
    """When each completed the preparation for a rotation. One query."""
    rows = Enrolment.objects.filter(
        person__in=people, status=Enrolment.Status.COMPLETED, training_class__programme__code=PREPARATION
    )
    found: dict[int, list[date]] = defaultdict(list)
    for person, closed in rows.order_by().values_list("person", "training_class__closes_on"):
        found[person].append(closed)
    return found
