"""Who sets targets, and who sees the people behind a figure."""

import rules

from training.people.models import Role
from training.people.rules import holds, is_committee
from training.rotation.models import COMMITTEE

# The figures tell of nobody; the school plans its classes by them.
reads_targets = holds(*COMMITTEE, Role.TRAINING_OFFICE)

rules.add_perm("training.view_targets", reads_targets)
rules.add_perm("training.view_target_people", holds(*COMMITTEE))
rules.add_perm("training.change_target", is_committee)
# Flags of succession planning are seen by the Committee's own officers, not by the auditor (rules.md §9).
rules.add_perm("training.view_succession", is_committee)
