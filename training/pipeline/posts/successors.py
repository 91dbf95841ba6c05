"""Who could follow: people in succession planning around a post, and those of them who were posted and are ready.

Only the flag is known, never the title somebody is planned for (rules.md §9). Whoever shows anything of this asks
``training.view_succession`` first.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Q

from training.people.models import Position
from training.pipeline.posts.planned import planned_on
from training.pipeline.posts.posts import Post, look_ahead
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.rotation.term import months_between

POSTED = (Posting.Kind.ROTATION, Posting.Kind.SECONDMENT, Posting.Kind.REINFORCEMENT)


class Gap(StrEnum):
    """How badly a post lacks somebody to follow."""

    OPEN = "open"  # vacant, nobody planned
    SOON = "soon"  # vacant or ending, nobody ready
    UNPLANNED = "unplanned"  # held, nobody planned
    COVERED = "covered"


@dataclass(frozen=True)
class Candidate:
    """Somebody in planning with an office in a unit; ``order`` is that of his highest title there."""

    person: int
    unit: int
    order: int
    is_ready: bool


@dataclass(frozen=True)
class Following:
    """Who could follow in one post, out of its own unit."""

    planned: tuple[int, ...]
    ready: tuple[int, ...]
    gap: Gap


@dataclass
class Pool:
    """Those in planning on a day: by commune, and those ready who hold no leading post anywhere."""

    day: date
    by_unit: dict[int, list[Candidate]] = field(default_factory=dict)
    ready: frozenset[int] = frozenset()
    reserve: frozenset[int] = frozenset()

    def following(self, post: Post, months: int) -> Following:
        """Those below the post in its unit, in planning; the gap they leave."""
        holder = post.holder.human.pk if post.holder else None
        below = [one for one in self.by_unit.get(post.place.pk, ()) if one.order > post.title.order]
        planned = tuple(one.person for one in below if one.person != holder)
        ready = tuple(one.person for one in below if one.person != holder and one.is_ready)
        leaves = post.is_vacant or post.ends_within(months)
        if not planned:
            gap = Gap.OPEN if post.is_vacant else Gap.SOON if leaves else Gap.UNPLANNED
        else:
            gap = Gap.SOON if leaves and not ready else Gap.COVERED
        return Following(planned, ready, gap)


def pool_on(day: date, leading: Iterable[str]) -> Pool:
    """Everybody in planning on the day, in three queries."""
    flagged = planned_on(day)
    if not flagged:
        return Pool(day)
    ready = ready_on(day, flagged)
    leading = set(leading)
    offices = Position.objects.valid_on(day).filter(person__in=flagged).order_by("title__order")
    leads: set[int] = set()
    found: dict[int, dict[int, Candidate]] = defaultdict(dict)
    for person, unit, code, order in offices.values_list("person", "unit", "title__code", "title__order"):
        found[unit].setdefault(person, Candidate(person, unit, order, person in ready))
        if code in leading:
            leads.add(person)
    by_unit = {unit: list(people.values()) for unit, people in found.items()}
    return Pool(day, by_unit, frozenset(ready), frozenset(ready - leads))


def ready_on(day: date, people: set[int]) -> set[int]:
    """Those who served a posting to its end, or long enough by the day (H2: two to three years give experience)."""
    least = value_on("pipeline.ready_after_months", day)
    rows = Posting.objects.not_withdrawn().filter(person__in=people, kind__in=POSTED, effective_on__lte=day)
    rows = rows.exclude(Q(end_reason=Posting.EndReason.TERMINATED, ended_on__lte=day)).order_by()
    return {
        person
        for person, first, ended in rows.values_list("person", "effective_on", "ended_on")
        if (ended is not None and ended <= day) or months_between(first, day) >= least
    }


def followings(posts: Iterable[Post], pool: Pool) -> list[tuple[Post, Following]]:
    """Each post with who could follow. No query."""
    months = look_ahead(pool.day)
    return [(post, pool.following(post, months)) for post in posts]
