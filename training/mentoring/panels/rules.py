"""Who holds a panel."""

import rules

from training.people.rules import is_committee

rules.add_perm("training.hold_panel", is_committee)
