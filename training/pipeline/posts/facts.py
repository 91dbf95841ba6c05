"""What is known of the communes and of those who hold posts there over a span of days, read at once.

Any day of the span can then be asked without a query: a trend costs no more questions than one day does.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from training.nominations.models import Enrolment
from training.people.ages import age_on
from training.people.models import Person, Position, PositionTitle
from training.pipeline.posts.staffing import POST_PROGRAMMES
from training.regulations.queries import value_on
from training.rotation.eligibility.retirement import retires_on
from training.rotation.models import Posting
from training.units.lineage import Lineage
from training.units.locality import places_of
from training.units.models import Unit, UnitType
from training.units.queries import lineage


class Place(NamedTuple):
    """A commune of some map."""

    pk: int
    code: str
    name: str
    sort_key: str
    first: date
    last: date | None
    district: str
    district_id: int | None

    def is_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Human(NamedTuple):
    """A person with what the figures ask of him."""

    pk: int
    name: str
    staff_code: str
    sort_key: str
    birth_date: date | None
    sex: str
    native_place_id: int | None
    native_place_text: str
    residence_id: int | None
    birth_place_id: int | None

    def age_on(self, day: date) -> int | None:
        return age_on(self.birth_date, day)


class Held(NamedTuple):
    """An office held."""

    person: int
    unit: int
    title: str
    first: date
    last: date | None
    is_concurrent: bool
    is_acting: bool

    def is_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Sent(NamedTuple):
    """A posting as far as it says when somebody is to leave."""

    pk: int
    kind: str
    first: date
    due: date | None
    ended: date | None
    hosts: frozenset[int]

    def runs_on(self, day: date) -> bool:
        return self.first <= day and (self.ended is None or day <= self.ended)


@dataclass
class Facts:
    """The communes, titles, holders and their training, of every day from ``first`` to ``last``."""

    first: date
    last: date
    places: list[Place]
    titles: dict[str, PositionTitle]
    people: dict[int, Human]
    held: dict[int, list[Held]]
    studied: dict[int, dict[str, list[date]]]
    sent: dict[int, list[Sent]]
    before: Lineage
    _grounds: dict[int, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)
    _values: dict[tuple[str, date], Any] = field(default_factory=dict)
    _retired: dict[int, date | None] = field(default_factory=dict)

    def places_on(self, day: date) -> list[Place]:
        """The communes of that day's map, in the order of their names."""
        return [place for place in self.places if place.is_on(day)]

    def value_on(self, key: str, day: date) -> Any:
        """The regulated value of the day, looked up once for all the people it is asked about."""
        if (key, day) not in self._values:
            self._values[key, day] = value_on(key, day)
        return self._values[key, day]

    def is_local(self, person: int, unit: int, day: date) -> bool | None:
        """Whether somebody is a local person of the unit by the criteria of the day.

        None where no place is known, or where one is recorded under a later unit of which this one became a part.
        """
        human = self.people[person]
        places = places_of(human, self.value_on("rotation.local_criteria", day))
        ground, later = self._ground_of(unit)
        if not ground.isdisjoint(places):
            return True
        if not later.isdisjoint(places):
            return None
        return False if places or human.native_place_text else None

    def _ground_of(self, unit: int) -> tuple[frozenset[int], frozenset[int]]:
        """The unit with all that went into it over the generations, and all that came after it."""
        if unit not in self._grounds:
            before, after = self.before.ancestors(unit), self.before.descendants(unit)
            self._grounds[unit] = frozenset({unit, *before}), frozenset(after - before - {unit})
        return self._grounds[unit]

    def is_trained(self, person: int, title: str, day: date) -> bool | None:
        """Whether one of the programmes for the post was completed by the day; None where none is asked."""
        codes = self.value_on(POST_PROGRAMMES, day).get(title)
        if not codes:
            return None
        studied = self.studied.get(person, {})
        return any(bisect_right(studied.get(code, []), day) for code in codes)

    def retires_on(self, person: int, day: date) -> date | None:
        """When somebody reaches retirement age by the rule of the day; None where birth date or sex is missing."""
        if person not in self._retired:
            human = self.people[person]
            steps = self.value_on("retirement.age_months", day).get(human.sex)
            self._retired[person] = retires_on(human.birth_date, steps) if human.birth_date and steps else None
        return self._retired[person]

    def posting_at(self, person: int, unit: int, day: date) -> Sent | None:
        """The posting that keeps somebody at the unit on the day."""
        return next((row for row in self.sent.get(person, ()) if row.runs_on(day) and unit in row.hosts), None)


