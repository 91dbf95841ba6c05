"""Surplus and shortage of each commune on a day: seats against holders, posted officials who are there for a time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from training.pipeline.posts.facts import Place, gather
from training.pipeline.posts.posts import Post, look_ahead, posts_from
from training.pipeline.posts.staffing import all_posts, leading_posts
from training.rotation.models import Posting, host_on
from training.rotation.term import months_after


@dataclass
class Side:
    """Seats of one kind in a unit: how many there are, how many are held, how many hold more than there are."""

    seats: int = 0
    held: int = 0
    surplus: int = 0

    @property
    def vacant(self) -> int:
        return self.seats - self.held

    def add(self, post: Post) -> None:
        if post.is_surplus:
            self.surplus += 1
            return
        self.seats += 1
        self.held += not post.is_vacant


@dataclass
class Balance:
    """One commune: leading posts, posts of divisions, officials posted there, and those whose term ends soon."""

    place: Place
    leading: Side = field(default_factory=Side)
    divisions: Side = field(default_factory=Side)
    posted: int = 0
    ending: int = 0

    @property
    def vacant(self) -> int:
        return self.leading.vacant + self.divisions.vacant

    @property
    def surplus(self) -> int:
        return self.leading.surplus + self.divisions.surplus

    @property
    def after_ends(self) -> int:
        """Vacancies once those whose term ends soon have left."""
        return self.vacant + self.ending


def balances_on(day: date, units: Iterable[int] | None = None) -> list[Balance]:
    """Every commune of the day's map, in the order of names. Nine queries.

    Raises ``NoRegulatedValue`` on a day for which no table of posts is in force.
    """
    table, leading = all_posts(day), leading_posts(day)
    facts = gather(day, day, table, units)
    found = {place.pk: Balance(place) for place in facts.places_on(day)}
    for post in posts_from(facts, day, table):
        side = found[post.place.pk].leading if post.title.code in leading else found[post.place.pk].divisions
        side.add(post)
    posted, ending = _posted(day, months_after(day, look_ahead(day)))
    for pk, balance in found.items():
        balance.posted, balance.ending = posted[pk], ending[pk]
    return list(found.values())


def _posted(day: date, until: date) -> tuple[Counter[int], Counter[int]]:
    """Officials posted to each unit on the day, and those of them whose term ends by ``until``. One query."""
    rows = Posting.objects.not_withdrawn().filter(effective_on__lte=day).exclude(ended_on__lte=day)
    posted: Counter[int] = Counter()
    ending: Counter[int] = Counter()
    for host, due in rows.order_by().annotate(host_then=host_on(day)).values_list("host_then", "due_on"):
        posted[host] += 1
        ending[host] += due is not None and due <= until
    return posted, ending
