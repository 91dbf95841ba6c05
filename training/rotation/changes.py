"""The chain of changes of a posting: written by the services that change it, read by its page and its calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from curriculum.clock.time import now
from training.errors import WrongState
from training.rotation.models import Posting, PostingChange

Kind = PostingChange.Kind


@dataclass(frozen=True)
class Interruption:
    """A stretch in which the posting rested; both days are part of it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def put_off(day: date, interruptions: Iterable[Interruption]) -> date:
    """Where a day of the term comes to lie: each interruption that began by then puts it off by its length.

    The days are taken in the order in which they passed, so that an interruption counts from where the earlier ones
    have already moved the day.
    """
    for rest in sorted(interruptions, key=lambda one: one.first):
        if rest.first <= day:
            day += timedelta(days=rest.days)
    return day


def interruptions_of(posting: Posting) -> list[Interruption]:
    """As they came to be: a return on another day than planned, and the end of the posting, cut or lengthen them."""
    rows = list(posting.changes.filter(kind__in=[Kind.INTERRUPTED, Kind.RESUMED]))
    returns = {row.follows_id: row.from_on for row in rows if row.kind == Kind.RESUMED}
    found = []
    for row in rows:
        if row.kind == Kind.INTERRUPTED:
            last = returns[row.pk] - timedelta(days=1) if row.pk in returns else row.to_on
            if row.from_on <= last:
                found.append(Interruption(row.from_on, last))
    return found


def check_not_ended(posting: Posting) -> None:
    """Refuse to change what has ended; of a decision that was taken back the sentence names what took it back."""
    if posting.end_reason == Posting.EndReason.WITHDRAWN:
        raise WrongState(
            _("This decision was withdrawn by %(decision)s; the posting cannot be changed any more.")
            % {"decision": posting.end_decision}
        )
    if posting.status == Posting.Status.ENDED:
        raise WrongState(
            _("This posting ended on %(day)s; it cannot be changed any more.")
            % {"day": posting.ended_on.strftime("%d/%m/%Y")}
        )


def add_change(posting: Posting, kind: str, *, from_on: date, by, **facts) -> PostingChange:
    """One more row of the chain."""
    return PostingChange.objects.create(
        posting=posting, kind=kind, from_on=from_on, recorded_by=by, recorded_at=now(), **facts
    )
