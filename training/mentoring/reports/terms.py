"""One posting in numbers: is it on track, contacts, forms, training, what came of it. Eight queries for any number.

Only counts and days are read here, never words. What is restricted (R10, R13) does not count: a number that moves
would tell of it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, F, Max, Q

from training.mentoring.flags.catalogue import RESTRICTED, WEIGHT, FlagLevel
from training.mentoring.flags.models import Flag
from training.mentoring.models import MentoringContact, TermForm
from training.mentoring.placements.models import PlacementProposal
from training.mentoring.reports.scope import Scope
from training.nominations.models import Enrolment
from training.people.models import Position
from training.regulations.queries import value_on
from training.rotation.models import Posting


class Track(StrEnum):
    """How a posting stands: no flag, a yellow one, a red one."""

    ON_TRACK = "on_track"
    ATTENTION = "attention"
    OFF_TRACK = "off_track"


@dataclass
class Term:
    """One posting as of the day. ``key``, ``label`` of each dimension stand in ``places``."""

    posting: Posting
    day: date
    track: Track = Track.ON_TRACK
    flags: int = 0
    contacts_held: int = 0
    contacts_due: int = 0
    forms_due: int = 0
    forms_on_time: int = 0
    forms_late: int = 0
    trained_before: int = 0
    trained_during: int = 0
    placed_on: date | None = None

    @property
    def ended_on(self) -> date | None:
        """The end, where it had come by the day."""
        ended = self.posting.ended_on
        return ended if ended is not None and ended <= self.day else None

    @property
    def is_running(self) -> bool:
        return self.ended_on is None

    @property
    def forms_missing(self) -> int:
        return self.forms_due - self.forms_on_time - self.forms_late

    @property
    def outcome(self) -> str:
        return self.posting.end_reason if self.ended_on else ""

    @property
    def days_to_placement(self) -> int | None:
        """From the end until the decision on the placement, or else until the first office after it.

        0 for who stays at the host unit, and where the placement was decided before the end.
        """
        if self.ended_on is None:
            return None
        if self.outcome == Posting.EndReason.PLACED_AT_HOST:
            return 0
        return max((self.placed_on - self.ended_on).days, 0) if self.placed_on else None


def terms_of(scope: Scope) -> list[Term]:
    """Every posting of the scope in numbers, in the order of names."""
    postings = scope.postings()
    related = ("person", "wave", "title__bloc", "host_unit", "host_unit_now", "sending_unit")
    rows = postings.select_related(*related).order_by("person__sort_key", "effective_on")
    terms = {posting.pk: Term(posting, scope.day) for posting in rows}
    keys = postings.order_by().values("pk")
    _add_contacts(terms, keys, scope)
    _add_forms(terms, keys, scope)
    _add_flags(terms, keys, scope)
    _add_training(terms, postings, scope)
    _add_placements(terms, postings, scope)
    return list(terms.values())


def _add_contacts(terms: dict[int, Term], keys, scope: Scope) -> None:
    held = MentoringContact.objects.held().filter(mentorship__posting__in=keys, happened_at__lt=scope.end)
    if scope.beginning:
        held = held.filter(happened_at__gte=scope.beginning)
    counts = held.order_by().values_list("mentorship__posting").annotate(Count("pk"))
    for key, count in counts:
        terms[key].contacts_held = count
    cadence = value_on("mentoring.contact_days", scope.day)
    for term in terms.values():
        term.contacts_due = max(_days_guided(term, scope) // cadence, 0)


def _days_guided(term: Term, scope: Scope) -> int:
    """Days of the posting within the span, less those of its last interruption."""
    posting = term.posting
    first = max(posting.effective_on, scope.since or posting.effective_on)
    last = term.ended_on or scope.day
    rested = 0
    if posting.interrupted_from is not None and posting.interrupted_to is not None:
        rested = (min(posting.interrupted_to, last) - max(posting.interrupted_from, first)).days + 1
    return (last - first).days - max(rested, 0)


def _add_forms(terms: dict[int, Term], keys, scope: Scope) -> None:
    """Forms that the portal takes and whose day had come: handed in by then, handed in later, or not yet."""
    due = TermForm.objects.filter(posting__in=keys, due_on__lte=scope.day, version__definition__fillable=True)
    due = due.exclude(status=TermForm.Status.CANCELLED)
    if scope.since:
        due = due.filter(due_on__gte=scope.since)
    filed = Q(submitted_at__lt=scope.end)
    counts = (
        due.order_by()
        .values_list("posting")
        .annotate(
            due=Count("pk"),
            on_time=Count("pk", filter=filed & Q(submitted_at__date__lte=F("due_on"))),
            late=Count("pk", filter=filed & Q(submitted_at__date__gt=F("due_on"))),
        )
    )
    for key, count, on_time, late in counts:
        term = terms[key]
        term.forms_due, term.forms_on_time, term.forms_late = count, on_time, late


def _add_flags(terms: dict[int, Term], keys, scope: Scope) -> None:
    """Flags that stood open on the day, their cause not gone; the level is the one they came to."""
    standing = Flag.objects.filter(posting__in=keys, raised_on__lte=scope.day).exclude(rule__in=RESTRICTED)
    standing = standing.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=scope.end))
    standing = standing.filter(Q(ceased_on__isnull=True) | Q(ceased_on__gt=scope.day))
    rows = standing.filter(weight__gte=WEIGHT[FlagLevel.YELLOW]).order_by().values_list("posting")
    for key, count, worst in rows.annotate(Count("pk"), Max("weight")):
        term = terms[key]
        term.flags = count
        term.track = Track.OFF_TRACK if worst >= WEIGHT[FlagLevel.RED] else Track.ATTENTION


def _add_training(terms: dict[int, Term], postings, scope: Scope) -> None:
    """Classes completed in the year before the posting began, and during it."""
    people = postings.order_by().values("person")
    rows = Enrolment.objects.filter(
        person__in=people, status=Enrolment.Status.COMPLETED, training_class__closes_on__lte=scope.day
    )
    classes: dict[int, list[date]] = defaultdict(list)
    for person, closed in rows.order_by().values_list("person", "training_class__closes_on"):
        classes[person].append(closed)
    for term in terms.values():
        start, last = term.posting.effective_on, term.ended_on or scope.day
        days = classes.get(term.posting.person_id, [])
        term.trained_before = sum(start - timedelta(days=365) <= day < start for day in days)
        term.trained_during = sum(max(start, scope.since or start) <= day <= last for day in days)


def _add_placements(terms: dict[int, Term], postings, scope: Scope) -> None:
    """The day the placement was decided; where none is on record, that of the first office after the end."""
    proposals = PlacementProposal.objects.filter(
        posting__in=postings.order_by().values("pk"), decided_at__isnull=False, decision_on__lte=scope.day
    )
    decided = dict(proposals.order_by("decision_on").values_list("posting", "decision_on"))
    ended = {term.posting.person_id for term in terms.values() if term.ended_on}
    offices: dict[int, list[date]] = defaultdict(list)
    rows = Position.objects.filter(
        person__in=postings.filter(ended_on__lte=scope.day).order_by().values("person"), valid_from__lte=scope.day
    )
    for person, first in rows.order_by("valid_from").values_list("person", "valid_from"):
        if person in ended:
            offices[person].append(first)
    for term in terms.values():
        if term.ended_on:
            days = offices.get(term.posting.person_id, [])
            place = bisect_left(days, term.ended_on)
            first = days[place] if place < len(days) else None
            term.placed_on = decided.get(term.posting.pk, first)


def running(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term.is_running]
