"""Who opens an evaluation, who answers, who sees what came of it."""

import rules

from training.cohorts.rules import is_class_supervisor, reads_all_classes, teaches_class
from training.evaluations.models import EvaluationPlace
from training.people.rules import is_training_office


@rules.predicate
def has_place(user, evaluation) -> bool:
    if evaluation is None:
        return False
    return EvaluationPlace.objects.filter(evaluation=evaluation, enrolment__person__user=user).exists()


@rules.predicate
def supervises_evaluated_class(user, evaluation) -> bool:
    return evaluation is not None and is_class_supervisor(user, evaluation.training_class)


@rules.predicate
def teaches_evaluated_class(user, evaluation) -> bool:
    return evaluation is not None and teaches_class(user, evaluation.training_class)


sees_all_lines = reads_all_classes | (rules.is_authenticated & supervises_evaluated_class)

rules.add_perm("training.open_evaluation", is_training_office | (rules.is_authenticated & is_class_supervisor))
rules.add_perm("training.answer_evaluation", rules.is_authenticated & has_place)
rules.add_perm("training.view_evaluation", sees_all_lines | (rules.is_authenticated & teaches_evaluated_class))
# What was said of each lecturer by name: one's own line, and those who answer for the class.
rules.add_perm("training.view_whole_evaluation", sees_all_lines)
