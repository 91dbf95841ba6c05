"""Sums over the postings of a report: all of them, and each wave, bloc, host or sending unit."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.mentoring.reports.terms import Term, Track
from training.rotation.models import Posting


class Dimension(models.TextChoices):
    """By what the postings are put into groups; the values are the names of the filters."""

    WAVE = "wave", _("wave")
    BLOC = "bloc", _("bloc")
    HOST = "host", _("host unit")
    SENDING = "sending", _("sending unit")


PLACE_OF: dict[str, Callable[[Posting], models.Model | None]] = {
    Dimension.WAVE: lambda posting: posting.wave,
    Dimension.BLOC: lambda posting: posting.title.bloc,
    Dimension.HOST: lambda posting: posting.host_unit_now or posting.host_unit,
    Dimension.SENDING: lambda posting: posting.sending_unit,
}


@dataclass(frozen=True)
class Sums:
    """Some postings together; ``place`` is the wave, bloc or unit they have in common, None where there is none."""

    place: models.Model | None
    terms: list[Term]

    @property
    def running(self) -> list[Term]:
        return [term for term in self.terms if term.is_running]

    @property
    def ended(self) -> list[Term]:
        return [term for term in self.terms if not term.is_running]

    def count(self, track: str) -> int:
        return sum(term.track == track for term in self.running)

    @property
    def on_track_percent(self) -> int | None:
        return _percent(self.count(Track.ON_TRACK), len(self.running))

    @property
    def contacts_held(self) -> int:
        return sum(term.contacts_held for term in self.terms)

    @property
    def contacts_due(self) -> int:
        return sum(term.contacts_due for term in self.terms)

    @property
    def contacts_percent(self) -> int | None:
        return _percent(self.contacts_held, self.contacts_due)

    @property
    def forms_due(self) -> int:
        return sum(term.forms_due for term in self.terms)

    @property
    def forms_on_time(self) -> int:
        return sum(term.forms_on_time for term in self.terms)

    @property
    def forms_late(self) -> int:
        return sum(term.forms_late for term in self.terms)

    @property
    def forms_missing(self) -> int:
        return sum(term.forms_missing for term in self.terms)

    @property
    def forms_percent(self) -> int | None:
        return _percent(self.forms_on_time, self.forms_due)

    @property
    def trained_before(self) -> int:
        """Officials with a class completed in the year before they came."""
        return sum(term.trained_before > 0 for term in self.terms)

    @property
    def trained_during(self) -> int:
        return sum(term.trained_during > 0 for term in self.terms)

    @property
    def outcomes(self) -> list[tuple[str, str, int]]:
        """How the ended postings ended: reason, its words, how many."""
        counts = Counter(term.outcome for term in self.ended)
        return [(reason.value, str(reason.label), counts[reason.value]) for reason in Posting.EndReason]

    @property
    def days_to_placement(self) -> int | None:
        """The median; None before anybody was placed."""
        days = [term.days_to_placement for term in self.ended if term.days_to_placement is not None]
        return round(median(days)) if days else None

    @property
    def awaiting_placement(self) -> int:
        return sum(term.days_to_placement is None for term in self.ended)


def grouped(terms: Iterable[Term], by: str) -> list[Sums]:
    """The groups in the order of their names; what belongs to none stands last."""
    groups: dict[models.Model | None, list[Term]] = defaultdict(list)
    for term in terms:
        groups[PLACE_OF[by](term.posting)].append(term)
    found = [Sums(place, rows) for place, rows in groups.items()]
    return sorted(found, key=lambda row: (row.place is None, _order(row.place)))


def _order(place: models.Model | None) -> str:
    return str(getattr(place, "sort_key", "") or getattr(place, "reference_date", "") or place)


def _percent(part: int, whole: int) -> int | None:
    return round(part / whole * 100) if whole else None
