"""What obligations say when somebody is to be nominated: a sentence for the unit, a place in the order of priority."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.nominations import findings, priorities
from training.nominations.findings import Finding
from training.nominations.models import Nomination
from training.nominations.priorities import Weight
from training.obligations.queries import Standing, obligations_of
from training.people.models import Person


def is_due_to(people: list[Person], training_class: TrainingClass) -> Mapping[int, Finding]:
    """Who of these people must complete the programme of the class, and by when. One query."""
    standings = obligations_of(people, programme_code(training_class))
    return {
        person: Finding(
            "obligation", True, sentence(one), {"due_on": one.due_on.isoformat()}, one.legal_basis, required=False
        )
        for person, one in standings.items()
    }


def overdue_first(training_class: TrainingClass, nominations: Sequence[Nomination]) -> Mapping[int, Weight]:
    """Those whose day has passed come before all others, the longest overdue first. One query."""
    standings = obligations_of([row.person_id for row in nominations], programme_code(training_class))
    weights = {}
    for row in nominations:
        one = standings.get(row.person_id)
        if one is not None and one.is_overdue:
            weights[row.pk] = Weight((one.due_on - today()).days, sentence(one))
    return weights


def programme_code(training_class: TrainingClass) -> str:
    return training_class.programme_facts.get("code") or training_class.programme.code


def sentence(one: Standing) -> str:
    day = one.due_on.strftime("%d/%m/%Y")
    if one.is_overdue:
        return _("Had to complete this programme by %(day)s: overdue.") % {"day": day}
    return _("Must complete this programme by %(day)s.") % {"day": day}


findings.register("obligation", is_due_to)
priorities.register("overdue", overdue_first)
