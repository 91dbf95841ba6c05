"""The list that goes with an enrolment decision, in plain values that are kept as they were decided."""

from collections.abc import Iterable

from training.cohorts.models import TrainingClass
from training.nominations.models import Nomination


def facts_of(training_class: TrainingClass, signer_title: str = "") -> dict:
    """The class as the decision names it, and the office of whoever signs."""
    return {
        "plan": _plan_of(training_class),
        "signer_title": signer_title,
        "code": training_class.code,
        "name": training_class.name,
        "programme": training_class.programme_facts.get("title") or training_class.programme.title,
        "opens_on": training_class.opens_on.isoformat(),
        "closes_on": training_class.closes_on.isoformat(),
        "place": training_class.place,
        "capacity": training_class.capacity,
    }


def _plan_of(training_class: TrainingClass) -> dict | None:
    if training_class.plan_item is None:
        return None
    plan = training_class.plan_item.plan
    decided_on = plan.decided_on.isoformat() if plan.decided_on else ""
    return {"year": plan.year, "number": plan.decision_number, "decided_on": decided_on}


def annex_of(nominations: Iterable[Nomination]) -> list[dict]:
    """One line for each nomination as proposed, in the order given."""
    return [
        {
            "nomination": row.pk,
            "full_name": row.person.full_name,
            "staff_code": row.person.staff_code,
            "birth_date": row.person.birth_date.isoformat() if row.person.birth_date else "",
            "sex": row.person.sex,
            "position": row.position_text,
            "unit": row.unit.name,
            "answer": row.proposal,
            "ground": row.proposed_ground,
            "reason": row.proposed_reason,
            "place": row.place,
            "because": row.place_because,
        }
        for row in nominations
    ]
