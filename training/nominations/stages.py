"""Whether the leadership approves the nominations of a class, or the training office decides alone."""

from training.cohorts.models import TrainingClass
from training.regulations.queries import value_on

EVERYWHERE_ELSE = "*"


def needs_approval(training_class: TrainingClass) -> bool:
    """Two stages or one, by the institution that runs the class (regulated value ``nomination.two_stage``)."""
    by_institution = value_on("nomination.two_stage")
    organiser = training_class.organiser.code if training_class.organiser is not None else EVERYWHERE_ELSE
    return bool(by_institution.get(organiser, by_institution.get(EVERYWHERE_ELSE, False)))
