"""What postings are entitled to by the rules of their day, beside what was recorded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from training.regulations.queries import value_on
from training.rotation.benefits.models import Benefit
from training.rotation.models import Posting
from training.rotation.term import months_after

ENTITLEMENTS = "rotation.benefits"


@dataclass(frozen=True)
class Due:
    """A benefit the rules grant to a kind of posting, and the rows recorded for it; none where it is wanting."""

    kind: str
    until: date | None
    recorded: tuple[Benefit, ...]

    @property
    def label(self) -> str:
        return str(Benefit.Kind(self.kind).label)


def entitled(posting: Posting) -> dict[str, date | None]:
    """Kinds of benefit the rules of the day of effect grant, each with its last day where the rules set a number of
    months. ``{"rotation": {"retained_allowance": 6, "housing": 0}}``: 0 is to the end of the term.
    """
    table = value_on(ENTITLEMENTS, posting.effective_on).get(posting.kind, {})
    return {
        kind: months_after(posting.effective_on, months) if months else posting.due_on for kind, months in table.items()
    }


def dues_of(posting: Posting) -> list[Due]:
    """Each entitlement with what was recorded for it, then what was granted beyond. One query."""
    rows: dict[str, list[Benefit]] = defaultdict(list)
    for row in posting.benefits.standing().order_by("valid_from", "pk"):
        rows[row.kind].append(row)
    granted = entitled(posting)
    found = [Due(kind, until, tuple(rows.pop(kind, ()))) for kind, until in granted.items()]
    return found + [Due(kind, None, tuple(more)) for kind, more in rows.items()]


def wanting(postings: Iterable[Posting]) -> dict[int, list[str]]:
    """For each posting (key) the labels of entitlements nothing is recorded for. One query."""
    rows = list(postings)
    recorded: dict[int, set[str]] = defaultdict(set)
    found = Benefit.objects.standing().filter(posting__in=[row.pk for row in rows]).order_by()
    for posting, kind in found.values_list("posting", "kind"):
        recorded[posting].add(kind)
    return {
        row.pk: missing
        for row in rows
        if (missing := [str(Benefit.Kind(kind).label) for kind in entitled(row) if kind not in recorded[row.pk]])
    }
