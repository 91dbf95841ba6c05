"""What the unit's pages show, each list in a constant number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from curriculum.clock.time import now, today
from training.models import (
    AttendanceRecord,
    Enrolment,
    Nomination,
    Obligation,
    Person,
    Position,
    Quota,
    TrainingClass,
    Unit,
)
from training.nominations.eligibility import ClassFacts, explain_from, gather_facts, is_eligible
from training.nominations.queries import moved_since
from training.obligations.queries import with_programme

LATELY = 14  # days for which a decision stays on the first screen
SHOWN_LATELY = 8


def with_quota(classes: QuerySet[TrainingClass], unit: Unit) -> QuerySet[TrainingClass]:
    """The classes with the unit's ``quota`` (None where none is set), ``sent``, and ``left`` of it."""
    quota = Quota.objects.filter(training_class=OuterRef("pk"), unit=unit).values("places")
    sent = (
        Nomination.objects.standing()
        .filter(training_class=OuterRef("pk"), unit=unit)
        .order_by()
        .values("training_class")
        .annotate(n=Count("pk"))
        .values("n")
    )
    counted = classes.annotate(quota=Subquery(quota), sent=Coalesce(Subquery(sent), 0))
    # Only where there is a quota: Greatest passes over what is missing on PostgreSQL, and not on SQLite.
    return counted.annotate(left=Case(When(quota__isnull=False, then=Greatest(F("quota") - F("sent"), 0))))


def open_calls(unit: Unit) -> QuerySet[TrainingClass]:
    """Classes that take nominations today, the nearest deadline first, with the unit's quota."""
    open_now = TrainingClass.objects.enrolling().filter(nominate_until__gte=today())
    return with_quota(open_now, unit).order_by("nominate_until", "code")


def undecided(unit: Unit) -> QuerySet[Nomination]:
    """What was returned to the unit, waits for the office, or waits for a place."""
    status = Nomination.Status
    return (
        Nomination.objects.filter(unit=unit, status__in=[status.RETURNED, status.SUBMITTED, status.WAITING])
        .select_related("person", "training_class")
        .order_by("training_class__nominate_until", "training_class__code", "priority")
    )


def lately_decided(unit: Unit) -> QuerySet[Nomination]:
    """What was accepted or refused of the unit's nominations in the last two weeks, the latest first."""
    status = Nomination.Status
    since = now() - timedelta(days=LATELY)
    return (
        Nomination.objects.filter(unit=unit, status__in=[status.APPROVED, status.REJECTED], decided_at__gte=since)
        .select_related("person", "training_class", "decision")
        .order_by("-decided_at", "priority")[:SHOWN_LATELY]
    )


def studying(unit: Unit) -> QuerySet[Enrolment]:
    """The unit's people in running classes, with ``missed`` (periods, without leave), ``taken`` (all)."""
    records = AttendanceRecord.objects.of_own_class().filter(enrolment=OuterRef("pk"))
    return (
        Enrolment.objects.studying()
        .filter(unit=unit, training_class__status__in=[TrainingClass.Status.OPEN, TrainingClass.Status.CLOSING])
        .annotate(
            taken=_periods(records),
            missed=_periods(records.filter(status=AttendanceRecord.Status.UNEXCUSED).not_made_up()),
            excused=_periods(records.filter(status=AttendanceRecord.Status.EXCUSED).not_made_up()),
        )
        .select_related("person", "training_class")
        .order_by("-missed", "training_class__opens_on", "person__sort_key")
    )


def _periods(records: QuerySet[AttendanceRecord]):
    rows = records.order_by().values("enrolment").annotate(n=Sum("meeting__periods"))
    return Coalesce(Subquery(rows.values("n")), 0)


def staff(unit: Unit) -> QuerySet[Person]:
    """Everybody with an office in the unit today, with ``offices`` there and ``classes_completed``; two queries."""
    offices = (
        Position.objects.current().filter(unit=unit).select_related("title").order_by("is_concurrent", "title__order")
    )
    completed = (
        Enrolment.objects.filter(person=OuterRef("pk"), status=Enrolment.Status.COMPLETED)
        .order_by()
        .values("person")
        .annotate(n=Count("pk"))
        .values("n")
    )
    in_class = Enrolment.objects.studying().filter(
        person=OuterRef("pk"), training_class__status=TrainingClass.Status.OPEN
    )
    return (
        Person.objects.holding_office_in([unit])
        .annotate(classes_completed=Coalesce(Subquery(completed), 0), is_studying=Exists(in_class))
        .prefetch_related(Prefetch("positions", offices, to_attr="offices"))
    )