def gather(first: date, last: date, titles: Collection[str], units: Iterable[int] | None = None) -> Facts:
    """The facts of all communes, or of some, about the holders of these titles. Eight queries."""
    places = Unit.objects.communes().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)
    offices = Position.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        valid_from__lte=last,
        title__code__in=titles,
        unit__type__level=UnitType.Level.COMMUNE,
    )
    if units is not None:
        units = list(units)
        places, offices = places.filter(pk__in=units), offices.filter(unit__in=units)
    people = offices.order_by().values("person")
    return Facts(
        first=first,
        last=last,
        places=_places(places),
        titles={title.code: title for title in PositionTitle.objects.filter(code__in=titles).select_related("bloc")},
        people=_people(people),
        held=_offices(offices),
        studied=_studied(people, last),
        sent=_sent(people, first, last),
        before=lineage(),
    )


def _places(units) -> list[Place]:
    columns = ("pk", "code", "name", "sort_key", "valid_from", "valid_to")
    districts = ("former_district__name", "former_district", "parent__name", "parent", "parent__type__level")
    found = []
    for *row, former, former_pk, above, above_pk, level in units.in_name_order().values_list(*columns, *districts):
        of_old = level == UnitType.Level.DISTRICT
        found.append(Place._make([*row, above if of_old else (former or ""), above_pk if of_old else former_pk]))
    return found


def _people(people) -> dict[int, Human]:
    columns = ("pk", "full_name", "staff_code", "sort_key", "birth_date", "sex")
    rows = Person.objects.filter(pk__in=people).order_by()
    found = rows.values_list(*columns, "native_place", "native_place_text", "residence", "birth_place")
    return {row[0]: Human(*row) for row in found}


def _offices(offices) -> dict[int, list[Held]]:
    columns = ("person", "unit", "title__code", "valid_from", "valid_to", "is_concurrent", "is_acting")
    found: dict[int, list[Held]] = defaultdict(list)
    for row in offices.order_by("valid_from", "pk").values_list(*columns):
        found[row[1]].append(Held(*row))
    return dict(found)


def _studied(people, last: date) -> dict[int, dict[str, list[date]]]:
    rows = Enrolment.objects.filter(
        person__in=people, status=Enrolment.Status.COMPLETED, training_class__closes_on__lte=last
    )
    columns = ("person", "training_class__programme__code", "training_class__closes_on")
    found: dict[int, dict[str, list[date]]] = {}
    for person, code, closed in rows.order_by("training_class__closes_on").values_list(*columns):
        found.setdefault(person, {}).setdefault(code, []).append(closed)
    return found


def _sent(people, first: date, last: date) -> dict[int, list[Sent]]:
    rows = Posting.objects.not_withdrawn().filter(effective_on__lte=last).exclude(ended_on__lt=first)
    columns = ("person", "pk", "kind", "effective_on", "due_on", "ended_on", "host_unit", "host_unit_now")
    found: dict[int, list[Sent]] = defaultdict(list)
    for person, *row, host, now_in in rows.filter(person__in=people).order_by("effective_on").values_list(*columns):
        found[person].append(Sent._make([*row, frozenset(pk for pk in (host, now_in) if pk is not None)]))
    return dict(found)
