"""Where each person is 6, 12 and 24 months after the posting, beside what was proposed and decided. Five queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy

from training.mentoring.placements.models import Direction, PlacementProposal
from training.people.models import Position
from training.rotation.models import Posting, PostingQuerySet
from training.rotation.term import months_after
from training.units.lineage import Lineage
from training.units.queries import lineage

MONTHS = (6, 12, 24)


class Place(models.TextChoices):
    """Where somebody is on a day, seen from his posting."""

    HOST = "host", pgettext_lazy("where somebody is", "at the host unit")
    SENDING = "sending", pgettext_lazy("where somebody is", "back at the sending unit")
    ELSEWHERE = "elsewhere", pgettext_lazy("where somebody is", "elsewhere")
    NOWHERE = "nowhere", pgettext_lazy("where somebody is", "without an office on record")
    NOT_YET = "not_yet", pgettext_lazy("where somebody is", "the day is to come")


FITS = {Direction.RETURN: {Place.SENDING}, Direction.STAYS: {Place.HOST}, Direction.MOVES: {Place.ELSEWHERE}}


@dataclass(frozen=True)
class Seen:
    """One look: the day, where the person is, by which office, and whether that office is a higher one than before."""

    month: int
    day: date
    place: Place
    office: Position | None
    is_higher: bool


@dataclass(frozen=True)
class Outcome:
    """One ended posting with what was proposed and decided for afterwards, and the looks."""

    posting: Posting
    proposal: PlacementProposal | None
    seen: tuple[Seen, ...]

    @property
    def wanted(self) -> str:
        """What was decided, or else proposed; empty where nothing is on record."""
        return (self.proposal.decided or self.proposal.direction) if self.proposal else ""

    def fits(self, look: Seen) -> bool | None:
        """Whether the person is where it was wanted; None where nothing was, or the day is to come."""
        if not self.wanted or look.place == Place.NOT_YET:
            return None
        if self.wanted == Direction.HIGHER:
            return look.is_higher
        return look.place in FITS[Direction(self.wanted)]

    @property
    def looks(self) -> list[tuple[Seen, bool | None]]:
        return [(look, self.fits(look)) for look in self.seen]


def outcomes_of(postings: PostingQuerySet, day: date) -> list[Outcome]:
    """Each posting of them that had ended by the day, the last to end first."""
    related = ("person", "wave", "title__bloc", "host_unit", "host_unit_now", "sending_unit")
    ended = postings.not_withdrawn().filter(status=Posting.Status.ENDED, ended_on__lte=day).select_related(*related)
    rows = list(ended.order_by("-ended_on", "person__sort_key"))
    offices = _offices([row.person_id for row in rows], day)
    proposals = _proposals([row.pk for row in rows], day)
    known = lineage()
    return [
        Outcome(row, proposals.get(row.pk), tuple(_looks(row, offices.get(row.person_id, []), day, known)))
        for row in rows
    ]


def shares(outcomes: Iterable[Outcome]) -> list[tuple[int, Counter[Place], int, int]]:
    """For each month: how many are where, how many are where it was wanted, of how many it was wanted."""
    found = []
    rows = list(outcomes)
    for number, month in enumerate(MONTHS):
        places = Counter(row.seen[number].place for row in rows)
        fits = [row.fits(row.seen[number]) for row in rows]
        found.append((month, places, sum(fit is True for fit in fits), sum(fit is not None for fit in fits)))
    return found


def _looks(posting: Posting, offices: list[Position], day: date, known: Lineage) -> Iterable[Seen]:
    before = [
        one for one in offices if one.unit_id == posting.sending_unit_id and one.valid_from < posting.effective_on
    ]
    orders = [one.title.order for one in before] + [posting.title.order]
    for month in MONTHS:
        then = months_after(posting.ended_on, month)
        if then > day:
            yield Seen(month, then, Place.NOT_YET, None, False)
            continue
        office = next((one for one in offices if one.is_valid_on(then)), None)
        place = _place(posting, office, known)
        yield Seen(month, then, place, office, office is not None and office.title.order < min(orders))


def _place(posting: Posting, office: Position | None, known: Lineage) -> Place:
    if office is None:
        return Place.NOWHERE
    if office.unit_id in posting.host_units | _after(posting.host_units, known):
        return Place.HOST
    if office.unit_id in {posting.sending_unit_id} | known.descendants(posting.sending_unit_id):
        return Place.SENDING
    return Place.ELSEWHERE


def _after(units: Iterable[int], known: Lineage) -> set[int]:
    return {later for unit in units for later in known.descendants(unit)}


def _offices(people: list[int], day: date) -> dict[int, list[Position]]:
    """Offices by person, the main one of a time first."""
    rows = Position.objects.filter(person__in=people, valid_from__lte=day).select_related("title", "unit")
    found: dict[int, list[Position]] = defaultdict(list)
    for row in rows.order_by("is_concurrent", "title__order", "-valid_from"):
        found[row.person_id].append(row)
    return found


def _proposals(postings: list[int], day: date) -> dict[int, PlacementProposal]:
    """The last proposal of each posting made by the day."""
    rows = PlacementProposal.objects.filter(posting__in=postings, dated_on__lte=day).order_by("dated_on", "pk")
    return {row.posting_id: row for row in rows}
