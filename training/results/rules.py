"""Who enters marks, who changes them, who recognises the results."""

import rules

from training.cohorts.rules import is_class_supervisor, reads_all_classes, teaches_class
from training.people.models import Role
from training.people.rules import holds, is_training_office

can_enter_marks = is_training_office | (rules.is_authenticated & (is_class_supervisor | teaches_class))

rules.add_perm("training.enter_marks", can_enter_marks)
rules.add_perm("training.correct_mark", can_enter_marks)
rules.add_perm("training.view_marks", can_enter_marks | reads_all_classes)
rules.add_perm("training.submit_results", is_training_office | (rules.is_authenticated & is_class_supervisor))
rules.add_perm("training.import_results", is_training_office)
rules.add_perm("training.recognise_results", is_training_office | holds(Role.SIGNATORY))
