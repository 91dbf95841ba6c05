"""Asking what people still have to complete. Query counts are constant, however many people are asked about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from curriculum.clock.time import today
from curriculum.models import ProgrammePage
from training.obligations.models import Obligation
from training.people.models import Person


@dataclass(frozen=True)
class Standing:
    """How one person stands before one programme: the day by which, and whether that day has passed."""

    person_id: int
    due_on: date
    is_overdue: bool
    since: date
    legal_basis: str


def obligations_of(people: Iterable[Person | int], programme_code: str, day: date | None = None) -> dict[int, Standing]:
    """Who of these people must still complete the programme (or one equivalent to it), by person's key. One query.

    Where several appointments ask for it the earliest day counts. People without such an obligation are left out, so
    ``obligations_of(people, code).get(person.pk)`` is None for them.
    """
    day = day or today()
    rows = (
        Obligation.objects.open()
        .filter(person__in=list(people))
        .filter(Q(rule__programme_code=programme_code) | Q(rule__equivalents__icontains=f'"{programme_code}"'))
        .order_by("-due_on", "pk")
        .values_list("person_id", "due_on", "since", "rule__legal_basis")
    )
    return {
        person: Standing(person, due_on, due_on < day, since, legal_basis)
        for person, due_on, since, legal_basis in rows
    }


def obligations_by_person(people: Iterable[Person | int]) -> dict[int, list[Obligation]]:
    """Everything open for these people, the earliest first. One query."""
    found: dict[int, list[Obligation]] = defaultdict(list)
    rows = Obligation.objects.open().filter(person__in=list(people)).select_related("rule", "unit", "office__title")
    for row in rows.order_by("due_on", "pk"):
        found[row.person_id].append(row)
    return found


def with_programme(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """The obligations with ``programme``: the title of the programme, its code where it is not in the catalogue."""
    titles = ProgrammePage.objects.filter(code=OuterRef("rule__programme_code")).values("title")[:1]
    return rows.annotate(programme=Coalesce(Subquery(titles), F("rule__programme_code")))
