"""What the office and the leadership see of a class's nominations, each list in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from training.cohorts.models import TrainingClass
from training.nominations.eligibility import explain_from, gather_facts, overlapping
from training.nominations.models import BlocQuota, Nomination, Quota
from training.nominations.priorities import rank
from training.people.models import Person, Position

# Looked at anew when a list is reviewed: what a unit could do about the rest is over.
LOOKED_AT_AGAIN = {"title", "age", "not_repeated", "cover"}


@dataclass
class ReviewRow:
    """A nomination under review: its place by the rule, why, what stands against it and what changed meanwhile."""

    nomination: Nomination
    place: int
    because: list[str]
    clashes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unit_sent: int = 0
    unit_quota: int | None = None

    @property
    def is_over_quota(self) -> bool:
        return self.unit_quota is not None and self.unit_sent > self.unit_quota


def review_rows(training_class: TrainingClass, nominations: Sequence[Nomination]) -> list[ReviewRow]:
    """The nominations (with person and unit) in the order of the priority rule, with clashes, changes and quotas.

    The place of each is counted among those of the same state.
    """
    nominations = list(nominations)
    if not nominations:
        return []
    people = list({row.person_id: row.person for row in nominations}.values())
    facts = gather_facts(people, training_class, None, places_left=None)
    explained = explain_from(facts, people)
    quotas = dict(Quota.objects.filter(training_class=training_class).values_list("unit", "places"))
    standing = Nomination.objects.standing().filter(training_class=training_class).order_by()
    sent = dict(standing.values_list("unit").annotate(count=Count("pk")))
    elsewhere = _proposed_elsewhere(training_class, people)
    rows = []
    places: Counter[str] = Counter()  # those asked and those waiting queue each in a line of their own
    for ranked in rank(training_class, nominations):
        nomination = ranked.nomination
        places[nomination.status] += 1
        findings = explained[nomination.person_id]
        rows.append(
            ReviewRow(
                nomination,
                places[nomination.status],
                ranked.because,
                clashes=[line["sentence"] for line in findings if line["rule"] == "no_overlap" and not line["ok"]],
                warnings=[
                    *moved_since(nomination, facts.positions[nomination.person_id]),
                    *(line["sentence"] for line in findings if line["rule"] in LOOKED_AT_AGAIN and not line["ok"]),
                    *elsewhere.get(nomination.person_id, ()),
                ],
                unit_sent=sent.get(nomination.unit_id, 0),
                unit_quota=quotas.get(nomination.unit_id),
            )
        )
    return rows


def moved_since(nomination: Nomination, offices: Sequence[Position]) -> list[str]:
    """What changed since the unit nominated: the person went elsewhere, or the unit is no more. No query."""
    said = []
    if nomination.unit.is_closed:
        said.append(
            _("%(unit)s was merged on %(day)s; its successor answers for the nomination.")
            % {"unit": nomination.unit.name, "day": nomination.unit.valid_to.strftime("%d/%m/%Y")}
        )
    elif not any(office.unit_id == nomination.unit_id for office in offices):
        words = {"unit": nomination.unit.name, "office": offices[0] if offices else ""}
        sentence = (
            _("No longer holds an office in %(unit)s; is now %(office)s.")
            if offices
            else _("No longer holds an office in %(unit)s.")
        )
        said.append(sentence % words)
    return said


def _proposed_elsewhere(training_class: TrainingClass, people: list[Person]) -> dict[int, list[str]]:
    """Other classes on the same days for which these people are proposed and not yet decided."""
    rows = (
        Nomination.objects.filter(
            overlapping(training_class),
            person__in=people,
            status__in=[Nomination.Status.SUBMITTED, Nomination.Status.WAITING],
        )
        .select_related("training_class")
        .only("person", "status", "training_class__code")
    )
    said = defaultdict(list)
    for row in rows:
        sentence = _("Is also nominated for class %(class)s on the same days.")
        said[row.person_id].append(sentence % {"class": row.training_class.code})
    return said


@dataclass(frozen=True)
class BlocLine:
    """A bloc with a quota: how many of its places are asked for."""

    name: str
    sent: int
    places: int


def bloc_lines(training_class: TrainingClass) -> list[BlocLine]:
    """The blocs with a quota in this class. Two queries."""
    quotas = list(
        BlocQuota.objects.filter(training_class=training_class).select_related("bloc").order_by("bloc__order")
    )
    standing = Nomination.objects.standing().filter(training_class=training_class, bloc__isnull=False).order_by()
    sent = Counter(dict(standing.values_list("bloc").annotate(count=Count("pk"))))
    return [BlocLine(str(quota.bloc), sent[quota.bloc_id], quota.places) for quota in quotas]
