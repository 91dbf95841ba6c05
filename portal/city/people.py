"""The people of the city: leaders and staff of communes and agencies, their accounts, offices and roles."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH

from portal.city.accounts import DEMO_SEATS, Employment, opened_on
from portal.city.careers import Careers
from portal.city.context import City
from portal.city.days import add_months
from portal.city.names import DrawnName, NameBook, name_person
from portal.city.places import COMMITTEE, SCHOOL, TWO_LEVELS, Places
from portal.city.seats import (
    AGENCY_LEADERS,
    COUNCIL_CHAIRMAN,
    LEADERS,
    SCHOOL_LEADERS,
    SECRETARY,
    Seat,
    agency_staff,
    commune_staff,
    school_staff,
)
from portal.city.writing import write
from training.models import Person, Position, Role, RoleGrant, Unit, User

PEOPLE_AT_SCALE_1 = 20_000
NO_PASSWORD = UNUSABLE_PASSWORD_PREFIX + "0" * UNUSABLE_PASSWORD_SUFFIX_LENGTH
LEADERS_OF_ALL_COMMUNES_FROM = 0.05
OFFICER_FROM_AGE = 37  # younger people of agencies are those who are posted
SHARE_IN_COMMUNES = 0.72
ELSEWHERE = (
    "xã Hải Hậu, tỉnh Ninh Bình",
    "xã Quỳnh Phụ, tỉnh Hưng Yên",
    "xã Thọ Xuân, tỉnh Thanh Hóa",
    "xã Đô Lương, tỉnh Nghệ An",
    "xã Can Lộc, tỉnh Hà Tĩnh",
    "xã Gia Lộc, thành phố Hải Phòng",
    "xã Thuận Thành, tỉnh Bắc Ninh",
    "xã Vĩnh Tường, tỉnh Phú Thọ",
    "xã Lâm Thao, tỉnh Phú Thọ",
    "xã Ý Yên, tỉnh Ninh Bình",
    "xã Kim Bảng, tỉnh Ninh Bình",
    "xã Ân Thi, tỉnh Hưng Yên",
)


@dataclass
class Population:
    """Everybody, and who works where."""

    people: list[Person] = field(default_factory=list)
    offices: list[Position] = field(default_factory=list)
    staffed: list[Unit] = field(default_factory=list)


class Census:
    """Makes people and their careers, unit by unit; writes them all at the end."""

    def __init__(self, city: City, places: Places, accounts: dict[str, Person]):
        self.city, self.places, self.accounts = city, places, accounts
        self.dice: Random = city.dice("people")
        self.names = NameBook(city.dice("names"))
        self.careers = Careers(places, city.day, city.dice("careers"))
        self.population = Population()
        self.users: list[User] = []
        self.new: list[Person] = []
        self.grants: list[RoleGrant] = []

    def settle(self) -> Population:
        """Fill every seat the scale has room for; nothing is written yet."""
        communes = self._communes()
        agencies = list(self.places.agencies.values())
        self.population.staffed = [*communes, *agencies]
        for username, employment in DEMO_SEATS.items():
            self._employ_account(self.accounts[username], employment)
        for commune in communes:
            self._lead_commune(commune)
        for agency in agencies:
            self._lead_agency(agency)
        left = max(0, round(PEOPLE_AT_SCALE_1 * self.city.scale) - len(self.new) - len(self.accounts))
        self._staff(communes, round(left * SHARE_IN_COMMUNES))
        self._staff(agencies, left - round(left * SHARE_IN_COMMUNES))
        self._grant_roles()
        self.population.people = [*self.accounts.values(), *self.new]
        return self.population

    def write(self) -> None:
        """Write accounts, people, offices and roles."""
        write(self.users)
        write(self.new)
        write(self.population.offices)
        write(self.grants)

    def _communes(self) -> list[Unit]:
        """All 126 from scale 0.05 on; below it a share, the commune of the demonstration always among them."""
        share = min(1.0, self.city.scale / LEADERS_OF_ALL_COMMUNES_FROM)
        others = [unit for unit in self.places.communes if unit != self.places.demo_commune]
        chosen = self.dice.sample(others, max(4, round(share * len(others))) if share < 1 else len(others))
        return sorted([self.places.demo_commune, *chosen], key=lambda unit: unit.code)

    def _employ_account(self, person: Person, employment: Employment) -> None:
        unit = self.places.demo_commune if employment.unit == "commune" else self.places.agencies[employment.unit]
        since = employment.since(self.city.day, unit)
        if unit == self.places.demo_commune and since >= TWO_LEVELS and employment.seat.title != "specialist":
            offices = self.careers.in_commune(person, unit, employment.seat, since=since)
        else:
            offices = [self.careers.hold(person, unit, employment.seat.title, since)]
        person.native_place = self._native_unit(unit, elsewhere=employment.from_elsewhere)
        person.residence = unit if unit == self.places.demo_commune and not employment.from_elsewhere else None
        person.political_theory_level = self._theory(employment.seat, 40)
        person.staff_category = employment.seat.category
        person.save()
        self.population.offices += offices

    def _lead_commune(self, commune: Unit) -> None:
        seats = list(LEADERS)
        if commune == self.places.demo_commune:
            for employment in DEMO_SEATS.values():
                if employment.unit == "commune" and employment.seat in seats:
                    seats.remove(employment.seat)
        secretary = None
        for seat in seats:
            person = self._settle(commune, seat)
            if seat is SECRETARY:
                secretary = person
            elif seat.title == "pc_chairman":
                self._also(person, commune, "deputy_secretary")
        if secretary and self.dice.random() < 0.65:
            self._also(secretary, commune, COUNCIL_CHAIRMAN.title)
        else:
            self._settle(commune, COUNCIL_CHAIRMAN)

    def _lead_agency(self, agency: Unit) -> None:
        for seat in SCHOOL_LEADERS if agency.code == SCHOOL else AGENCY_LEADERS:
            self._settle(agency, seat)

    def _staff(self, units: list[Unit], heads: int) -> None:
        each, over = divmod(heads, len(units))
        for number, unit in enumerate(units):
            seats = commune_staff() if unit.type.level == "commune" else agency_staff()
            if unit.code == SCHOOL:
                seats = school_staff()
            for seat in islice(seats, each + (number < over)):
                self._settle(unit, seat)

    def _settle(self, unit: Unit, seat: Seat) -> Person:
        """One new person in one seat."""
        number = len(self.new) + 1
        sex = Person.Sex.FEMALE if self.dice.random() < seat.women else Person.Sex.MALE
        oldest = min(seat.ages[1], 56 if sex == Person.Sex.FEMALE else 60)  # retirement comes soon after
        birth_date = self._born(seat.ages[0], oldest)
        name = self.names.draw(sex, birth_date.year)
        elsewhere = self.dice.random() < seat.from_elsewhere
        user = _account(f"mh{number:06d}", name)
        person = Person(
            user=user,
            staff_code=f"MH{number:06d}",
            birth_date=birth_date,
            sex=sex,
            staff_category=seat.category,
            political_theory_level=self._theory(seat, self.city.day.year - birth_date.year),
        )
        name_person(person, name)
        self._give_origin(person, unit, elsewhere)
        self.users.append(user)
        self.new.append(person)
        career = self.careers.in_commune if unit.type.level == "commune" else self.careers.in_agency
        self.population.offices += career(person, unit, seat)
        return person

    def _also(self, person: Person, unit: Unit, title: str) -> None:
        present = next(o for o in reversed(self.population.offices) if o.person is person and o.valid_to is None)
        self.population.offices.append(self.careers.hold(person, unit, title, present.valid_from, is_concurrent=True))

    def _born(self, youngest: int, oldest: int) -> date:
        latest, earliest = add_months(self.city.day, -12 * youngest), add_months(self.city.day, -12 * (oldest + 1))
        return earliest + timedelta(days=1 + self.dice.randrange((latest - earliest).days - 1))

    def _give_origin(self, person: Person, unit: Unit, elsewhere: bool) -> None:
        if elsewhere and self.dice.random() < 0.45:
            person.native_place_text = self.dice.choice(ELSEWHERE)
        else:
            person.native_place = person.birth_place = self._native_unit(unit, elsewhere=elsewhere)
        local = unit.type.level == "commune" and not elsewhere
        person.residence = unit if local else self.dice.choice(self.places.communes)

    def _native_unit(self, unit: Unit, *, elsewhere: bool) -> Unit:
        """Nearly always a unit of the old map: one is born before the last merger."""
        if elsewhere or unit.type.level != "commune":
            return self.dice.choice(self.places.old_units)
        return self.dice.choice(self.places.before[unit.pk])

    def _theory(self, seat: Seat, age: int) -> str:
        level = Person.TheoryLevel
        if seat.rank == "leader":
            return level.BACHELOR if self.dice.random() < 0.12 else level.ADVANCED
        if seat.rank == "division":
            return level.ADVANCED if self.dice.random() < 0.3 else level.INTERMEDIATE
        return level.INTERMEDIATE if age > 35 and self.dice.random() < 0.6 else level.ELEMENTARY

    def _grant_roles(self) -> None:
        """Each unit has its head and its contact officer; agencies have a link officer for those they send out."""
        heads, staff = self._by_unit()
        since = opened_on(self.city.day)
        for unit in self.population.staffed:
            first = max(since, unit.valid_from)
            if unit.pk in heads:
                self._grant(heads[unit.pk], Role.UNIT_HEAD, unit, first)
            officer = staff.get(unit.pk)
            if officer is not None and unit != self.places.demo_commune:
                self._grant(officer, Role.UNIT_COORDINATOR, unit, first)
                if unit.type.level == "agency":
                    self._grant(officer, Role.LINK_OFFICER, unit, first)
        demo = self.places.demo_commune
        self._grant(self.accounts["donvi"], Role.UNIT_COORDINATOR, demo, max(since, demo.valid_from))
        committee_head = heads.get(self.places.agencies[COMMITTEE].pk)
        if committee_head:
            self._grant(committee_head, Role.COMMITTEE_LEADER, None, since)

    def _by_unit(self) -> tuple[dict[int, Person], dict[int, Person]]:
        heads: dict[int, Person] = {}
        staff: dict[int, Person] = {}
        for office in self.population.offices:
            if office.valid_to is None:
                if office.title.code in ("party_secretary", "agency_head", "school_rector"):
                    heads.setdefault(office.unit_id, office.person)
                elif (office.person.age_on(self.city.day) or 0) >= OFFICER_FROM_AGE:
                    staff[office.unit_id] = office.person
        return heads, staff

    def _grant(self, person: Person, role: str, unit: Unit | None, since: date) -> None:
        self.grants.append(
            RoleGrant(user=person.user, role=role, unit=unit, valid_from=since, reason="Dữ liệu minh họa")
        )


def _account(username: str, name: DrawnName) -> User:
    """An account nobody can sign in to with a password: only the demonstration accounts have one."""
    user = User(username=username, first_name=name.given, last_name=f"{name.family} {name.middle}".strip())
    user.password = NO_PASSWORD
    return user
