"""What a mentor needs to enter the register (mentoring.md §2), read from the offices on record."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from training.people.models import Person, Position, PositionTitle
from training.regulations.queries import value_on

LEADING = (PositionTitle.RankLevel.HEAD, PositionTitle.RankLevel.DEPUTY)


@dataclass(frozen=True)
class Shortfall:
    """One condition that is not met, as a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Qualification:
    """The offices held and the years they make."""

    offices: list[Position]
    since: date | None
    day: date

    @property
    def present(self) -> list[Position]:
        return [office for office in self.offices if office.is_valid_on(self.day)]

    @property
    def leads(self) -> bool:
        """Head or deputy of something on the day."""
        return any(office.title.rank_level in LEADING for office in self.present)

    @property
    def years(self) -> int:
        """Whole years since the first day of service."""
        if self.since is None:
            return 0
        before = (self.day.month, self.day.day) < (self.since.month, self.since.day)
        return self.day.year - self.since.year - before

    def shortfalls(self) -> list[Shortfall]:
        """What is missing on the day; empty where all is there."""
        least, found = value_on("mentoring.mentor_min_experience_years", self.day), []
        if not self.leads:
            sentence = _("A mentor is at least a deputy head; no such office is on record today.")
            found.append(Shortfall("not_leading", sentence))
        if self.years < least:
            sentence = _("A mentor has at least %(least)d years of service; %(years)d are on record.")
            found.append(Shortfall("too_short", sentence % {"least": least, "years": self.years}))
        return found


def qualification_of(person: Person, day: date, *, working_since: date | None = None) -> Qualification:
    """One query; ``working_since`` is what the record of service says where the offices here begin later."""
    offices = list(person.positions.select_related("unit", "title__bloc").order_by("-valid_from"))
    first = min((office.valid_from for office in offices), default=None)
    known = [one for one in (first, working_since) if one is not None]
    return Qualification(offices, min(known, default=None), day)
