"""Who begins a handover, and who reads the sheet of the mentor before."""

import rules

from training.people.rules import is_committee
from training.rotation.capacities import Capacity
from training.rotation.models import Posting
from training.rotation.rules import capacities_of

MAY_BEGIN = frozenset({Capacity.MENTOR, Capacity.HOST_HEAD, Capacity.COMMITTEE_OFFICER})


@rules.predicate
def can_begin_handover(user, posting: Posting) -> bool:
    """The mentor, the host unit and the Committee, while the posting lasts. The official speaks with the Committee."""
    if posting is None or posting.status == Posting.Status.ENDED:
        return False
    return bool(MAY_BEGIN & capacities_of(user, posting))


@rules.predicate
def can_read_sheet(user, posting: Posting) -> bool:
    """What was agreed is read by the two sides alone: the official and his mentor of today (M7)."""
    return posting is not None and bool({Capacity.MENTEE, Capacity.MENTOR} & capacities_of(user, posting))


rules.add_perm("training.begin_handover", can_begin_handover)
rules.add_perm("training.read_handover", can_read_sheet)
rules.add_perm("training.decide_handover", is_committee)
