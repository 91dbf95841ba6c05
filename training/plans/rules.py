"""Who may read a training plan, draw it up, and record its approval."""

import rules

from training.people.models import CITY_WIDE_READERS, Role
from training.people.rules import holds, is_committee, is_signatory, is_training_office

rules.add_perm("training.view_plan", holds(*CITY_WIDE_READERS, Role.SIGNATORY))
rules.add_perm("training.change_plan", is_training_office)
rules.add_perm("training.approve_plan", is_training_office | is_committee | is_signatory)
