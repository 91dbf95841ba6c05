"""Who guides whom: the mentor of each posting, found among the leaders of the host."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import add_months
from portal.city.people import Population
from portal.city.postings import WHOLE, Sending
from portal.city.writing import write
from training.models import Mentor, Mentorship, Person, Posting, User

MOST_MENTEES = 3
MENTOR_TITLES = (
    "standing_deputy_secretary",
    "pc_chairman",
    "party_secretary",
    "council_vice_chairman",
    "pc_vice_chairman",
)


@dataclass
class Pairing:
    """A mentorship with the two accounts that write in it."""

    row: Mentorship
    mentee: User
    mentor: User
    host_head: User | None
    sending: Sending


@dataclass
class Guidance:
    """Names mentors, then fills logs and forms."""

    city: City
    population: Population
    accounts: dict[str, Person]
    sendings: list[Sending]
    mentors: dict[int, Mentor] = field(default_factory=dict)
    pairings: list[Pairing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice: Random = self.city.dice("mentoring")
        self.leaders: dict[int, dict[str, Person]] = {}
        for office in self.population.offices:
            if office.valid_to is None and office.title.code in MENTOR_TITLES:
                self.leaders.setdefault(office.unit_id, {}).setdefault(office.title.code, office.person)
        self.load: dict[int, int] = {}

    def pair(self) -> None:
        """Each posting that has begun gets its mentor at the host; one of them changes the mentor on the way."""
        for number, sending in enumerate(self.sendings):
            if sending.row.status == Posting.Status.DECIDED:
                continue
            mentor = self._mentor(sending)
            if mentor is None:
                continue
            told = sending.story == WHOLE
            changed = (told or number % 9 == 4) and sending.row.effective_on < add_months(self.city.day, -8)
            if changed:
                self._change_mentor(sending, mentor)
            else:
                self._pair(sending, mentor, sending.row.effective_on, sending.row.ended_on)
        write(list(self.mentors.values()))
        write([pairing.row for pairing in self.pairings])

    def _mentor(self, sending: Sending, *, other_than: Person | None = None) -> Person | None:
        """Somebody among the leaders of the host who guides fewer than three (mentoring.md §2)."""
        leaders = self.leaders.get(sending.commune.pk, {})
        for title in dict.fromkeys((sending.mentor_title, *MENTOR_TITLES)):
            person = leaders.get(title)
            if person is not None and person is not other_than and self.load.get(person.pk, 0) < self._most(sending):
                return person
        return None

    def _most(self, sending: Sending) -> int:
        """The mentor of the demonstration keeps his places for those the story gives him."""
        is_demo = sending.commune.pk == self.sendings[0].commune.pk
        return MOST_MENTEES if sending.story or not is_demo else 0

    def _pair(self, sending: Sending, person: Person, first: date, last: date | None) -> None:
        if person.pk not in self.mentors:
            trained = add_months(first, 2)
            self.mentors[person.pk] = Mentor(
                person=person, registered_on=first, trained_on=trained if trained <= self.city.day else None
            )
        mentor = self.mentors[person.pk]
        mentor.registered_on = min(mentor.registered_on, first)
        if last is None:
            self.load[person.pk] = self.load.get(person.pk, 0) + 1
        row = Mentorship(posting=sending.row, mentor=mentor, valid_from=first, valid_to=last)
        head = self.leaders.get(sending.commune.pk, {}).get("party_secretary")
        self.pairings.append(
            Pairing(row, user_of(sending.row.person), user_of(person), head.user if head else None, sending)
        )

    def _change_mentor(self, sending: Sending, mentor: Person) -> None:
        other = self._mentor(sending, other_than=mentor)
        change = add_months(sending.row.effective_on, 6)
        last = sending.row.ended_on
        if other is None or (last is not None and last <= change):
            self._pair(sending, mentor, sending.row.effective_on, last)
            return
        self._pair(sending, other, sending.row.effective_on, change - timedelta(days=1))
        self._pair(sending, mentor, change, last)
