"""Who asks in a class, who answers, who reads."""

import rules

from training.cohorts.rules import is_class_supervisor, reads_all_classes, teaches_class
from training.nominations.models import Enrolment
from training.people.rules import is_training_office


@rules.predicate
def holds_place_in(user, training_class) -> bool:
    if training_class is None:
        return False
    return Enrolment.objects.active().of_user(user).filter(training_class=training_class).exists()


@rules.predicate
def answers_for_class_of(user, enquiry) -> bool:
    """Supervises or teaches the class in which it was asked."""
    return enquiry is not None and (
        is_class_supervisor(user, enquiry.training_class) or teaches_class(user, enquiry.training_class)
    )


@rules.predicate
def asked(user, enquiry) -> bool:
    return enquiry is not None and enquiry.enrolment.person.user_id == user.pk


@rules.predicate
def learns_in_class_of(user, enquiry) -> bool:
    return enquiry is not None and holds_place_in(user, enquiry.training_class)


can_answer = is_training_office | (rules.is_authenticated & answers_for_class_of)
can_view_enquiry = reads_all_classes | (rules.is_authenticated & (answers_for_class_of | learns_in_class_of))

rules.add_perm("training.ask_in_class", rules.is_authenticated & holds_place_in)
rules.add_perm(
    "training.answer_in_class",
    is_training_office | (rules.is_authenticated & (is_class_supervisor | teaches_class)),
)
rules.add_perm("training.answer_enquiry", can_answer)
rules.add_perm("training.settle_enquiry", can_answer | (rules.is_authenticated & asked))
rules.add_perm("training.view_enquiry", can_view_enquiry)
