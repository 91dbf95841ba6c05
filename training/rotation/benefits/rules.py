"""Who records benefits, and who sees them: the Committee, and each his own."""

import rules

from training.people.rules import is_committee
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of

SEES = {Capacity.MENTEE, Capacity.COMMITTEE_OFFICER, Capacity.AUDITOR, Capacity.SENDING_UNIT, Capacity.LINK_OFFICER}


@rules.predicate
def can_view_benefits(user, posting) -> bool:
    """The sending unit pays most of them; the host and the mentor have no need to know."""
    return posting is not None and bool(SEES & capacities_of(user, posting))


rules.add_perm("training.view_benefits", can_view_benefits)
rules.add_perm("training.change_benefit", is_committee)
