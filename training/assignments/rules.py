"""Who makes an assignment, who works on it, who marks it, who sees what came in."""

import rules

from training.cohorts.rules import is_class_supervisor, reads_all_classes, teaches_class
from training.nominations.models import Enrolment
from training.people.rules import is_training_office


@rules.predicate
def answers_for_assignment(user, assignment) -> bool:
    """Supervises or teaches the class."""
    if assignment is None:
        return False
    return is_class_supervisor(user, assignment.training_class) or teaches_class(user, assignment.training_class)


@rules.predicate
def is_second_marker(user, assignment) -> bool:
    marker = assignment.second_marker if assignment is not None else None
    return marker is not None and marker.person.user_id == user.pk


@rules.predicate
def is_given_assignment(user, assignment) -> bool:
    """Studies in the class, and the class was given the task."""
    if assignment is None or assignment.published_at is None:
        return False
    return Enrolment.objects.active().of_user(user).filter(training_class=assignment.training_class_id).exists()


@rules.predicate
def is_own_work(user, work) -> bool:
    return work is not None and work.enrolment.person.user_id == user.pk


@rules.predicate
def marks_work(user, work) -> bool:
    return work is not None and can_mark(user, work.assignment)


may_make = is_training_office | (rules.is_authenticated & (is_class_supervisor | teaches_class))
may_run = is_training_office | (rules.is_authenticated & answers_for_assignment)
can_mark = may_run | (rules.is_authenticated & is_second_marker)
can_view_assignment = reads_all_classes | (rules.is_authenticated & (can_mark | is_given_assignment))

rules.add_perm("training.add_assignment", may_make)
rules.add_perm("training.change_assignment", may_run)
rules.add_perm("training.mark_assignment", can_mark)
rules.add_perm("training.view_assignment", can_view_assignment)
rules.add_perm("training.write_assignment", rules.is_authenticated & is_given_assignment)
rules.add_perm("training.extend_deadline", is_training_office)
rules.add_perm("training.view_work", rules.is_authenticated & (is_own_work | marks_work))
