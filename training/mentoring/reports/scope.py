"""Of which postings a report speaks, and as of which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from training.rotation.models import Posting


@dataclass(frozen=True)
class Scope:
    """A day, and what the postings are chosen by (keys; None for all).

    What happened after the day is left out, so that a report of an earlier day says what it would have said then.
    ``since`` is the first day of a span, for reports of a quarter; without it everything from the start counts.
    """

    day: date
    wave: int | None = None
    bloc: int | None = None
    host: int | None = None
    sending: int | None = None
    since: date | None = None

    @property
    def end(self) -> datetime:
        """The first moment after the day."""
        return make_aware(datetime.combine(self.day + timedelta(days=1), time.min))

    @property
    def beginning(self) -> datetime | None:
        return make_aware(datetime.combine(self.since, time.min)) if self.since else None

    def postings(self) -> QuerySet[Posting]:
        """Those that had begun by the day; in a span, those that ran on one of its days."""
        rows = Posting.objects.not_withdrawn().filter(effective_on__lte=self.day).filter(*self._wanted())
        if self.since:
            rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=self.since))
        return rows

    def _wanted(self) -> Iterator[Q]:
        if self.wave:
            yield Q(wave=self.wave)
        if self.bloc:
            yield Q(title__bloc=self.bloc)
        if self.host:
            yield Q(host_unit=self.host) | Q(host_unit_now=self.host)
        if self.sending:
            yield Q(sending_unit=self.sending)
