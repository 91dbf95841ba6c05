"""Waves and postings of five years: young officials of agencies sent to communes, across the merger of 2025."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from portal.city.accounts import user_of
from portal.city.careers import Careers
from portal.city.context import City
from portal.city.days import ONE_DAY, add_months, moment
from portal.city.people import Population
from portal.city.places import LAST_OF_DISTRICTS, TWO_LEVELS, Places
from portal.city.writing import write
from training.models import Person, Position, Posting, RotationWave, Unit
from training.rotation.changes import Interruption
from training.rotation.term import months_after

Kind, Status, Reason = Posting.Kind, Posting.Status, Posting.EndReason
YEARS_BACK = 4
SENT_IN_A_WAVE_AT_SCALE_1 = 45
FEWEST_IN_A_WAVE = 3
WAVE_MONTHS = (3, 9)
YOUTH = 35
KINDS = (Kind.ROTATION, Kind.SECONDMENT, Kind.REINFORCEMENT, Kind.TRANSFER)
KIND_WEIGHTS = (70, 82, 93, 100)
TERMS = {Kind.ROTATION: (36,), Kind.SECONDMENT: (24, 36), Kind.REINFORCEMENT: (36,), Kind.TRANSFER: (None,)}
HOST_TITLES = ("deputy_division_head", "deputy_division_head", "deputy_office_chief", "deputy_party_building_head")
ENDS = (Reason.RETURNED, Reason.RETURNED, Reason.PROMOTED, Reason.PLACED_AT_HOST, Reason.MOVED_ON)
DEMO_TITLE = "deputy_division_head"
DEMO_MONTHS, DEMO_EXTRA_DAYS = 9, 6  # so that the review of the third quarter has just been handed in
WHOLE = "whole"  # the term that has ended with nearly everything in it
OTHER_MENTEES = ((3, 22), (15, 4))  # months and days since the other two officials of the demo mentor came

SIGNERS = {"BTCTU": "Trưởng Ban Tổ chức Thành ủy", "TU": "Phó Bí thư Thường trực Thành ủy"}


def signer_of(number: str) -> str:
    """The title of who signs the documents of the body that the number names."""
    return SIGNERS[number.rpartition("/")[2]]


@dataclass
class Sending:
    """A posting with the office it gives at the host, and the commune of today in which it goes on."""

    row: Posting
    commune: Unit
    mentor_title: str = "standing_deputy_secretary"
    story: str = ""
    rests: list[Interruption] = field(default_factory=list)


@dataclass
class Rotation:
    """Plans postings before the offices are written, for a posting changes where somebody works."""

    city: City
    places: Places
    population: Population
    accounts: dict[str, Person]
    waves: list[RotationWave] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    dice: Random = field(init=False)
    careers: Careers = field(init=False)

    def __post_init__(self) -> None:
        self.dice = self.city.dice("postings")
        self.careers = Careers(self.places, self.city.day, self.city.dice("postings' careers"))
        self.left: set[int] = set()
        self.communes = [unit for unit in self.population.staffed if unit.type.level == "commune"]
        self.offices: dict[int, list[Position]] = {}
        for office in self.population.offices:
            self.offices.setdefault(id(office.person), []).append(office)

    def plan(self) -> None:
        """The told postings, then the waves."""
        candidates = self._candidates()
        self._tell(candidates)
        per_wave = max(FEWEST_IN_A_WAVE, round(SENT_IN_A_WAVE_AT_SCALE_1 * self.city.scale))
        for number, reference in enumerate(self._reference_dates(), start=1):
            wave = self._wave(number, reference)
            for _number in range(per_wave if reference <= self.city.day else 0):
                self._send_somebody(wave, candidates)
        self._put_into_waves()
        self.population.offices = [office for office in self.population.offices if id(office) not in self.left]

    def write(self) -> None:
        write(self.waves)
        write([sending.row for sending in self.sendings])

    def _candidates(self) -> list[Person]:
        """Young people of agencies, in an order that the dice give."""
        titles = ("specialist", "deputy_division_head")
        found = [
            offices[0].person
            for offices in self.offices.values()
            if any(o.valid_to is None and o.unit.type.level == "agency" and o.title.code in titles for o in offices)
            and (offices[0].person.age_on(self.city.day) or 99) < YOUTH + 5
            and offices[0].person.staff_code not in self._codes_of_accounts()
        ]
        self.dice.shuffle(found)
        return found

    def _codes_of_accounts(self) -> set[str]:
        return {person.staff_code for person in self.accounts.values()}

    def _reference_dates(self) -> list[date]:
        first = self.city.day.year - YEARS_BACK
        days = [date(year, month, 1) for year in range(first, self.city.day.year + 2) for month in WAVE_MONTHS]
        coming = next(day for day in days if day > self.city.day)
        return [day for day in days if day <= coming]

    def _wave(self, number: int, reference: date) -> RotationWave:
        states = RotationWave.Status
        if reference > self.city.day:
            status = states.PLANNING
        else:
            status = states.RUNNING if add_months(reference, 37) > self.city.day else states.CLOSED
        wave = RotationWave(
            code=f"DLC-{reference:%Y-%m}",
            name=f"Đợt {number} luân chuyển cán bộ trẻ ({reference:%m/%Y})",
            reference_date=reference,
            status=status,
            plan_document=f"Kế hoạch {20 + number}-KH/TU" if status != states.PLANNING else "",
        )
        self.waves.append(wave)
        return wave

    def _send_somebody(self, wave: RotationWave, candidates: list[Person]) -> None:
        effective_on = add_months(wave.reference_date, 1)
        person = self._next(candidates, wave.reference_date, effective_on)
        if person is None or effective_on > self.city.day + timedelta(days=20):
            return
        kind = self.dice.choices(KINDS, cum_weights=KIND_WEIGHTS)[0]
        term = self.dice.choice(TERMS[kind])
        commune = self.dice.choice(self.communes)
        mentors = ("standing_deputy_secretary", "pc_chairman", "party_secretary")
        self._send(person, kind, term, commune, effective_on, wave=wave, mentor_title=self.dice.choice(mentors))

    def _next(self, candidates: list[Person], reference: date, effective_on: date) -> Person | None:
        """The next one who was young on the reference date and whose agency existed by then."""
        for number, person in enumerate(candidates):
            home = self._home(person)
            old_enough = 24 <= (person.age_on(reference) or 0) < YOUTH
            if old_enough and home.valid_from <= add_months(effective_on, -12):
                return candidates.pop(number)
        return None

    def _home(self, person: Person) -> Unit:
        return next(office.unit for office in self.offices[id(person)] if office.valid_to is None)

    def _tell(self, candidates: list[Person]) -> None:
        """The official of the demonstration, and the other two whom his mentor guides."""
        commune, official = self.places.demo_commune, self.accounts["canbotre"]
        came = add_months(self.city.day, -DEMO_MONTHS) - timedelta(days=DEMO_EXTRA_DAYS)
        self._send(official, Kind.ROTATION, 36, commune, came, story="demo", title=DEMO_TITLE)
        for months, days in OTHER_MENTEES:
            came = max(TWO_LEVELS, add_months(self.city.day, -months) - timedelta(days=days))
            person = self._next(candidates, came, came)
            if person is not None:
                self._send(person, Kind.ROTATION, 36, commune, came, story=f"other_{months}")

    def _send(
        self,
        person: Person,
        kind: str,
        term: int | None,
        commune: Unit,
        effective_on: date,
        *,
        wave: RotationWave | None = None,
        mentor_title: str = "standing_deputy_secretary",
        story: str = "",
        title: str = "",
    ) -> None:
        home = self._home(person)
        host = commune if effective_on >= TWO_LEVELS else self.dice.choice(self._old_hosts(commune, effective_on))
        decided_on = effective_on - timedelta(days=self.dice.randrange(5, 20))
        due_on = months_after(effective_on, term) if term else None
        title = title or self.dice.choice(HOST_TITLES)
        row = Posting(
            person=person,
            kind=kind,
            wave=wave,
            sending_unit=home,
            host_unit=host,
            title=self.places.titles[title],
            decision_number=f"{310 + len(self.sendings)}-QĐ/BTCTU",
            decision_on=decided_on,
            signer_title=SIGNERS["BTCTU"],
            effective_on=effective_on,
            term_months=term,
            due_on=due_on,
            status=Status.ACTIVE if effective_on <= self.city.day else Status.DECIDED,
            created_by=user_of(self.accounts["tochuc"]),
            created_at=moment(decided_on, 16),
        )
        if due_on is not None and due_on <= self.city.day:
            row.status, row.ended_on, row.end_reason = Status.ENDED, due_on, self.dice.choice(ENDS)
            row.end_decision = f"{710 + len(self.sendings)}-QĐ/BTCTU"
            through_the_merger = row.host_unit.pk != commune.pk and due_on >= TWO_LEVELS
            if kind == Kind.ROTATION and through_the_merger and not self._is_told(WHOLE):
                story, row.end_reason = WHOLE, Reason.RETURNED
        elif wave and kind == Kind.ROTATION and self._ends_early(effective_on):
            row.status, row.ended_on, row.end_reason = Status.ENDED, add_months(effective_on, 10), Reason.TERMINATED
            row.end_decision = f"{710 + len(self.sendings)}-QĐ/TU"
        self.sendings.append(Sending(row, commune, mentor_title, story))
        if row.status != Status.DECIDED:
            self._move(row, commune, title)

    def _is_told(self, story: str) -> bool:
        return any(sending.story == story for sending in self.sendings)

    def _ends_early(self, effective_on: date) -> bool:
        """One of those who came between a year and two years ago was called away."""
        fits = add_months(self.city.day, -24) < effective_on < add_months(self.city.day, -12)
        return fits and not any(sending.row.end_reason == Reason.TERMINATED for sending in self.sendings)

    def _old_hosts(self, commune: Unit, day: date) -> list[Unit]:
        units = [unit for unit in self.places.before[commune.pk] if unit.is_valid_on(day)]
        return units or [self.places.district_of(commune)]

    def _move(self, row: Posting, commune: Unit, title: str) -> None:
        """The offices of somebody posted: at home until the day before, at the host, and home again after the end."""
        person, home = row.person, row.sending_unit
        self.left.update(id(office) for office in self.offices[id(person)])
        entered = max(home.valid_from, add_months(row.effective_on, -self.dice.randrange(14, 40)).replace(day=1))
        offices = [self.careers.hold(person, home, "specialist", entered, row.effective_on - ONE_DAY)]
        stays = row.status == Status.ACTIVE or row.end_reason == Reason.PLACED_AT_HOST
        last = None if stays else row.ended_on
        if row.host_unit.pk != commune.pk and (last is None or last > LAST_OF_DISTRICTS):
            offices.append(self.careers.hold(person, row.host_unit, title, row.effective_on, LAST_OF_DISTRICTS))
            offices.append(self.careers.hold(person, commune, title, TWO_LEVELS, last))
        else:
            offices.append(self.careers.hold(person, row.host_unit, title, row.effective_on, last))
        if last is not None:
            back = "division_head" if row.end_reason == Reason.PROMOTED else "deputy_division_head"
            offices.append(self.careers.hold(person, home, back, last + ONE_DAY))
        self.offices[id(person)] = offices
        self.population.offices += offices

    def _put_into_waves(self) -> None:
        """Those told belong to the last wave before they came."""
        for sending in self.sendings:
            if sending.row.wave is None:
                earlier = [wave for wave in self.waves if wave.reference_date <= sending.row.effective_on]
                sending.row.wave = earlier[-1] if earlier else None
