"""Who leads a unit on a day, and how many of them must stay: the secretary and the chairman are never both away (A3).

Which posts count is the regulated value ``training.cover_posts``: a list of groups, each with the ``posts`` and how
many of their holders must ``stay``. Where a group has fewer holders, one of them may always go.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from training.people.models import Person, Position
from training.regulations.queries import value_on
from training.units.models import Unit

COVER_POSTS = "training.cover_posts"


@dataclass(frozen=True)
class CoverGroup:
    """Posts whose holders stand in for each other, and how many of the holders must stay."""

    posts: frozenset[str]
    stay: int

    def must_stay(self, holders: int) -> int:
        """How many of so many holders must stay; never all of them."""
        return max(0, min(self.stay, holders - 1))


@dataclass(frozen=True)
class Gap:
    """Too few leaders of a unit stay on a day. ``away``: one office of each who is away, by rank of the title."""

    unit: Unit
    day: date
    away: tuple[Position, ...]
    holders: int
    must_stay: int


def cover_groups(day: date) -> tuple[CoverGroup, ...]:
    """The groups in force on the day."""
    return tuple(CoverGroup(frozenset(group["posts"]), group["stay"]) for group in value_on(COVER_POSTS, day))


def offices_of_cover(units, first: date, last: date):
    """The offices of these units that count for cover, held on any of the days, with person, unit and title."""
    return (
        _offices(first, last)
        .filter(unit__in=units)
        .select_related("person", "unit", "title")
        .order_by("title__order", "person__sort_key", "pk")
    )


def units_led_by(people, first: date, last: date):
    """The units in which any of these people (or keys) holds an office that counts for cover, as a subquery."""
    return _offices(first, last).filter(person__in=people).order_by().values("unit")


def leaders_beside(people: Iterable[int], day: date) -> list[int]:
    """The keys of all who lead a unit together with one of these people, themselves included. One query."""
    units = units_led_by(list(people), day, day)
    return list(
        Person.objects.filter(positions__in=_offices(day, day).filter(unit__in=units)).values_list("pk", flat=True)
    )


def gaps_on(day: date, offices: Iterable[Position], away: Collection[int]) -> Iterator[Gap]:
    """Where too few stay, if these people (keys) are away on the day. No query."""
    by_unit: dict[int, list[Position]] = defaultdict(list)
    for office in offices:
        if office.is_valid_on(day):
            by_unit[office.unit_id].append(office)
    for held in by_unit.values():
        for group in cover_groups(day):
            holders: dict[int, Position] = {}
            for office in held:
                if office.title.code in group.posts:
                    holders.setdefault(office.person_id, office)
            gone = tuple(office for person, office in holders.items() if person in away)
            must_stay = group.must_stay(len(holders))
            if gone and len(holders) - len(gone) < must_stay:
                yield Gap(held[0].unit, day, gone, len(holders), must_stay)


def _offices(first: date, last: date):
    posts = {post for day in {first, last} for group in cover_groups(day) for post in group.posts}
    still_held = Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    return Position.objects.filter(still_held, valid_from__lte=last, title__code__in=posts)
