"""The leading posts of every commune on a day: who holds each, since when, local or not, trained, until when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from curriculum.clock.time import today
from training.people.models import PositionTitle
from training.pipeline.posts.facts import Facts, Held, Human, Place, Sent, gather
from training.pipeline.posts.staffing import leading_posts
from training.regulations.queries import value_on
from training.rotation.term import months_after


@dataclass(frozen=True)
class Holder:
    """Who holds a post on the day, with what the day makes of it."""

    human: Human
    held: Held
    age: int | None
    is_local: bool | None
    is_trained: bool | None
    ends_on: date | None = None
    ends_by: str = ""
    posting: int | None = None

    @property
    def since(self) -> date:
        return self.held.first


@dataclass(frozen=True)
class Post:
    """One seat of a title in a commune. ``number`` beyond ``seats`` says that more people hold it than it has seats."""

    place: Place
    title: PositionTitle
    number: int
    seats: int
    day: date
    holder: Holder | None = None

    @property
    def is_vacant(self) -> bool:
        return self.holder is None

    @property
    def is_surplus(self) -> bool:
        return self.number > self.seats

    @property
    def is_head(self) -> bool:
        return self.title.rank_level == PositionTitle.RankLevel.HEAD

    def ends_within(self, months: int) -> bool:
        """Whether the holder is to leave within so many months of the day."""
        return (
            self.holder is not None
            and self.holder.ends_on is not None
            and (self.holder.ends_on <= months_after(self.day, months))
        )


def posts_on(day: date, units: Iterable[int] | None = None) -> list[Post]:
    """The leading posts of the day, unit by unit in the order of names. Eight queries, however many posts.

    Raises ``NoRegulatedValue`` on a day for which no table of posts is in force.
    """
    titles = leading_posts(day)
    return list(posts_from(gather(day, day, titles, units), day, titles))


def posts_from(facts: Facts, day: date, table: dict[str, int], *, with_ends: bool = True) -> Iterator[Post]:
    """The posts of a day of the span, by a table of title and seats. No query.

    ``with_ends`` False leaves out when holders are to leave, for readings that do not ask.
    """
    titles = sorted((facts.titles[code] for code in table if code in facts.titles), key=lambda title: title.order)
    for place in facts.places_on(day):
        by_title: dict[str, list[Held]] = defaultdict(list)
        for held in facts.held.get(place.pk, ()):
            if held.is_on(day):
                by_title[held.title].append(held)
        for title in titles:
            seats, holders = table[title.code], by_title.get(title.code, [])
            for number in range(max(seats, len(holders))):
                held_by = holders[number] if number < len(holders) else None
                holder = _holder(facts, held_by, day, with_ends) if held_by else None
                yield Post(place, title, number + 1, seats, day, holder)


def _holder(facts: Facts, held: Held, day: date, with_ends: bool) -> Holder:
    human = facts.people[held.person]
    sent, ends_on, ends_by = None, None, ""
    if with_ends:
        sent = facts.posting_at(held.person, held.unit, day)
        ends_on, ends_by = _end(held, sent, facts.retires_on(held.person, day))
    return Holder(
        human=human,
        held=held,
        age=human.age_on(day),
        is_local=facts.is_local(held.person, held.unit, day),
        is_trained=facts.is_trained(held.person, held.title, day),
        ends_on=ends_on,
        ends_by=ends_by,
        posting=sent.pk if sent else None,
    )


def _end(held: Held, sent: Sent | None, retires: date | None) -> tuple[date | None, str]:
    """When the holder is to leave first, and why: the posting ends, the age is reached, or the office has a last day.

    A last day that has passed is left out: on an earlier day it was still to come, and nobody knew of it.
    """
    ends = [
        (sent.due if sent else None, "posting"),
        (retires, "retirement"),
        (held.last if held.last and held.last > today() else None, "office"),
    ]
    return min(((day, why) for day, why in ends if day is not None), default=(None, ""))


def look_ahead(day: date) -> int:
    """How many months before the end a post counts as one that ends."""
    return value_on("pipeline.look_ahead_months", day)