def obligations(unit: Unit) -> QuerySet[Obligation]:
    """What people of the unit must still complete, the earliest first."""
    held = Position.objects.current().filter(person=OuterRef("person"), unit=unit)
    rows = Obligation.objects.open().filter(Exists(held)).select_related("person", "office__title", "rule")
    return with_programme(rows).order_by("due_on", "person__sort_key")


@dataclass(frozen=True)
class Candidate:
    """One person of the unit before one class: the findings, and whether they let him be nominated."""

    person: Person
    findings: list[dict]
    is_new: bool = True

    @property
    def office(self) -> str:
        return next(found["facts"].get("office", "") for found in self.findings if found["rule"] == "office_held")

    @property
    def eligible(self) -> bool:
        return is_eligible(self.findings)

    @property
    def against(self) -> list[dict]:
        """What is not met, first what decides."""
        missing = [finding for finding in self.findings if not finding["ok"]]
        return sorted(missing, key=lambda finding: not finding["required"])

    @property
    def obligation(self) -> dict | None:
        """What the person must complete by this class, if anything."""
        return next((found for found in self.findings if found["rule"] == "obligation"), None)

    @property
    def due_on(self) -> str:
        """The day by which the person must complete the programme, as ISO text; after all days where there is none."""
        return self.obligation["facts"]["due_on"] if self.obligation else "9999"

    @property
    def rank(self) -> int:
        """0 where everything is met, 1 with warnings, 2 where the person cannot be nominated."""
        return 2 if not self.eligible else 1 if self.against else 0


@dataclass(frozen=True)
class Found:
    """The unit's people before a class, who fits best first; and what changed with those already nominated."""

    candidates: list[Candidate]
    moved: dict[int, list[str]]
    titles: dict[str, str]


def candidates(
    unit: Unit,
    training_class: TrainingClass,
    nominated: list[Nomination],
    *,
    words: str = "",
    title: str = "",
    eligible_only: bool = False,
    studied: str = "",
    listed: bool = True,
    not_asked: Callable[[dict], set[str]] | None = None,
    standing: list[Nomination] | None = None,
) -> Found:
    """The unit's people not yet nominated for the class (one of ``with_quota`` or without quota asked).

    ``nominated`` are the unit's nominations, of which it is said what changed since. ``not_asked`` names for a finding
    the rules that do not count, ``standing`` the nominations of these people that are known. Seven queries at most.
    """
    ours = Nomination.objects.standing().filter(training_class=training_class, person=OuterRef("pk"), unit=unit)
    people = Person.objects.holding_office_in([unit]).filter(~Exists(ours)).matching(words)
    listed_people = list(people.in_name_order()) if listed else []
    left = getattr(training_class, "left", None) if getattr(training_class, "quota", None) is not None else None
    everybody = [*listed_people, *(row.person for row in nominated)]
    facts = gather_facts(everybody, training_class, unit, places_left=left, standing=standing, in_a_list=True)
    explained = explain_from(facts, listed_people)
    found = [
        Candidate(person, _counted(explained[person.pk], not_asked), _is_new_to(person, facts))
        for person in listed_people
    ]
    if title:
        found = [candidate for candidate in found if title in _titles_in(unit, candidate.person, facts)]
    if eligible_only:
        found = [candidate for candidate in found if candidate.eligible]
    if studied:
        found = [candidate for candidate in found if candidate.is_new == (studied == "new")]
    moved = {row.pk: moved_since(row, facts.positions[row.person_id]) for row in nominated}
    titles = {code: name for person in listed_people for code, name in _titles_in(unit, person, facts).items()}
    found.sort(key=lambda candidate: (candidate.rank, candidate.due_on))
    return Found(found, moved, dict(sorted(titles.items())))


def _titles_in(unit: Unit, person: Person, facts: ClassFacts) -> dict[str, str]:
    """The titles the person holds in the unit, by code."""
    offices = facts.positions[person.pk]
    return {office.title.code: office.title.name_vi for office in offices if office.unit_id == unit.pk}


def _counted(findings: list[dict], not_asked: Callable[[dict], set[str]] | None) -> list[dict]:
    if not_asked is None:
        return findings
    return [finding for finding in findings if finding["rule"] not in not_asked(finding)]


def _is_new_to(person: Person, facts: ClassFacts) -> bool:
    """Whether the person has never completed the programme of the class."""
    programme = facts.training_class.programme_facts.get("code")
    taken = facts.enrolments[person.pk]
    return not any(
        row.status == Enrolment.Status.COMPLETED and row.training_class.programme.code == programme for row in taken
    )
