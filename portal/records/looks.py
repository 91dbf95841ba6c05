"""Who looked at a person's data: the log of views and exports, in words for the person."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.records.sight import Standing
from training.access.models import AccessEvent
from training.models import Person

WHAT: dict[str, str | Promise] = {
    "profile": _("profile"),
    "record": _("record"),
    "competencies": _("competencies of the term"),
    "posting": _("posting and its term"),
    "mentor": _("entry in the register of mentors"),
    "mentor-review": _("yearly review as a mentor"),
    "diary": _("shared page of the diary"),
    "survey": _("summary of multi-source feedback"),
    "takeout": _("all data"),
}


@dataclass(frozen=True)
class Look:
    """One look, as the person reads of it."""

    event: AccessEvent

    @property
    def what(self) -> str:
        known = WHAT.get(self.event.what)
        if known is not None:
            return str(known)
        first, _space, rest = self.event.what.partition(" ")
        return f"{FIRST_WORDS[first]} {rest}" if first in FIRST_WORDS else self.event.what

    @property
    def purpose(self) -> str:
        given = self.event.purpose
        return str(Standing(given).label) if given in Standing.values else given


FIRST_WORDS: dict[str, str | Promise] = {
    "certificate": _("certificate"),
    "contact": _("mentoring contact of"),
    "photograph": _("photographs of the contact of"),
    "form": _("form of the term"),
    "document": _("signed document of the form"),
}


class Looks:
    """The looks as a sequence that a paginator can slice; two queries for a page."""

    def __init__(self, rows: QuerySet[AccessEvent]):
        self.rows = rows

    def count(self) -> int:
        return self.rows.count()

    __len__: Callable[..., int] = count

    def __getitem__(self, part: slice) -> list[Look]:
        return [Look(row) for row in self.rows[part]]


def looks_at(person: Person | None) -> Looks:
    """The looks of others at the person's data, the latest first; lists of many people are not among them."""
    rows = AccessEvent.objects.filter(person=person) if person else AccessEvent.objects.none()
    mine = rows.exclude(user=person.user_id) if person else rows
    return Looks(mine.select_related("user").order_by("-happened_at", "-pk"))
