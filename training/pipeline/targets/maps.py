"""Two days side by side, each on its own map of units: Show 4 of a merger, or any two days."""

from dataclasses import dataclass
from datetime import date

from training.people.models import PositionTitle
from training.pipeline.posts.facts import Facts, Held, Place, gather
from training.pipeline.posts.posts import posts_from
from training.pipeline.posts.staffing import leading_posts
from training.pipeline.targets.queries import Readings, Standing, standings_on
from training.rotation.eligibility.versions import youth


@dataclass(frozen=True)
class Stand:
    """Where somebody stood on one of the days."""

    place: Place
    title: PositionTitle
    is_local: bool | None


@dataclass(frozen=True)
class InBoth:
    """Somebody who held a leading post on both days."""

    person: int
    name: str
    before: Stand
    after: Stand

    @property
    def stayed(self) -> bool:
        """Whether the unit is the same row; a merger makes another."""
        return self.before.place.pk == self.after.place.pk


@dataclass(frozen=True)
class BothMaps:
    """The readings of both days, indicator beside indicator, and the same people in the units of both."""

    before: Readings
    after: Readings
    people: tuple[InBoth, ...]

    @property
    def pairs(self) -> list[tuple[Standing, Standing]]:
        return list(zip(self.before.standings, self.after.standings, strict=True))

    @property
    def moved(self) -> int:
        return sum(not one.stayed for one in self.people)

    def not_local(self, day: str) -> int:
        return sum(getattr(one, day).is_local is False for one in self.people)

    @property
    def not_local_before(self) -> int:
        return self.not_local("before")

    @property
    def not_local_after(self) -> int:
        return self.not_local("after")

    @property
    def units_before(self) -> int:
        return len({one.before.place.pk for one in self.people})

    @property
    def units_after(self) -> int:
        return len({one.after.place.pk for one in self.people})


def both_maps(first: date, second: date) -> BothMaps:
    """Both days, without the trend. Raises ``NoRegulatedValue`` where one of them has no table of posts."""
    tables = {day: leading_posts(day) for day in (first, second)}
    facts = gather(first, second, {code for table in tables.values() for code in table})
    before, after = (_stands(facts, day, tables[day]) for day in (first, second))
    people = [
        InBoth(person, facts.people[person].name, before[person], after[person]) for person in before if person in after
    ]
    people.sort(key=lambda one: facts.people[one.person].sort_key)
    young = youth()
    first_read, second_read = (standings_on(day, trend=False, young=young) for day in (first, second))
    return BothMaps(first_read, second_read, tuple(people))


def _stands(facts: Facts, day: date, table: dict[str, int]) -> dict[int, Stand]:
    found: dict[int, Stand] = {}
    for post in posts_from(facts, day, table):
        held: Held | None = post.holder.held if post.holder else None
        if held and not held.is_concurrent:
            found.setdefault(held.person, Stand(post.place, post.title, post.holder.is_local))
    return found
