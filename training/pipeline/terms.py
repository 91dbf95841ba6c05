"""Terms of postings side by side: which bars lie in which row, by unit, bloc or wave."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.rotation.models import Posting


class By(models.TextChoices):
    """By what postings are put into rows."""

    HOST = "host", _("host unit")
    SENDING = "sending", _("sending unit")
    BLOC = "bloc", _("bloc")
    WAVE = "wave", _("wave")


KEYS: dict[str, Callable[[Posting], models.Model | None]] = {
    By.HOST: lambda row: row.host_unit_now or row.host_unit,
    By.SENDING: lambda row: row.sending_unit,
    By.BLOC: lambda row: row.title.bloc or row.sending_unit.bloc,
    By.WAVE: lambda row: row.wave,
}


@dataclass(frozen=True)
class Group:
    """One row of the picture: what its postings have in common (None: nothing), and they in the order they began."""

    common: models.Model | None
    postings: tuple[Posting, ...]

    @property
    def sort_key(self) -> tuple[bool, str]:
        one = self.common
        return one is None, str(getattr(one, "sort_key", "") or getattr(one, "reference_date", "") or one)


def grouped(postings: Iterable[Posting], by: str) -> list[Group]:
    """Postings in rows. No query where they come with their units, bloc and wave."""
    found: dict[models.Model | None, list[Posting]] = defaultdict(list)
    for row in postings:
        found[KEYS[by](row)].append(row)
    groups = [Group(common, tuple(sorted(rows, key=lambda row: row.effective_on))) for common, rows in found.items()]
    return sorted(groups, key=lambda group: group.sort_key)


def span_of(postings: Iterable[Posting], day: date) -> tuple[date, date]:
    """The years the picture shows: from the first beginning to the last end, whole years, the day among them."""
    rows = list(postings)
    first = min([row.effective_on for row in rows] + [day])
    last = max([row.last_day or day for row in rows] + [day])
    return date(first.year, 1, 1), date(last.year, 12, 31)
