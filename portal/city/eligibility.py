"""What the rules of postings are asked of, and what they answered for the coming wave: planning, conclusions, kinship,
an exception by decision, and places that were divided in 2025.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import add_months, moment
from portal.city.people import Population
from portal.city.places import TWO_LEVELS, Places
from portal.city.writing import write
from training.models import (
    EligibilityEvaluation,
    Enrolment,
    Kinship,
    Person,
    PoliticalConclusion,
    Position,
    PositionTitle,
    RotationWave,
    SecondmentConfirmation,
    SuccessionEntry,
    Unit,
    UnitLink,
)
from training.rotation.eligibility.records import record_exception
from training.rotation.eligibility.services import evaluate

PLANNED, CONCLUDED, CONFIRMED = 0.6, 0.7, 0.5
YOUNG, TOO_OLD, OLDEST = 40, 35, 46
ASKED_ABOUT = 48
DIVISION = ("division_head", "deputy_division_head")
KIN = 3


class Eligibility:
    """Flags the officials of agencies among whom a wave is planned, and asks the rules about some of them."""

    def __init__(self, city: City, places: Places, population: Population, accounts: dict[str, Person]):
        self.city, self.places, self.accounts = city, places, accounts
        self.dice = city.dice("eligibility")
        self.by = user_of(accounts["tochuc"])
        self.offices = [
            office
            for office in population.offices
            if office.valid_to is None and not office.is_concurrent and office.unit.type.level == "agency"
        ]

    def tell(self) -> None:
        planned = list(self._planned_among())
        self._flag(planned)
        self._relate(planned)
        wave = RotationWave.objects.filter(reference_date__gt=self.city.day).order_by("reference_date").first()
        if wave is None or not planned:
            return
        too_old = self._just_too_old(planned, wave)
        asked = list(dict.fromkeys([*too_old, *planned[:ASKED_ABOUT]]))
        self._forget_a_birth_date(asked)
        evaluate(people=asked, wave=wave, by=self.by)
        self._except_somebody(wave)
        self._born_in_a_divided_ward(wave, planned)

    def _planned_among(self) -> Iterator[Person]:
        """Younger people, and those who lead a division, in an order that the dice give."""
        named = {person.pk for person in self.accounts.values()}
        found = {
            office.person_id: office.person
            for office in self.offices
            if office.person_id not in named
            and ((office.person.age_on(self.city.day) or 99) < YOUNG or office.title.code in DIVISION)
        }
        people = sorted(found.values(), key=lambda person: person.staff_code)
        self.dice.shuffle(people)
        return iter(people)

    def _flag(self, people: list[Person]) -> None:
        flags, conclusions, confirmations = [], [], []
        canbotre = self.accounts["canbotre"]
        at = moment(add_months(self.city.day, -3), 9)
        recorded = {"recorded_by": self.by, "recorded_at": at}
        for number, person in enumerate([canbotre, *people]):
            if person is canbotre or self.dice.random() < PLANNED:
                document = f"Quyết định {40 + number % 9}-QĐ/TU ngày 15/8/2025"
                flags.append(
                    SuccessionEntry(person=person, valid_from=date(2025, 9, 1), source_document=document, **recorded)
                )
            if self.dice.random() < CONCLUDED:
                on = self.city.day - timedelta(days=self.dice.randrange(20, 200))
                conclusions.append(PoliticalConclusion(person=person, is_met=True, concluded_on=on, **recorded))
            if person.sex == Person.Sex.FEMALE and self.dice.random() < CONFIRMED:
                on, exempt = self.city.day - timedelta(days=self.dice.randrange(5, 60)), self.dice.random() < 0.2
                confirmations.append(
                    SecondmentConfirmation(person=person, is_exempt=exempt, confirmed_on=on, **recorded)
                )
        write(flags)
        write(conclusions)
        write(confirmations)

    def _relate(self, people: list[Person]) -> None:
        """A few of them have a sister or a brother at the head of a commune."""
        heads = Position.objects.valid_on(self.city.day).filter(title__code="party_secretary").order_by("person__pk")
        leaders = list(heads.exclude(person__in=[person.pk for person in self.accounts.values()])[:KIN])
        at = moment(add_months(self.city.day, -3), 9)
        write(
            [
                Kinship(
                    person=person,
                    relative_id=head.person_id,
                    kind=Kinship.Kind.SIBLING,
                    source="Sơ yếu lý lịch",
                    recorded_by=self.by,
                    recorded_at=at,
                )
                for person, head in zip(people, leaders, strict=False)
            ]
        )

    def _just_too_old(self, people: list[Person], wave: RotationWave) -> list[Person]:
        """Two young specialists in planning who pass the age of the rule shortly before the reference date."""
        leads = {office.person_id for office in self.offices if office.title.code in DIVISION}
        in_planning = set(SuccessionEntry.objects.values_list("person_id", flat=True))
        fitting = (
            one
            for one in people
            if one.pk not in leads and one.pk in in_planning and (one.age_on(wave.reference_date) or 0) >= TOO_OLD
        )
        return list(islice(fitting, 2))

    def _forget_a_birth_date(self, people: list[Person]) -> None:
        """Of one of them the date of birth is not in the register: the rules say so and guess nothing."""
        people = people[2:]  # those who are just too old must be known to be so
        study = Enrolment.objects.filter(person__in=[one.pk for one in people])
        studied = set(study.values_list("person_id", flat=True))
        person = next((one for one in people if one.pk not in studied), None)
        if person is not None:
            Person.objects.filter(pk=person.pk).update(birth_date=None)
            person.birth_date = None

    def _except_somebody(self, wave: RotationWave) -> None:
        """Somebody in planning who is just too old is let through by a decision; the answer before it stays."""
        refused = EligibilityEvaluation.objects.latest_for(wave).filter(verdict="not_eligible").order_by("pk")
        for evaluation in refused.prefetch_related("answers")[:ASKED_ABOUT]:
            said = {answer.code: answer.result for answer in evaluation.answers.all()}
            against = [code for code, result in said.items() if result == "not_met" and code != "leaders-title"]
            if against == ["young-age"]:
                record_exception(
                    evaluation.person,
                    "young-age",
                    wave=wave,
                    decision_number="912-QĐ/TU",
                    decided_on=self.city.day - timedelta(days=4),
                    reason="Cán bộ có triển vọng, đáp ứng yêu cầu nhiệm vụ của địa bàn khó khăn.",
                    by=self.by,
                )
                evaluate(people=[evaluation.person_id], wave=wave, by=self.by)
                return

    def _born_in_a_divided_ward(self, wave: RotationWave, people: list[Person]) -> None:
        """A deputy head of division born in a ward that was divided among three: asked about for one of the three, and
        for another commune.
        """
        ward, parts = self._divided_in_three()
        leads = {office.person_id for office in self.offices if office.title.code in DIVISION}
        ages = {one.pk: one.age_on(wave.reference_date) or 99 for one in people}
        person = next((one for one in people if one.pk in leads and YOUNG - 5 < ages[one.pk] < OLDEST), None)
        if ward is None or person is None:
            return
        elsewhere = next(unit for unit in self.places.communes if unit.pk not in parts)
        Person.objects.filter(pk=person.pk).update(
            native_place=ward, birth_place=ward, native_place_text="", residence=None
        )
        title = PositionTitle.objects.valid_on(wave.reference_date).get(code="pc_chairman")
        communes = Unit.objects.in_bulk(parts)
        for unit in [*(communes[pk] for pk in parts), elsewhere]:
            evaluate(people=[person.pk], wave=wave, host_unit=unit, title=title, by=self.by)

    def _divided_in_three(self) -> tuple[Unit | None, list[int]]:
        parts: dict[int, list[int]] = defaultdict(list)
        links = UnitLink.objects.filter(effective_on=TWO_LEVELS, extent=UnitLink.Extent.PARTIAL)
        for before, after in links.order_by("predecessor__code", "successor__code").values_list(
            "predecessor_id", "successor_id"
        ):
            parts[before].append(after)
        found = next(((before, after) for before, after in parts.items() if len(after) == 3), None)
        return (self.places.by_pk[found[0]], found[1]) if found else (None, [])
