"""Who may ask the rules, read their answers and change them."""

import rules

from training.people.rules import holds, is_committee, is_unit_officer
from training.rotation.models import COMMITTEE

reads_eligibility = holds(*COMMITTEE)

rules.add_perm("training.view_eligibility", reads_eligibility)
rules.add_perm("training.evaluate_eligibility", is_committee)
rules.add_perm("training.put_forward", is_unit_officer)
rules.add_perm("training.change_posting_rules", is_committee)
rules.add_perm("training.record_succession", is_committee)
rules.add_perm("training.record_exception", is_committee)
