"""Who went to which class: chosen by the eligibility rules, never in two classes at once, never the same too soon.

The leaders of a unit are never away together: whose dates would leave it without them stays at home.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.city.context import City
from portal.city.courses import Course
from portal.city.days import add_months, moment
from portal.city.people import Population
from portal.city.writing import write
from training.models import (
    EligibilityRule,
    Enrolment,
    Nomination,
    Person,
    Position,
    Role,
    RoleGrant,
    TrainingClass,
    User,
)
from training.people.leading import cover_groups, gaps_on

Status = TrainingClass.Status
Sent = Nomination.Status
MONTHS_BETWEEN = 24  # for programmes without a rule of their own
REFUSED = (
    "Đã học chương trình tương đương trong thời hạn.",
    "Vượt chỉ tiêu phân bổ của đơn vị; đề nghị cử khóa sau.",
    "Chưa thuộc đối tượng của chương trình.",
)
RETURNED = (
    "Đề nghị bổ sung quyết định phân công nhiệm vụ.",
    "Đề nghị sắp xếp lại thứ tự ưu tiên giữa các cán bộ được cử.",
)


@dataclass(frozen=True)
class Terms:
    """What a programme asks of whom it takes."""

    titles: frozenset[str]
    under: int | None
    months: int


class Admissions:
    """Fills classes from the population and keeps everybody's calendar."""

    def __init__(self, city: City, population: Population, office: User):
        self.city, self.office = city, office
        self.dice: Random = city.dice("learners")
        self.people = {person.pk: person for person in population.people}
        self.offices: dict[int, list[Position]] = defaultdict(list)
        self.leaders: dict[int, list[Position]] = defaultdict(list)
        posts = {post for group in cover_groups(city.day) for post in group.posts}
        for position in population.offices:
            self.offices[position.person.pk].append(position)
            if position.title.code in posts:
                self.leaders[position.unit_id].append(position)
        self.terms = _terms()
        self.pools: dict[str, list[int]] = {}
        self.busy: dict[int, list[tuple[date, date]]] = defaultdict(list)
        self.last: dict[tuple[int, str], date] = {}
        officers = RoleGrant.objects.filter(role=Role.UNIT_COORDINATOR).values_list("unit", "user")
        self.officers: dict[int | None, int] = dict(officers)

    def fill(self, course: Course) -> None:
        """Choose the learners of an ordinary class and send them in the state the class is in."""
        if course.row.status == Status.PLANNED:
            return
        for person, position in self.choose(course, course.size):
            self.send(course, person, position, self._outcome(course))

    def choose(self, course: Course, count: int) -> list[tuple[Person, Position]]:
        """Up to ``count`` people who meet the programme's terms on its first day and are free."""
        pool = self.pools.setdefault(course.programme.code, self._pool(course.programme.code))
        chosen: list[tuple[Person, Position]] = []
        for pk in self.dice.sample(pool, min(len(pool), 7 * count)):
            if len(chosen) == count:
                break
            position = self.fitting_office(pk, course)
            if position is not None and self.is_free(pk, course):
                chosen.append((self.people[pk], position))
                self.occupy(pk, course)
        return chosen

    def fitting_office(self, pk: int, course: Course) -> Position | None:
        """The office that makes the person fit on the first day; None where there is none."""
        terms, opens_on = self.terms[course.programme.code], course.row.opens_on
        if terms.under is not None and (self.people[pk].age_on(opens_on) or 99) >= terms.under:
            return None
        for position in self.offices[pk]:
            if position.is_valid_on(opens_on) and (not terms.titles or position.title.code in terms.titles):
                return position
        return None

    def is_free(self, pk: int, course: Course) -> bool:
        row = course.row
        if self._is_away(pk, course) or self._leaves_a_gap(pk, course):
            return False
        before = self.last.get((pk, course.programme.code))
        return before is None or add_months(before, self.terms[course.programme.code].months) <= row.opens_on

    def _is_away(self, pk: int, course: Course) -> bool:
        row = course.row
        return any(first <= row.closes_on and row.opens_on <= last for first, last in self.busy[pk])

    def _leaves_a_gap(self, pk: int, course: Course) -> bool:
        """Whether too few leaders of a unit would stay, if all whose classes share a day with this one were away."""
        beside = [office for own in self.offices[pk] for office in self.leaders[own.unit_id]]
        others = {office.person_id for office in beside} - {pk}
        away = {pk, *(person for person in others if self._is_away(person, course))}
        days = (course.row.opens_on, course.row.closes_on)
        return len(away) > 1 and any(True for day in days for _gap in gaps_on(day, beside, away))

    def occupy(self, pk: int, course: Course) -> None:
        self.busy[pk].append((course.row.opens_on, course.row.closes_on))
        self.last[pk, course.programme.code] = course.row.opens_on

    def send(self, course: Course, person: Person, position: Position, status: str, *, reason: str = "") -> Nomination:
        """Nominate the person; an approved one is enrolled."""
        row = course.row
        submitted = min(row.nominate_until, self.city.day) - timedelta(days=self.dice.randrange(3, 20))
        decided = submitted + timedelta(days=2)
        nomination = Nomination(
            training_class=row,
            person=person,
            unit=position.unit,
            bloc_id=position.title.bloc_id or position.unit.bloc_id,
            status=status,
            priority=1 + sum(other.unit_id == position.unit_id for other in course.nominations),
            position_text=position.title.name_vi,
            reason=reason or self._reason(status),
            submitted_by_id=self.officers.get(position.unit_id),
            submitted_at=moment(submitted, 8 + self.dice.randrange(9), self.dice.randrange(60)),
        )
        if status not in (Sent.SUBMITTED, Sent.DRAFT):
            nomination.decided_by, nomination.decided_at = self.office, moment(decided, 15, self.dice.randrange(60))
        course.nominations.append(nomination)
        if status == Sent.APPROVED:
            course.enrolments.append(self._enrolment(course, nomination, decided))
        return nomination

    def _enrolment(self, course: Course, nomination: Nomination, day: date) -> Enrolment:
        return Enrolment(
            training_class=course.row,
            person=nomination.person,
            nomination=nomination,
            unit=nomination.unit,
            position_text=nomination.position_text,
            enrolled_at=moment(day, 15),
        )

    def _outcome(self, course: Course) -> str:
        if course.row.status != Status.ENROLLING:
            return Sent.APPROVED
        return self.dice.choices(
            (Sent.SUBMITTED, Sent.APPROVED, Sent.WAITING, Sent.RETURNED, Sent.REJECTED), (45, 40, 0, 8, 7)
        )[0]

    def _reason(self, status: str) -> str:
        reasons = {Sent.REJECTED: REFUSED, Sent.RETURNED: RETURNED}.get(Sent(status))
        return self.dice.choice(reasons) if reasons else ""

    def _pool(self, programme: str) -> list[int]:
        titles = self.terms[programme].titles
        return [
            pk
            for pk, offices in self.offices.items()
            if any(not titles or office.title.code in titles for office in offices)
        ]


def write_learners(courses: Iterable[Course]) -> None:
    """Write the nominations and enrolments of all classes."""
    courses = list(courses)
    write([nomination for course in courses for nomination in course.nominations])
    write([enrolment for course in courses for enrolment in course.enrolments])


def _terms() -> dict[str, Terms]:
    rules: dict[str, dict] = defaultdict(dict)
    for rule in EligibilityRule.objects.filter(valid_to__isnull=True):
        rules[rule.programme_code][rule.kind] = rule.values
    return defaultdict(
        lambda: Terms(frozenset(), None, MONTHS_BETWEEN),
        {
            code: Terms(
                frozenset(kinds.get("title", {}).get("titles", ())),
                kinds.get("age", {}).get("under"),
                kinds.get("not_repeated", {}).get("months", MONTHS_BETWEEN),
            )
            for code, kinds in rules.items()
        },
    )
