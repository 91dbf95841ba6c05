"""The offices a person held before the present one: across the mergers of 2025, in units that are no more."""

from datetime import date, timedelta
from random import Random

from portal.city.days import ONE_DAY, add_months
from portal.city.places import LAST_OF_DISTRICTS, TWO_LEVELS, Places
from portal.city.seats import Seat
from training.models import Person, Position, Unit

LAST_OF_2024 = date(2024, 12, 31)
HELD_BY_ONE = frozenset(
    {"party_secretary", "standing_deputy_secretary", "pc_chairman", "council_chairman", "front_chairman"}
)
BEFORE = {  # what one was before, in a commune of the old map
    "leader": ("party_secretary", "pc_chairman", "deputy_secretary", "pc_vice_chairman", "council_vice_chairman"),
    "division": ("pc_chairman", "pc_vice_chairman", "front_chairman", "council_vice_chairman", "deputy_secretary"),
    "staff": ("specialist",),
}
IN_A_DISTRICT = {
    "leader": ("division_head", "division_head", "deputy_division_head"),
    "division": ("deputy_division_head", "specialist"),
    "staff": ("specialist",),
}
LESSER = {"leader": "deputy_division_head", "division": "specialist", "staff": "specialist"}
FROM_A_DISTRICT = {"leader": 0.5, "division": 0.3, "staff": 0.15}


class Careers:
    """Writes the offices of one person after the other; remembers which of the single offices are taken."""

    def __init__(self, places: Places, day: date, dice: Random):
        self.places, self.day, self.dice = places, day, dice
        self.taken: set[tuple[int, str]] = set()
        self.decisions = 0

    def hold(self, person: Person, unit: Unit, title: str, first: date, last: date | None = None, **facts) -> Position:
        """One office held."""
        self.decisions += 1
        return Position(
            person=person,
            unit=unit,
            title=self.places.titles[title],
            valid_from=first,
            valid_to=last,
            decision_number=f"{self.decisions}-QĐ/{'TU' if title in HELD_BY_ONE else 'BTCTU'}",
            **facts,
        )

    def in_commune(self, person: Person, commune: Unit, seat: Seat, *, since: date | None = None) -> list[Position]:
        """The present office in a commune, and what came before it; ``since`` fixes the first day of the office."""
        began = since or self._first_day(seat)
        offices = [self.hold(person, commune, seat.title, began)]
        if began > TWO_LEVELS:
            offices.append(self.hold(person, commune, LESSER[seat.rank], TWO_LEVELS, began - ONE_DAY))
        return offices + self._before_the_merger(person, commune, seat)

    def in_agency(self, person: Person, agency: Unit, seat: Seat) -> list[Position]:
        """The present office in an agency of the City, and a lesser one before it where the career is long enough."""
        entered = self._entered(person)
        began = _month_of(max(entered, agency.valid_from, add_months(self.day, -self.dice.randrange(6, 80))))
        offices = [self.hold(person, agency, seat.title, began)]
        earlier = _month_of(max(entered, agency.valid_from, add_months(began, -self.dice.randrange(24, 72))))
        if seat.rank != "staff" and earlier < add_months(began, -12):
            offices.append(self.hold(person, agency, LESSER[seat.rank], earlier, began - ONE_DAY))
        return offices

    def _first_day(self, seat: Seat) -> date:
        """Most have held their office since the commune was made; one in eight came to it since."""
        months = (self.day.year - TWO_LEVELS.year) * 12 + self.day.month - TWO_LEVELS.month
        if months > 3 and self.dice.random() < 0.125:
            return add_months(TWO_LEVELS, self.dice.randrange(2, months))
        return TWO_LEVELS

    def _before_the_merger(self, person: Person, commune: Unit, seat: Seat) -> list[Position]:
        entered = self._entered(person)
        if entered > add_months(LAST_OF_DISTRICTS, -6):
            return []
        unit, title = self._old_office(commune, seat)
        began = _month_of(max(entered, unit.valid_from, add_months(LAST_OF_DISTRICTS, -self.dice.randrange(6, 66))))
        offices = [self.hold(person, unit, title, began, LAST_OF_DISTRICTS)]
        first = _month_of(max(entered, add_months(began, -self.dice.randrange(30, 60))))
        if first < add_months(began, -18):
            offices.append(self._first_office(person, unit, first, began - ONE_DAY))
        return offices

    def _old_office(self, commune: Unit, seat: Seat) -> tuple[Unit, str]:
        district = self.places.district_of(commune)
        if self.dice.random() < FROM_A_DISTRICT[seat.rank]:
            return district, self.dice.choice(IN_A_DISTRICT[seat.rank])
        unit = self.dice.choice(self.places.before[commune.pk])
        titles = [title for title in BEFORE[seat.rank] if (unit.pk, title) not in self.taken]
        title = self.dice.choice(titles) if titles else "specialist"
        if title in HELD_BY_ONE:
            self.taken.add((unit.pk, title))
        return unit, title

    def _first_office(self, person: Person, unit: Unit, first: date, last: date) -> Position:
        """Where the career began; now and then in one of the communes that ended with the year 2024."""
        ended = self.places.ended_in_2024.get(unit.parent_id or 0, [])
        if ended and last <= LAST_OF_2024 and self.dice.random() < 0.5:
            unit = self.dice.choice(ended)
        if unit.valid_from > first:  # renamed at the New Year of 2025; the district knows the years before
            unit = self.places.by_pk[unit.parent_id or 0]
        return self.hold(person, unit, "specialist", first, last)

    def _entered(self, person: Person) -> date:
        """The day one entered the service, at 23 or soon after."""
        assert person.birth_date is not None
        return person.birth_date + timedelta(days=round(365.25 * (23 + person.birth_date.day % 3)))


def _month_of(day: date) -> date:
    """Offices begin with the month."""
    return day.replace(day=1)
