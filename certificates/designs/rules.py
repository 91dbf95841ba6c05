"""Who decides how certificates look."""

import rules

from training.people.models import Role
from training.people.rules import holds

rules.add_perm("certificates.change_design", holds(Role.REGISTRAR, Role.TRAINING_OFFICE))
