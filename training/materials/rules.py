"""Who gives a class newer versions of its lessons."""

import rules

from training.cohorts.rules import is_class_supervisor, teaches_class
from training.people.rules import is_training_office

rules.add_perm(
    "training.renew_lessons", is_training_office | (rules.is_authenticated & (is_class_supervisor | teaches_class))
)
